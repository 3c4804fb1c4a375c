import { readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = path.join(import.meta.dirname, '../../.serverless');
const read = (file: string): string => readFileSync(path.join(PACKAGE, file), 'utf8');

/** A value of the template: a string, or a function such as `{ "Fn::GetAtt": [...] }` that gives one. */
export type Value = string | { readonly [intrinsic: string]: unknown };

/** A statement of an IAM policy, as the template has it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: Value | readonly Value[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An event pattern of the template: allowed values, by field. */
export interface EventPattern {
  readonly [field: string]: readonly unknown[] | EventPattern;
}

/** The parts of resource properties that the tests look at. */
export interface Properties {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
  readonly ManagedPolicyArns?: unknown;
  readonly TracingConfig?: unknown;
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Roles: readonly Value[];
  readonly Queues: readonly Value[];
  readonly Topics: readonly Value[];
  readonly Bucket: Value;
  readonly KmsMasterKeyId?: Value;
  readonly BucketEncryption: unknown;
  readonly PublicAccessBlockConfiguration: unknown;
  readonly TopicArn: Value;
  readonly Endpoint: Value;
  readonly RawMessageDelivery: boolean;
  readonly VisibilityTimeout: number;
  readonly MessageRetentionPeriod: number;
  readonly SqsManagedSseEnabled: boolean;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: Value; readonly maxReceiveCount: number };
  readonly Role: Value;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Handler: string;
  readonly Environment: { readonly Variables: Readonly<Record<string, Value>> };
  readonly EventSourceArn: Value;
  readonly FunctionName: Value;
  readonly AlarmDescription: string;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  readonly ScalingConfig: { readonly MaximumConcurrency: number };
  readonly EventPattern: EventPattern;
  readonly ScheduleExpression?: string;
  readonly Targets: readonly {
    readonly Arn: Value;
    readonly Input?: string;
    readonly DeadLetterConfig?: { readonly Arn: Value };
  }[];
}

/** A resource with its logical id. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Properties;
}

/** The template as text, for what must not be anywhere in it. */
export const TEMPLATE_TEXT = read('cloudformation-template-update-stack.json');

const template = JSON.parse(TEMPLATE_TEXT) as {
  readonly Parameters: Readonly<Record<string, { readonly Default: string }>>;
  readonly Resources: Readonly<Record<string, Omit<Resource, 'id'>>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: Value }>>;
};

/** The stack's outputs by name. */
export const OUTPUTS = template.Outputs;

/** The stack's parameters by name. */
export const PARAMETERS = template.Parameters;

/** All resources of a type, as in `AWS::Lambda::Function`. */
export function resourcesOf(type: string): Resource[] {
  const all = Object.entries(template.Resources).map(([id, resource]) => ({ id, ...resource }));
  return all.filter((resource) => resource.Type === type);
}

/** The resource with a logical id. */
export function resource(id: string): Resource {
  const found = template.Resources[id];
  if (!found) throw new Error(`The template has no resource ${id}`);
  return { id, ...found };
}

/** The logical id that a Ref, a GetAtt, or a Sub of one attribute points to. */
export function target(value: Value | undefined): string {
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = typeof value === 'object' ? value : {};
  const substituted = /^\$\{(\w+)\.\w+\}$/.exec(String(text))?.[1];
  const id = Array.isArray(attribute) ? attribute[0] : (ref ?? substituted);
  if (typeof id !== 'string') throw new Error(`${JSON.stringify(value)} points to no resource`);
  return id;
}

/** One or many, as many. */
export function listed<T extends string | object>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** Statements of a role's policies, its own and those that are attached to it, under whatever condition. */
export function statementsOf(role: Resource): readonly Statement[] {
  const attached = resourcesOf('AWS::IAM::Policy').filter(({ Properties }) =>
    Properties.Roles.map(target).includes(role.id),
  );
  const own = role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return [...own, ...attached.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)];
}

/** The settings of `serverless.yml` with their defaults. */
export function defaultParameters(): Readonly<Record<string, unknown>> {
  const state = JSON.parse(read('serverless-state.json')) as {
    readonly service: { readonly initialServerlessConfig: { readonly params: { readonly default: object } } };
  };
  return { ...state.service.initialServerlessConfig.params.default };
}

/** Names of the files in a function's archive, from the central directory (PKWARE APPNOTE 4.3.12). */
export function filesInArchive(functionKey: string): string[] {
  const archive = readFileSync(path.join(PACKAGE, `${functionKey}.zip`));
  const files: string[] = [];
  let at = archive.indexOf('PK\u0001\u0002', 0, 'latin1');
  while (at >= 0) {
    const nameLength = archive.readUInt16LE(at + 28);
    files.push(archive.toString('utf8', at + 46, at + 46 + nameLength));
    at = archive.indexOf('PK\u0001\u0002', at + 46 + nameLength, 'latin1');
  }
  return files;
}
