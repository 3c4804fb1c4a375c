import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventSourceMapping } from '../../../simulator/services/lambda/event-source-mapping.ts';
import type { InvocationOutcome } from '../../../simulator/services/lambda/invocation.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { TestWorld } from '../ec2/test-world.ts';
import { FakeInvoker } from './fake-invoker.ts';

const outcomes: fc.Arbitrary<InvocationOutcome> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<InvocationOutcome>({ kind: 'succeeded', payload: null }) },
  fc.constant<InvocationOutcome>({ kind: 'succeeded', payload: 'nonsense' }),
  fc.constant<InvocationOutcome>({ kind: 'failed', errorType: 'Error', errorMessage: '' }),
  fc.constant<InvocationOutcome>({ kind: 'timed-out' }),
  fc.constant<InvocationOutcome>({ kind: 'throttled' }),
);

it('never loses a message, whatever becomes of the invocations', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1_000 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }),
      fc.array(outcomes, { minLength: 1, maxLength: 20 }),
      fc.record({
        batchSize: fc.integer({ min: 1, max: 20 }),
        batchingWindow: fc.integer({ min: 0, max: 5_000 }),
        maximumConcurrency: fc.integer({ min: 2, max: 5 }),
      }),
      async (seed, arrivals, answers, batching) => {
        const world = new TestWorld(seed);
        const sqs = new SqsSimulator(world, (name) => name);
        const queue = sqs.createQueue('work', { VisibilityTimeout: '30' });
        const invoker = new FakeInvoker(world);
        // The listed answers come first; every later invocation succeeds.
        invoker.answer = () => answers[invoker.seen.length - 1] ?? { kind: 'succeeded', payload: null };
        new EventSourceMapping(
          { functionName: 'worker', queue, reportsBatchItemFailures: true, ...batching },
          world,
          invoker,
        );
        arrivals.forEach((at, index) => {
          world.clock.after(at, 'send', () => void queue.send({ body: String(index), senderId: 'me' }));
        });
        await world.pass(3_600);
        expect(queue.messages()).toEqual([]);
        expect(queue.metrics.deleted).toBe(arrivals.length);
        expect(new Set(invoker.bodies.flat()).size).toBe(arrivals.length);
        expect(invoker.mostRunning).toBeLessThanOrEqual(batching.maximumConcurrency);
      },
    ),
    { numRuns: 60 },
  );
});
