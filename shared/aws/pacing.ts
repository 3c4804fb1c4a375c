/** How many requests may be sent: so many together, and so many a second for longer. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Operations that AWS counts together, and the rate that they are to keep. */
export interface PacedOperations extends Rate {
  /** As in `ListTasks`. */
  readonly operations: readonly string[];
}

/** The part of a client's middleware stack that is used, alike in all clients of the SDK. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string }): void;
  };
}
type Send = (request: never) => Promise<unknown>;
type Middleware = (next: Send, context: { readonly commandName?: string }) => Send;

/** A token bucket of our own, smaller than AWS's, so that AWS's is never empty because of us. */
export class Pace {
  readonly #rate: Rate;
  readonly #clock: () => number;
  #tokens: number;
  #countedAt: number;

  /** @param clock gives the time in milliseconds */
  constructor(rate: Rate, clock: () => number) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#countedAt = clock();
  }

  /** Takes a token, and gives the milliseconds until it is there. */
  take(): number {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#countedAt) / 1000) * perSecond) - 1;
    this.#countedAt = now;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / perSecond) * 1000;
  }
}

/**
 * Has a client keep to rates. Calls wait before they are sent; what the SDK repeats by itself is not counted. The
 * number of calls in flight bounds how long any of them waits.
 */
export function paced<C extends Client>(client: C, buckets: readonly PacedOperations[], clock: () => number): C {
  const paces = new Map<string, Pace>();
  for (const { operations, ...rate } of buckets) {
    const pace = new Pace(rate, clock);
    for (const operation of operations) paces.set(operation, pace);
  }
  const middleware: Middleware = (next, context) => async (request) => {
    const wait = paces.get((context.commandName ?? '').replace(/Command$/, ''))?.take() ?? 0;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return next(request);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'paced' });
  return client;
}
