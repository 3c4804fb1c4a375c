import { type Chain, type ChainLog, comesToMetadata, givesUpOnToken, type Patience } from './chain.ts';
import type { Clock, Timer } from './clock.ts';
import { type Credentials, CredentialsError } from './identity.ts';
import { type Finding, MetadataProbe } from './metadata-probe.ts';
import { metadataSlow, type Notice, noticeText, type Tell, tokenUnanswered } from './notice.ts';

/** Milliseconds after which a matter of instance metadata is looked into, and those that the chain may take. */
export interface WatchTimes {
  /** Without credentials for so long after the chain came to instance metadata, a request of our own is sent. */
  readonly suspicion: number;
  /** A request without an answer for so long has lost it. */
  readonly lost: number;
  /** An answer that takes longer is worth saying: the SDK gives a request 1,000 ms. */
  readonly slow: number;
  /** The chain's own measure. */
  readonly usual: Patience;
  /** For a service that is slow but answers. */
  readonly patient: Patience;
  /** For one that gave nothing because it does not answer. */
  readonly hurried: Patience;
}

export const WATCH_TIMES: WatchTimes = {
  suspicion: 300,
  lost: 1_500,
  slow: 500,
  usual: {},
  patient: { timeout: 5_000 },
  hurried: { timeout: 250 },
};

/**
 * Walks the chain, and finds out why where it stalls on instance metadata. A good walk costs nothing more: only one that
 * has come to instance metadata and takes long has a request sent beside it.
 */
export class WatchedChain {
  readonly #chain: Chain;
  readonly #clock: Clock;
  readonly #tell: Tell;
  readonly #times: WatchTimes;
  readonly #said = new Set<string>();
  #patience: Patience;

  constructor(chain: Chain, clock: Clock, tell: Tell, times: WatchTimes = WATCH_TIMES) {
    this.#chain = chain;
    this.#clock = clock;
    this.#tell = tell;
    this.#times = times;
    this.#patience = times.usual;
  }

  /**
   * Gets credentials.
   * @throws CredentialsError that says why and what mends it, if instance metadata does not answer; else the chain's error
   */
  readonly fetch = async (): Promise<Credentials> => {
    const walk = new Walk(this.#clock, this.#times);
    try {
      const credentials = await this.#chain(this.#patience, this.#log(walk));
      if (this.#patience === this.#times.hurried) this.#patience = this.#times.usual;
      this.#say(this.#noticeOf(walk.foundSoFar()));
      return credentials;
    } catch (error) {
      // What is known already is not waited for again.
      const isKnown = this.#said.has('metadata-token-unanswered');
      return await this.#afterFailure(isKnown ? walk.foundSoFar() : await walk.found(), error);
    } finally {
      walk.end();
    }
  };

  async #afterFailure(finding: Finding | undefined, error: unknown): Promise<Credentials> {
    const notice = this.#noticeOf(finding);
    if (!notice) throw error;
    this.#say(notice);
    if (notice.kind === 'metadata-token-unanswered') {
      // Every other walk is quick, so that a program which goes on without credentials does not wait at each call; the
      // one between takes its time, for a service that has been mended and is slow.
      this.#patience = this.#patience === this.#times.hurried ? this.#times.usual : this.#times.hurried;
      throw new CredentialsError(noticeText(notice), { cause: error });
    }
    if (this.#patience === this.#times.patient) throw error;
    this.#patience = this.#times.patient;
    return await this.#chain(this.#patience, this.#log());
  }

  #log(walk?: Walk): ChainLog {
    return {
      debug: (...content) => walk?.heard(content.join(' ')),
      warn: (...content) => this.#say({ kind: 'sdk-warning', message: content.join(' ') }),
    };
  }

  #noticeOf(finding: Finding | undefined): Extract<Notice, { kind: `metadata-${string}` }> | undefined {
    if (finding?.kind === 'silent') return tokenUnanswered(finding.endpoint);
    if (finding?.kind === 'answered' && finding.milliseconds >= this.#times.slow) {
      return metadataSlow(finding.endpoint, finding.milliseconds);
    }
    return undefined;
  }

  #say(notice: Notice | undefined): void {
    if (!notice) return;
    // Times and dates differ from one to the next: what was said is told by its kind, warnings of the SDK by their words.
    const subject = notice.kind === 'sdk-warning' ? notice.message : notice.kind;
    if (this.#said.has(subject)) return;
    this.#said.add(subject);
    this.#tell(notice);
  }
}

/** One walk of the chain, and what was found out beside it. */
class Walk {
  readonly #clock: Clock;
  readonly #times: WatchTimes;
  #timer: Timer | undefined;
  #probe: MetadataProbe | undefined;
  #gaveUpOnToken = false;

  constructor(clock: Clock, times: WatchTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  /** Takes in a line of the chain's log. */
  heard(line: string): void {
    if (comesToMetadata(line)) {
      this.#timer = this.#clock.after(this.#times.suspicion, 'instance metadata is slow', () => this.#ask());
    }
    if (givesUpOnToken(line)) {
      this.#gaveUpOnToken = true;
      this.#ask();
    }
  }

  /**
   * What is known when the chain has given credentials; nobody waits to know more. That there is no token yet means
   * something only if the chain has had none either.
   */
  foundSoFar(): Finding | undefined {
    const finding = this.#probe?.soFar;
    return finding?.kind === 'silent' && !this.#gaveUpOnToken ? undefined : finding;
  }

  /** What the probe finds; undefined if the chain never came to instance metadata, or failed there at once. */
  async found(): Promise<Finding | undefined> {
    return await this.#probe?.find();
  }

  end(): void {
    this.#timer?.cancel();
    this.#probe?.end();
  }

  #ask(): void {
    if (this.#probe) return;
    this.#probe = new MetadataProbe(this.#clock, this.#times.lost);
    // Its failure is the chain's to report: the address is one that it cannot use either.
    this.#probe.find().catch(() => undefined);
  }
}
