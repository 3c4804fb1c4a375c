import { RetryableError } from '../domain/errors.ts';

/** How many requests may be sent: so many together, and so many a second for longer. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
  /** In any 60 s no more than this, if it is given: less than the rate allows, so a short look is not slowed down. */
  readonly perMinute?: number;
}

/** Milliseconds. */
const MINUTE = 60_000;

/** Operations that AWS counts together, and the rate that they are to keep. */
export interface PacedOperations extends Rate {
  /** As in `ListTasks`. */
  readonly operations: readonly string[];
  /** Milliseconds that a call waits at most; one that would have to wait longer fails as if AWS had throttled it. */
  readonly longestWait?: number;
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
  /** When the latest requests were or will be sent, in milliseconds; no more than are allowed in a minute. */
  readonly #sentAt: number[] = [];

  /** @param clock gives the time in milliseconds */
  constructor(rate: Rate, clock: () => number) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#countedAt = clock();
  }

  /**
   * Takes a token, and gives the milliseconds until the request may be sent.
   *
   * @param longestWait milliseconds; where it would be more, none is taken
   * @returns undefined where none was taken
   */
  take(longestWait = Number.POSITIVE_INFINITY): number | undefined {
    const { burst, perSecond, perMinute = Number.POSITIVE_INFINITY } = this.#rate;
    const now = this.#clock();
    const tokens = Math.min(burst, this.#tokens + ((now - this.#countedAt) / 1000) * perSecond) - 1;
    const refilled = now + (tokens >= 0 ? 0 : (-tokens / perSecond) * 1000);
    // The one that makes a minute full if it is sent less than that after the first of them.
    const full = (this.#sentAt.at(-perMinute) ?? Number.NEGATIVE_INFINITY) + MINUTE;
    const moment = Math.max(refilled, full, this.#sentAt.at(-1) ?? now);
    if (moment - now > longestWait) return undefined;
    this.#tokens = tokens;
    this.#countedAt = now;
    if (Number.isFinite(perMinute)) this.#sentAt.push(moment);
    if (this.#sentAt.length > perMinute) this.#sentAt.shift();
    return moment - now;
  }
}

/**
 * Has a client keep to rates. Calls wait before they are sent; what the SDK repeats by itself is not counted. The
 * number of calls in flight bounds how long any of them waits.
 */
export function paced<C extends Client>(client: C, buckets: readonly PacedOperations[], clock: () => number): C {
  for (const { operations, longestWait, ...rate } of buckets) {
    const pace = new Pace(rate, clock);
    beforeCalls(client, operations, 'pace', async (operation) => {
      const wait = pace.take(longestWait);
      if (wait === undefined)
        throw new RetryableError('throttled', `${operation} is left for later, to spare its bucket`);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    });
  }
  return client;
}

/** Counts calls of some operations. @returns how many there were in the last 60 s */
export function countReads(client: Client, operations: readonly string[], clock: () => number): () => number {
  let sentAt: number[] = [];
  const recent = (): number => {
    const since = clock() - MINUTE;
    sentAt = sentAt.filter((moment) => moment > since);
    return sentAt.length;
  };
  beforeCalls(client, operations, 'count', () => {
    sentAt.push(clock());
  });
  return recent;
}

function beforeCalls(
  client: Client,
  operations: readonly string[],
  /** A client takes each name once. */
  what: string,
  before: (operation: string) => Promise<void> | void,
): void {
  const middleware: Middleware = (next, context) => async (request) => {
    const operation = (context.commandName ?? '').replace(/Command$/, '');
    if (operations.includes(operation)) await before(operation);
    return next(request);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: `${what} ${operations.join(' ')}` });
}
