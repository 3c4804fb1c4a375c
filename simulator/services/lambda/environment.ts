import type { Exchange } from '../../wire/loopback-endpoint.ts';
import type { Reply } from '../../wire/reply.ts';
import type { HandlerOutcome } from './worker-protocol.ts';

/** A request of the function that has reached the endpoint and waits to be answered. */
export interface PendingRequest {
  readonly number: number;
  readonly exchange: Exchange;
}

/** What an environment did since it was last at rest. */
export interface Rest {
  /** Requests that have arrived since, in the order in which the function made them. */
  readonly arrived: readonly PendingRequest[];
  /** Virtual time of the function's next timer. */
  readonly nextTimer: number | undefined;
  readonly outcome: HandlerOutcome | undefined;
  readonly output: string;
}

/** An invocation as an environment is told of it. */
export interface Handed {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  /** `_X_AMZN_TRACE_ID` of the invocation; undefined for none. */
  readonly traceHeader: string | undefined;
}

/**
 * A function's execution environment: its environment variables and module scope, kept between invocations. Every method
 * that wakes the function resolves when the function has come to rest again, that is, when it can only go on by an answer,
 * a timer or an invocation. In between the virtual clock stands still.
 */
export interface Environment {
  /** Whether it is gone. */
  readonly dead: boolean;
  /** Processor time that it has used so far, milliseconds of the machine at hand; 0 where it has no thread of its own. */
  readonly processorTime: number;
  /** Waits for the module to load. */
  loaded(): Promise<Rest>;
  /** Sets the function's clock, firing its timers that became due. */
  advance(now: number): Promise<Rest>;
  /** Starts the handler. */
  invoke(now: number, invocation: Handed): Promise<Rest>;
  /** Takes in a request of the function that reached the endpoint. */
  arrived(number: number, exchange: Exchange): void;
  /** Answers a request of the function, or resets its connection. */
  answer(number: number, now: number, reply: Reply | 'reset'): Promise<Rest>;
  /** Ends the environment as Lambda does at a time-out, or a crash: at once, whatever runs. */
  kill(): Promise<void>;
}
