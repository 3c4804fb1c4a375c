/** What a runtime worker is started with. */
export interface WorkerStart {
  readonly modulePath: string;
  readonly exportName: string;
  /** Virtual time in epoch milliseconds. */
  readonly now: number;
  readonly seed: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySize: number;
}

/** What the simulator tells a runtime worker. Each message sets the worker's clock and is acknowledged when settled. */
export type WorkerCommand =
  | { readonly kind: 'advance'; readonly order: number; readonly now: number }
  | {
      readonly kind: 'invoke';
      readonly order: number;
      readonly now: number;
      readonly requestId: string;
      readonly payload: string;
      /** `_X_AMZN_TRACE_ID` of the invocation; undefined for none. */
      readonly traceHeader: string | undefined;
    };

/** The handler's end, as JSON. */
export type HandlerOutcome =
  | { readonly kind: 'succeeded'; readonly payload: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string };

/** Sent whenever the worker has come to rest: nothing runs until an answer, a command or a timer wakes it. */
export interface WorkerReport {
  /** The last command seen; 0 while the module loads. */
  readonly acknowledged: number;
  /** Whether the module is loaded. */
  readonly loaded: boolean;
  /** Numbers of the HTTP requests that are on a connection and not yet answered. */
  readonly open: readonly number[];
  /** Virtual time of the next timer, undefined when there is none. */
  readonly nextTimer: number | undefined;
  readonly outcome: HandlerOutcome | undefined;
  /** What the function printed since the last report. */
  readonly output: string;
  /** Processor time that the thread has used since it started, milliseconds of the machine at hand. */
  readonly processorTime: number;
}

/** Carries the number of an HTTP request from the worker to the gateway, so that parallel ones keep their order. */
export const REQUEST_NUMBER_HEADER = 'x-simulator-request';
