import { EventSourceMapping, type MappingDefinition } from '../../../simulator/services/lambda/event-source-mapping.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { TestWorld } from '../ec2/test-world.ts';
import { FakeInvoker } from './fake-invoker.ts';

/** A queue, a fake function, and the mapping between them. */
export function aMapping(
  overrides: Partial<MappingDefinition> = {},
  attributes: Readonly<Record<string, string>> = {},
) {
  const world = new TestWorld();
  const sqs = new SqsSimulator(world, (name) => name);
  const dead = sqs.createQueue('dead');
  const queue = sqs.createQueue('work', { VisibilityTimeout: '60', ...attributes });
  const invoker = new FakeInvoker(world);
  const definition: MappingDefinition = {
    functionName: 'worker',
    queue,
    batchSize: 10,
    batchingWindow: 0,
    reportsBatchItemFailures: true,
    maximumConcurrency: 2,
    ...overrides,
  };
  const mapping = new EventSourceMapping(definition, world, invoker);
  const send = (body: string, traceHeader?: string) => queue.send({ body, senderId: 'me', traceHeader });
  return { world, queue, dead, invoker, mapping, send };
}

/** A partial batch response. */
export const failing = (...ids: readonly unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
