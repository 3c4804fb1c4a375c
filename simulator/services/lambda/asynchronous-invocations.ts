import type { World } from '../../account/world.ts';
import { hexFrom, uuidFrom } from '../../kernel/identifiers.ts';
import type { DeliveryResult, DeliveryTarget, ServiceDelivery } from '../service-delivery.ts';
import type { FunctionPermissions } from './function-permissions.ts';
import type { FunctionInvoker, InvocationOutcome } from './invocation.ts';
import { RECURSION_LIMIT, roundsOf, traceHeaderFor } from './lineage.ts';

/** How a function's asynchronous invocations are retried. Source: Lambda API reference, PutFunctionEventInvokeConfig. */
export interface AsynchronousSettings {
  /** After errors of the function; 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** Milliseconds. */
  readonly maximumEventAge: number;
  /** ARN of the queue or topic that gets a record of an event that was given up. */
  readonly onFailure: string | undefined;
  /** The function's RecursiveLoop setting is `Allow`. */
  readonly allowsRecursiveLoops: boolean;
}

/** Counts since the run began, named like Lambda's metrics. */
export interface AsynchronousMetrics {
  asyncEventsReceived: number;
  asyncEventsDropped: number;
  recursiveInvocationsDropped: number;
  destinationDeliveryFailures: number;
}

/** What asynchronous invocation needs of its surroundings. */
export interface AsynchronousParts {
  readonly world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly invoker: FunctionInvoker;
  readonly permissions: FunctionPermissions;
  /** Sends a record to a destination with the function's role. @returns whether it could */
  readonly send: (destinationArn: string, body: string, functionName: string) => boolean;
}

const STANDARD: AsynchronousSettings = {
  maximumRetryAttempts: 2,
  maximumEventAge: 6 * 3_600_000,
  onFailure: undefined,
  allowsRecursiveLoops: false,
};
/** Waits before the first and the second retry after an error. Source: Lambda developer guide, "Error handling for asynchronous invocation". */
const ERROR_RETRY_DELAYS = [60_000, 120_000] as const;
const FIRST_THROTTLE_DELAY = 1_000;
const LAST_THROTTLE_DELAY = 300_000;

interface AsynchronousEvent {
  readonly functionName: string;
  readonly functionArn: string;
  readonly payload: unknown;
  readonly traceHeader: string | undefined;
  readonly receivedAt: number;
  errors: number;
  throttles: number;
}

/** Lambda's queue of asynchronous invocations, by which rules and topics invoke functions. */
export class AsynchronousInvocations implements DeliveryTarget {
  readonly metrics: AsynchronousMetrics = {
    asyncEventsReceived: 0,
    asyncEventsDropped: 0,
    recursiveInvocationsDropped: 0,
    destinationDeliveryFailures: 0,
  };
  readonly #parts: AsynchronousParts;
  readonly #settings = new Map<string, AsynchronousSettings>();

  constructor(parts: AsynchronousParts) {
    this.#parts = parts;
  }

  /** Changes some settings of a function. */
  configure(functionName: string, settings: Partial<AsynchronousSettings>): void {
    this.#settings.set(functionName, { ...this.#settingsOf(functionName), ...settings });
  }

  /** Takes an event of a service, as far as the function's policy lets it. */
  deliver({ targetArn, service, sourceArn, body, traceHeader }: ServiceDelivery): DeliveryResult {
    const { permissions, world } = this.#parts;
    const verdict = permissions.evaluate({
      functionArn: targetArn,
      service,
      sourceArn,
      sourceAccount: world.account.id,
    });
    if (!verdict.allowed) return { kind: 'refused', code: 'NO_PERMISSIONS', because: verdict.because };
    this.metrics.asyncEventsReceived += 1;
    const functionName = targetArn.split(':')[6] ?? '';
    const event: AsynchronousEvent = {
      functionName,
      functionArn: targetArn,
      payload: JSON.parse(body),
      traceHeader,
      receivedAt: world.clock.now(),
      errors: 0,
      throttles: 0,
    };
    if (this.#isLoop(event)) this.#drop(event, 'RecursiveInvocationDropped', undefined);
    else this.#attempt(event);
    return { kind: 'delivered' };
  }

  #settingsOf(functionName: string): AsynchronousSettings {
    return this.#settings.get(functionName) ?? STANDARD;
  }

  #isLoop({ functionName, traceHeader }: AsynchronousEvent): boolean {
    if (this.#settingsOf(functionName).allowsRecursiveLoops) return false;
    const isLoop = roundsOf(traceHeader, functionName) >= RECURSION_LIMIT;
    if (isLoop) this.metrics.recursiveInvocationsDropped += 1;
    return isLoop;
  }

  #attempt(event: AsynchronousEvent): void {
    const { clock, random } = this.#parts.world;
    const root = `1-${Math.floor(clock.now() / 1000).toString(16)}-${hexFrom(random.stream('trace ids'), 24)}`;
    this.#parts.invoker.invoke({
      functionName: event.functionName,
      payload: event.payload,
      traceHeader: traceHeaderFor([event.traceHeader], event.functionName, root),
      onOutcome: (outcome) => this.#settle(event, outcome),
    });
  }

  #settle(event: AsynchronousEvent, outcome: InvocationOutcome): void {
    if (outcome.kind === 'succeeded') return;
    const { maximumRetryAttempts, maximumEventAge } = this.#settingsOf(event.functionName);
    const { clock } = this.#parts.world;
    const delay = outcome.kind === 'throttled' ? throttleDelay(event) : errorDelay(event, maximumRetryAttempts);
    if (delay === undefined) this.#drop(event, 'RetriesExhausted', outcome);
    else if (clock.now() + delay > event.receivedAt + maximumEventAge) this.#drop(event, 'EventAgeExceeded', outcome);
    else clock.after(delay, `retry ${event.functionName}`, () => this.#attempt(event));
  }

  #drop(event: AsynchronousEvent, condition: string, outcome: InvocationOutcome | undefined): void {
    this.metrics.asyncEventsDropped += 1;
    const { onFailure } = this.#settingsOf(event.functionName);
    if (onFailure === undefined) return;
    const { world, send } = this.#parts;
    const record = JSON.stringify({
      version: '1.0',
      timestamp: new Date(world.clock.now()).toISOString(),
      requestContext: {
        requestId: uuidFrom(world.random.stream('asynchronous request ids')),
        functionArn: `${event.functionArn}:$LATEST`,
        condition,
        approximateInvokeCount: event.errors,
      },
      requestPayload: event.payload,
      ...(outcome?.kind === 'failed' && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: outcome.errorType, errorMessage: outcome.errorMessage },
      }),
    });
    if (!send(onFailure, record, event.functionName)) this.metrics.destinationDeliveryFailures += 1;
  }
}

/** From one second up to five minutes, for as long as the event may live. */
function throttleDelay(event: AsynchronousEvent): number {
  event.throttles += 1;
  return Math.min(LAST_THROTTLE_DELAY, FIRST_THROTTLE_DELAY * 2 ** (event.throttles - 1));
}

function errorDelay(event: AsynchronousEvent, maximumRetryAttempts: number): number | undefined {
  event.errors += 1;
  return event.errors > maximumRetryAttempts ? undefined : ERROR_RETRY_DELAYS[event.errors - 1];
}
