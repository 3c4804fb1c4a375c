import type { World } from './account/world.ts';
import { CloudWatchSimulator } from './services/cloud-watch/cloud-watch-simulator.ts';
import type { EventSourceMappings } from './services/lambda/event-source-mappings.ts';
import { DeliveryRouter } from './services/service-delivery.ts';
import type { SnsSimulator } from './services/sns/sns-simulator.ts';
import type { SqsSimulator } from './services/sqs/sqs-simulator.ts';
import type { FunctionOutput } from './telemetry/function-output.ts';

/** What an account has that CloudWatch watches or notifies. */
export interface Watched {
  readonly world: Pick<World, 'account' | 'clock'>;
  readonly sqs: Pick<SqsSimulator, 'queues'>;
  readonly sns: SnsSimulator;
  readonly eventSourceMappings: Pick<EventSourceMappings, 'byFunction'>;
  readonly output: FunctionOutput;
}

/** CloudWatch of an account: its queues, what its functions print, and its topics for alarms. */
export function cloudWatchFor({ world, sqs, sns, eventSourceMappings, output }: Watched): CloudWatchSimulator {
  const cloudWatch = new CloudWatchSimulator({
    world,
    topics: new DeliveryRouter({ sns }),
    queues: {
      queues: () => sqs.queues(),
      isPolled: (queue) =>
        [...eventSourceMappings.byFunction.values()].some((one) => one.enabled && one.queue === queue),
    },
  });
  output.onMetric(({ namespace, name: metricName, dimensions, unit, value, time }) =>
    cloudWatch.putMetricValue({ namespace, metricName, dimensions, unit, value, time }),
  );
  return cloudWatch;
}
