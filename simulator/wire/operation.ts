import type { Authorization } from '../account/authorization.ts';

/** The caller of an operation, as the wire layer established it from the request's signature. */
export interface Caller {
  /** ARN of the assumed role, or of the account's root for clients from outside. */
  readonly principalArn: string;
  /** Role whose policies apply; undefined for clients from outside, who may do everything. */
  readonly roleName: string | undefined;
}

/** What an operation may know about the call beside its input. */
export interface Call {
  readonly caller: Caller;
  readonly requestId: string;
  /** Virtual time in epoch milliseconds. */
  readonly now: number;
  /** Header `X-Amzn-Trace-Id`, in which the SDK passes on the lineage of the invocation that makes the call. */
  readonly traceHeader?: string | undefined;
}

/**
 * One operation of a simulated API. Input and output have the shape that the SDK's command of the same name has
 * (`Date` for timestamps, camelCase or PascalCase as in the API); the wire layer encodes and decodes.
 */
export interface Operation<Input = never, Output = unknown> {
  /**
   * What the call must be allowed to do: one entry per action and resource, all of which must be allowed.
   * Source of actions, resource types and condition keys: Service Authorization Reference.
   */
  readonly authorize: (input: Input) => readonly Authorization[];
  /** Token bucket that the call draws from; undefined when the API documents none. */
  readonly bucket?: string;
  /**
   * Carries the call out at the present virtual time.
   * @throws ServiceError as the API documents it
   */
  readonly handle: (input: Input, call: Call) => Output;
}

/** A token bucket's documented rate, in requests. */
export interface BucketRate {
  readonly burst: number;
  /** Refill per second. */
  readonly sustained: number;
}

/** The protocol that a service's clients speak. */
export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'restJson1';

/** A simulated API: what the wire layer needs in order to serve it. */
export interface ServiceApi {
  /** Name in the credential scope of a signature: `ecs`, `autoscaling`, `ec2`, `lambda`, `sqs`, `sns`, `tagging`. */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** Prefix of `X-Amz-Target` before the dot (JSON protocols but REST). */
  readonly targetPrefix?: string;
  /** XML namespace of answers (Query protocols). */
  readonly xmlNamespace?: string;
  /** The SDK client package's exports: the schema of operation `X` is the export `X$`. */
  readonly schemas: Readonly<Record<string, unknown>>;
  /** By the API's name of the operation. An operation that is not here is answered with a clear error. */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly buckets: Readonly<Record<string, BucketRate>>;
}

/** Types an operation by its input and output, and takes its place in {@link ServiceApi.operations}. */
export function operation<Input, Output>(definition: Operation<Input, Output>): Operation {
  return definition as Operation;
}
