import type { Iam } from '../../account/iam.ts';
import type { World } from '../../account/world.ts';
import { EventSourceMapping } from '../../services/lambda/event-source-mapping.ts';
import type { FunctionDefinition, FunctionInvoker } from '../../services/lambda/invocation.ts';
import type { Queue } from '../../services/sqs/queue.ts';
import type { SqsSimulator } from '../../services/sqs/sqs-simulator.ts';
import type { Properties, ResourceType } from '../deployer.ts';
import { flag, number, only, record, text, texts } from './properties.ts';

/** A function of the stack, as far as it was created. */
export interface StackFunction {
  readonly definition: FunctionDefinition;
  /** The function's RecursiveLoop setting is `Allow`. */
  readonly allowsRecursiveLoops: boolean;
}

/** What mappings are made with. */
export interface MappingParts {
  readonly world: World;
  readonly iam: Iam;
  readonly sqs: SqsSimulator;
  readonly lambda: FunctionInvoker;
  readonly functions: ReadonlyMap<string, StackFunction>;
  /** Takes each mapping that is created. @returns deletes it */
  readonly onMapping: (mapping: EventSourceMapping) => () => void;
}

/** The pollers that Lambda starts with; a mapping without a limit of its own gets more, which is not modelled. */
const DEFAULT_CONCURRENCY = 5;
const POLLER_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/** AWS::Lambda::EventSourceMapping of a queue. FilterCriteria and other sources are refused. */
export function mappingType(parts: MappingParts): ResourceType {
  return {
    properties: [
      'BatchSize',
      'Enabled',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
      'Tags',
    ],
    create: (properties) => {
      const queue = parts.sqs.queueByArn(text(properties, 'EventSourceArn'));
      if (queue === undefined) throw new TypeError('EventSourceArn names no queue of the stack');
      const name = functionNameOf(text(properties, 'FunctionName'));
      const target = parts.functions.get(name);
      if (target === undefined) throw new TypeError('FunctionName names no function of the stack');
      checkQueue(parts.iam, target.definition, queue);
      const mapping = new EventSourceMapping(
        {
          functionName: name,
          queue,
          ...batchingOf(properties),
          maximumConcurrency: concurrencyOf(properties),
          allowsRecursiveLoops: target.allowsRecursiveLoops,
        },
        parts.world,
        parts.lambda,
      );
      mapping.enabled = flag(properties, 'Enabled', true);
      return { ref: mapping.uuid, attributes: { Id: mapping.uuid }, remove: parts.onMapping(mapping) };
    },
  };
}

/** A function's name from its name or ARN, a version or alias left off. */
export function functionNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : (nameOrArn.split(':')[0] ?? '');
}

/** What CreateEventSourceMapping refuses. */
function checkQueue(iam: Iam, { name, roleName, timeout }: FunctionDefinition, queue: Queue): void {
  for (const action of POLLER_ACTIONS) {
    const decision = iam.evaluate(roleName, [{ action: `sqs:${action}`, resource: queue.arn }]);
    if (!decision.allowed) {
      const reason = `The function execution role does not have permissions to call ${action} on SQS`;
      throw new TypeError(`${reason} (${roleName}: ${decision.because})`);
    }
  }
  const { visibilityTimeout } = queue.settings;
  if (visibilityTimeout * 1000 < timeout) {
    throw new TypeError(
      `Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${timeout / 1000} seconds (${name})`,
    );
  }
}

function batchingOf(properties: Properties) {
  const batchSize = number(properties, 'BatchSize', 10);
  const window = number(properties, 'MaximumBatchingWindowInSeconds', 0);
  if (batchSize < 1 || batchSize > 10_000) throw new TypeError('BatchSize must be 1 to 10000');
  if (window < 0 || window > 300) throw new TypeError('MaximumBatchingWindowInSeconds must be 0 to 300');
  if (batchSize > 10 && window < 1) {
    throw new TypeError('MaximumBatchingWindowInSeconds must be 1 or more when BatchSize is over 10');
  }
  const responseTypes = texts(properties, 'FunctionResponseTypes');
  const unknown = responseTypes.find((type) => type !== 'ReportBatchItemFailures');
  if (unknown !== undefined) throw new TypeError(`FunctionResponseTypes: ${unknown} is not known`);
  return { batchSize, batchingWindow: window * 1000, reportsBatchItemFailures: responseTypes.length > 0 };
}

function concurrencyOf(properties: Properties): number {
  const scaling = record(properties, 'ScalingConfig');
  only(scaling, 'ScalingConfig', ['MaximumConcurrency']);
  const maximum = number(scaling, 'MaximumConcurrency', DEFAULT_CONCURRENCY);
  if (maximum < 2 || maximum > 1000) throw new TypeError('ScalingConfig.MaximumConcurrency must be 2 to 1000');
  return maximum;
}
