/** How an invocation ended. */
export type InvocationOutcome =
  /** The handler returned; `payload` is its JSON value. */
  | { readonly kind: 'succeeded'; readonly payload: unknown }
  /** The handler threw, the process died, or the module could not be loaded. */
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  /** The function's time-out passed and its execution environment was ended. */
  | { readonly kind: 'timed-out' }
  /** No concurrency left: nothing ran. */
  | { readonly kind: 'throttled' };

/** Asks Lambda to run a function. */
export interface InvocationRequest {
  readonly functionName: string;
  /** The event; it crosses as JSON. */
  readonly payload: unknown;
  /**
   * X-Ray trace header of the invocation, for the environment variable `_X_AMZN_TRACE_ID`: the SDK passes it on with
   * every call, and so the lineage that recursive-loop detection counts.
   */
  readonly traceHeader?: string | undefined;
  /** Called exactly once, at the virtual time at which the caller would learn the outcome. */
  readonly onOutcome: (outcome: InvocationOutcome) => void;
}

/** What event sources need of Lambda. */
export interface FunctionInvoker {
  /** Starts an invocation now, on a free execution environment or a new one. */
  invoke(request: InvocationRequest): void;
}

/** A function as the template defines it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Name of the IAM role, known to the simulator's IAM. */
  readonly roleName: string;
  /** Absolute path of the module. */
  readonly modulePath: string;
  /** Name of the module's export. */
  readonly exportName: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined: the account's unreserved concurrency. */
  readonly reservedConcurrency: number | undefined;
  /** TracingConfig's mode is `Active`. */
  readonly isTraced?: boolean;
}
