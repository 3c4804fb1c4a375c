import { expect, it } from 'vitest';
import { aMapping, failing } from './a-mapping.ts';

it('stops a message that its own function keeps sending after 16 rounds', async () => {
  const { world, queue, invoker, mapping, send } = aMapping();
  invoker.answer = ({ request }) => {
    send('again', request.traceHeader);
    return { kind: 'succeeded', payload: null };
  };
  send('first');
  await world.pass(50);
  expect(invoker.seen).toHaveLength(16);
  expect(mapping.recursiveInvocationsDropped).toBe(1);
  expect(queue.messages()).toHaveLength(1);
});

it('lets loops run where they are allowed, and re-delivery is none', async () => {
  const { world, invoker, mapping, send } = aMapping({ allowsRecursiveLoops: true });
  invoker.answer = ({ request }) => {
    if (invoker.seen.length < 30) send('again', request.traceHeader);
    return { kind: 'succeeded', payload: null };
  };
  send('first');
  await world.pass(50);
  expect(invoker.seen).toHaveLength(30);

  const redelivered = aMapping();
  redelivered.invoker.answer = ({ records }) => {
    redelivered.queue.changeVisibility(records[0]?.receiptHandle ?? '', 1);
    return { kind: 'succeeded', payload: failing(records[0]?.messageId) };
  };
  redelivered.send('wait');
  await redelivered.world.pass(100);
  expect(redelivered.invoker.seen.length).toBeGreaterThan(60);
  expect([mapping, redelivered.mapping].map((one) => one.recursiveInvocationsDropped)).toEqual([0, 0]);
});
