import type { Clock, Timer } from './clock.ts';
import { type Credentials, CredentialsError, isValid } from './identity.ts';
import type { Tell } from './notice.ts';
import { untilRenewal, untilRetry } from './schedule.ts';

/** What a keeper is made of. */
export interface KeeperParts {
  /** Gets credentials anew, through the whole chain. */
  readonly fetch: () => Promise<Credentials>;
  readonly clock: Clock;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly tell: Tell;
}

/** Milliseconds; timers of Node.js hold at most 24.8 days. */
const LONGEST_TIMER = 86_400_000;
/** Milliseconds after which a renewal in the background counts as failed. Whoever asks the chain themselves may wait longer: it may be asking a person. */
const BACKGROUND_LIMIT = 60_000;

class RenewalOverdue extends CredentialsError {}

/**
 * Holds valid credentials ready: fetches them when it is made, and renews them before they expire, one renewal at a
 * time. A request waits only where there are no valid credentials, and then for what the chain does: its answer, its
 * error, its time.
 */
export class CredentialKeeper implements Disposable {
  readonly #parts: KeeperParts;
  #current: Credentials | undefined;
  #pending: Promise<Credentials> | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #stopped = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    // Whoever asks first hears of a failure, by asking the chain again.
    this.#renew().catch(() => undefined);
  }

  /**
   * Credentials to sign a request with.
   * @param properties `forceRefresh` asks for new ones although those at hand are valid
   * @throws what the chain throws, if there are no valid ones
   */
  readonly provide = async (properties?: { readonly forceRefresh?: boolean }): Promise<Credentials> => {
    if (!properties?.forceRefresh && this.#current && isValid(this.#current, this.#parts.clock.now())) {
      return this.#current;
    }
    try {
      return await this.#renew();
    } catch (error) {
      if (!(error instanceof RenewalOverdue)) throw error;
      return await this.#renew();
    }
  };

  /** Ends renewals. Credentials at hand are given while they are valid, after that the chain is asked at each request. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** Joins the renewal under way, or begins one. */
  #renew(limit?: number): Promise<Credentials> {
    if (this.#pending !== undefined) return this.#pending;
    this.#timer?.cancel();
    const pending = this.#fetch(limit).then(
      (credentials) => this.#renewed(credentials),
      (error: unknown) => this.#failed(error),
    );
    this.#pending = pending;
    return pending;
  }

  #fetch(limit: number | undefined): Promise<Credentials> {
    const fetched = this.#parts.fetch();
    if (limit === undefined) return fetched;
    const { promise: overdue, reject } = Promise.withResolvers<never>();
    const expire = () => reject(new RenewalOverdue(`A renewal of credentials did not end within ${limit / 1_000} s`));
    const timer = this.#parts.clock.after(limit, 'a renewal is overdue', expire);
    return Promise.race([fetched, overdue]).finally(() => timer.cancel());
  }

  #renewed(credentials: Credentials): Credentials {
    this.#pending = undefined;
    this.#current = credentials;
    this.#failures = 0;
    if (this.#expires()) this.#renewIn(untilRenewal(this.#left(), this.#parts.random));
    return credentials;
  }

  #failed(error: unknown): never {
    this.#pending = undefined;
    this.#failures += 1;
    if (this.#expires()) {
      if (this.#failures === 1) this.#tellOf(error);
      this.#renewIn(untilRetry(this.#failures, this.#parts.random));
    }
    throw error;
  }

  /** Milliseconds for which the credentials at hand are valid. */
  #left(): number {
    if (this.#current === undefined) return 0;
    const { expiration } = this.#current;
    return expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - this.#parts.clock.now();
  }

  /** Tells whether the credentials at hand are valid now, but not for ever. */
  #expires(): boolean {
    const left = this.#left();
    return left > 0 && left < Number.POSITIVE_INFINITY;
  }

  /** Once the credentials have expired, nothing is tried in the background: requests ask the chain themselves. */
  #renewIn(delay: number): void {
    if (this.#stopped) return;
    const onTime = () => {
      if (delay > LONGEST_TIMER) return this.#renewIn(delay - LONGEST_TIMER);
      if (this.#left() > 0) this.#renew(BACKGROUND_LIMIT).catch(() => undefined);
    };
    this.#timer = this.#parts.clock.after(Math.min(delay, LONGEST_TIMER), 'renewal of credentials', onTime);
  }

  #tellOf(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const until = this.#current?.expiration;
    const validity = until ? `valid until ${until.toISOString()}` : 'valid still';
    const message = `Credentials could not be renewed; those at hand are ${validity}, and it is tried again: ${reason}`;
    this.#parts.tell({ kind: 'renewal-failed', message, error });
  }
}
