import path from 'node:path';
import { arnOf } from '../../account/account.ts';
import type { Iam } from '../../account/iam.ts';
import type { World } from '../../account/world.ts';
import { EventSourceMapping } from '../../services/lambda/event-source-mapping.ts';
import type { LambdaSimulator } from '../../services/lambda/lambda-simulator.ts';
import type { SqsSimulator } from '../../services/sqs/sqs-simulator.ts';
import type { ResourceType } from '../deployer.ts';
import { flag, number, only, optionalText, record, text, texts } from './properties.ts';

/** What functions and their mappings are made with. */
export interface FunctionParts {
  readonly world: World;
  readonly iam: Iam;
  readonly sqs: SqsSimulator;
  readonly lambda: LambdaSimulator;
  /** Folder that handlers' paths start from: the package's root. */
  readonly codeRoot: string;
  /** Takes each mapping that is created. */
  readonly onMapping: (functionName: string, mapping: EventSourceMapping) => void;
}

const CODE_PROPERTIES = [
  'Code',
  'Handler',
  'Runtime',
  'Architectures',
  'Description',
  'Tags',
  'LoggingConfig',
  'TracingConfig',
];
const BEHAVIOUR = ['FunctionName', 'MemorySize', 'Timeout', 'Environment', 'Role', 'ReservedConcurrentExecutions'];
/** The pollers that Lambda starts with; a mapping without a limit of its own gets more, which is not modelled. */
const DEFAULT_CONCURRENCY = 5;

/** AWS::Lambda::Function, Version, Permission and EventSourceMapping (SQS). */
export function functionTypes(parts: FunctionParts): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Lambda::Function': functionType(parts),
    'AWS::Lambda::EventSourceMapping': mappingType(parts),
  };
}

function functionType({ world, iam, lambda, codeRoot }: FunctionParts): ResourceType {
  return {
    properties: [...CODE_PROPERTIES, ...BEHAVIOUR],
    create: (properties, logicalId, { stackName }) => {
      const name = optionalText(properties, 'FunctionName') ?? `${stackName}-${logicalId}`;
      const arn = arnOf(world.account, 'lambda', `function:${name}`);
      const role = iam.role(text(properties, 'Role'));
      if (role === undefined) throw new TypeError('Role names no role of the stack');
      if (!iam.isTrusting(role.name, 'lambda.amazonaws.com')) {
        throw new TypeError('The role defined for the function cannot be assumed by Lambda.');
      }
      const [modulePath = '', exportName = ''] = splitHandler(text(properties, 'Handler'));
      const variables = record(record(properties, 'Environment'), 'Variables');
      const reserved = properties['ReservedConcurrentExecutions'];
      lambda.createFunction({
        name,
        arn,
        roleName: role.name,
        modulePath: path.join(codeRoot, `${modulePath}.mjs`),
        exportName,
        timeout: number(properties, 'Timeout', 3) * 1000,
        memorySize: number(properties, 'MemorySize', 128),
        environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
        reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
      });
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

function mappingType({ world, sqs, lambda, onMapping }: FunctionParts): ResourceType {
  return {
    properties: [
      'BatchSize',
      'Enabled',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
    ],
    create: (properties, logicalId) => {
      const queue = sqs.queueByArn(text(properties, 'EventSourceArn'));
      if (queue === undefined) throw new TypeError('EventSourceArn names no queue of the stack');
      const functionName = text(properties, 'FunctionName').split(':').at(-1) ?? '';
      const batchSize = number(properties, 'BatchSize', 10);
      const window = number(properties, 'MaximumBatchingWindowInSeconds', 0);
      if (batchSize > 10 && window < 1) {
        throw new TypeError('MaximumBatchingWindowInSeconds must be 1 or more when BatchSize is over 10');
      }
      const responseTypes = texts(properties, 'FunctionResponseTypes');
      const scaling = record(properties, 'ScalingConfig');
      only(scaling, 'ScalingConfig', ['MaximumConcurrency']);
      const maximumConcurrency = number(scaling, 'MaximumConcurrency', DEFAULT_CONCURRENCY);
      if (maximumConcurrency < 2) throw new TypeError('ScalingConfig.MaximumConcurrency must be 2 or more');
      const reportsBatchItemFailures = responseTypes.includes('ReportBatchItemFailures');
      const definition = {
        functionName,
        queue,
        batchSize,
        batchingWindow: window * 1000,
        reportsBatchItemFailures,
        maximumConcurrency,
      };
      const mapping = new EventSourceMapping(definition, world, lambda);
      mapping.enabled = flag(properties, 'Enabled', true);
      onMapping(functionName, mapping);
      return { ref: logicalId };
    },
  };
}

/** `dist/host-sync/index.handler` is the export `handler` of `dist/host-sync/index`. */
function splitHandler(handler: string): readonly string[] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}
