import { expect, it } from 'vitest';
import { aMapping } from './a-mapping.ts';

it('five pollers ask an empty queue three times a minute each', async () => {
  const { world, mapping } = aMapping();
  await world.pass(3_600);
  expect(mapping).toMatchObject({ receives: 0, deletes: 0, emptyReceives: 5 * 3 * 60 });
});

it('a poll that gives a message is not an empty one, and its poller asks anew', async () => {
  const { world, mapping, send } = aMapping();
  // One message every ten seconds: each poller has one every fifty, and asks twice in vain before it.
  for (let second = 10; second <= 1_000; second += 10)
    world.clock.after(second * 1_000 - 200, 'a message', () => void send('m'));
  await world.pass(1_000);
  expect(mapping).toMatchObject({ receives: 100, deletes: 100 });
  expect(mapping.emptyReceives).toBeGreaterThan(180);
  expect(mapping.emptyReceives).toBeLessThanOrEqual(200);
});

it('under steady load no poll is in vain', async () => {
  const { world, mapping, send } = aMapping({ batchSize: 1_000, batchingWindow: 5_000 });
  for (let second = 1; second <= 600; second += 1) world.clock.after(second * 1_000, 'a message', () => void send('m'));
  await world.pass(601);
  expect(mapping).toMatchObject({ receives: 600, emptyReceives: 0 });
});

it('a mapping that is switched off does not poll', async () => {
  const { world, mapping } = aMapping();
  await world.pass(60);
  mapping.enabled = false;
  await world.pass(3_600);
  expect(mapping.emptyReceives).toBe(15);
  mapping.enabled = true;
  await world.pass(60);
  expect(mapping.emptyReceives).toBe(30);
});

it('pollers that gather side by side have a batch each', async () => {
  const { world, mapping, invoker, send } = aMapping({
    batchSize: 1_000,
    batchingWindow: 5_000,
    maximumConcurrency: 10,
  });
  mapping.gatherers = 5;
  for (let index = 0; index < 7; index += 1)
    world.clock.after(index * 300, 'a message', () => void send(String(index)));
  await world.pass(10);
  expect(invoker.bodies).toEqual([['0', '5'], ['1', '6'], ['2'], ['3'], ['4']]);
});

it('a storm gives each of them ten at a time, and loses none', async () => {
  const { world, mapping, invoker, queue, send } = aMapping({ batchSize: 1_000, batchingWindow: 5_000 });
  mapping.gatherers = 5;
  for (let index = 0; index < 95; index += 1) send(String(index));
  await world.pass(30);
  expect(invoker.seen.map(({ records }) => records.length)).toEqual([20, 20, 20, 20, 15]);
  expect(queue.messages()).toEqual([]);
});
