/**
 * Milliseconds that a ReceiveMessage of a poller waits on an empty queue.
 * Source: SQS developer guide, "Long polling"; Lambda developer guide, "Using Lambda with Amazon SQS".
 */
const LONG_POLL = 20_000;

/**
 * The ReceiveMessage calls of a mapping's pollers: each waits until a message comes, or returns empty after 20 s, and is
 * billed either way. A message goes to the poller that has waited longest.
 */
export class LongPolls {
  readonly #pollers: number;
  #begun: number[] = [];
  #empty = 0;

  constructor(pollers: number) {
    this.#pollers = pollers;
  }

  /** All begin to poll. @param now epoch milliseconds */
  start(now: number): void {
    this.#begun = Array<number>(this.#pollers).fill(now);
  }

  /** So many calls return with messages; their pollers poll anew. */
  answered(calls: number, now: number): void {
    for (let call = 0; call < calls; call += 1) {
      const begun = this.#begun.shift();
      if (begun === undefined) return;
      this.#empty += Math.floor((now - begun) / LONG_POLL);
      this.#begun.push(now);
    }
  }

  /** The pollers stop. */
  stop(now: number): void {
    this.#empty = this.emptyReceives(now);
    this.#begun = [];
  }

  /** Calls until now that returned nothing. */
  emptyReceives(now: number): number {
    return this.#begun.reduce((sum, begun) => sum + Math.floor((now - begun) / LONG_POLL), this.#empty);
  }
}
