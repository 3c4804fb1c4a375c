import type { BucketRate } from '../wire/operation.ts';

interface Bucket {
  tokens: number;
  refilledAt: number;
}

/** The request throttling of one service: a token bucket for each group of operations, per account and Region. */
export class TokenBuckets {
  readonly #rates: Readonly<Record<string, BucketRate>>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rates: Readonly<Record<string, BucketRate>>) {
    this.#rates = rates;
  }

  /**
   * Takes a token. A bucket without a documented rate never refuses.
   * @param now virtual time in epoch milliseconds
   * @returns false when the call is to be throttled
   */
  take(name: string, now: number): boolean {
    const rate = this.#rates[name];
    if (rate === undefined) return true;
    const bucket = this.#buckets.get(name) ?? { tokens: rate.burst, refilledAt: now };
    this.#buckets.set(name, bucket);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.refilledAt) / 1000) * rate.sustained);
    bucket.refilledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
