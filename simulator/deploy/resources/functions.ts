import path from 'node:path';
import { arnOf } from '../../account/account.ts';
import type { Iam } from '../../account/iam.ts';
import type { World } from '../../account/world.ts';
import type { EventSourceMapping } from '../../services/lambda/event-source-mapping.ts';
import type { FunctionDefinition, FunctionInvoker } from '../../services/lambda/invocation.ts';
import type { SqsSimulator } from '../../services/sqs/sqs-simulator.ts';
import type { ResourceType } from '../deployer.ts';
import { type FunctionAccessParts, functionAccessTypes } from './function-access.ts';
import { mappingType, type StackFunction } from './mappings.ts';
import { number, optionalText, record, text } from './properties.ts';

/** What functions and their mappings are made with. */
export interface FunctionParts {
  readonly world: World;
  readonly iam: Iam;
  readonly sqs: SqsSimulator;
  readonly lambda: FunctionInvoker & {
    createFunction(definition: FunctionDefinition): void;
    deleteFunction(name: string): void;
  };
  /** Folder that handlers' paths start from: the package's root. */
  readonly codeRoot: string;
  /** Takes each mapping that is created. @returns deletes it */
  readonly onMapping: (mapping: EventSourceMapping) => () => void;
  /** Undefined: functions are invoked by mappings only. */
  readonly access?: FunctionAccessParts;
}

const CODE_PROPERTIES = ['Code', 'Handler', 'Runtime', 'Architectures', 'Description', 'Tags', 'LoggingConfig'];
const BEHAVIOUR = [
  'FunctionName',
  'MemorySize',
  'Timeout',
  'Environment',
  'Role',
  'ReservedConcurrentExecutions',
  'RecursiveLoop',
  'TracingConfig',
];
/** AWS::Lambda::Function, EventSourceMapping (SQS), Permission and EventInvokeConfig. */
export function functionTypes(parts: FunctionParts): Readonly<Record<string, ResourceType>> {
  const functions = new Map<string, StackFunction>();
  return {
    'AWS::Lambda::Function': functionType(parts, functions),
    'AWS::Lambda::EventSourceMapping': mappingType({ ...parts, functions }),
    ...(parts.access === undefined ? {} : functionAccessTypes(parts.access, functions)),
  };
}

function functionType(
  { world, iam, lambda, codeRoot, access }: FunctionParts,
  functions: Map<string, StackFunction>,
): ResourceType {
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
      const definition: FunctionDefinition = {
        name,
        arn,
        roleName: role.name,
        modulePath: path.join(codeRoot, `${modulePath}.mjs`),
        exportName,
        timeout: number(properties, 'Timeout', 3) * 1000,
        memorySize: number(properties, 'MemorySize', 128),
        environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
        reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
        isTraced: optionalText(record(properties, 'TracingConfig'), 'Mode') === 'Active',
      };
      lambda.createFunction(definition);
      const allowsRecursiveLoops = optionalText(properties, 'RecursiveLoop') === 'Allow';
      access?.asynchronous.configure(name, { allowsRecursiveLoops });
      functions.set(name, { definition, allowsRecursiveLoops });
      return { ref: name, attributes: { Arn: arn }, remove: () => lambda.deleteFunction(name) };
    },
  };
}

/** `dist/host-sync/index.handler` is the export `handler` of `dist/host-sync/index`. */
function splitHandler(handler: string): readonly string[] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}
