/** Credentials that an emulated service has given out. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** How long what is issued is valid, and when it is replaced; milliseconds. */
export interface IssuerTimes {
  readonly lifetime: number;
  /** So long before the expiry there are new ones. */
  readonly replacedBefore: number;
}

/** Gives out numbered credentials: the same ones until shortly before they expire, then the next. */
export class CredentialsIssuer {
  readonly #now: () => number;
  readonly #times: IssuerTimes;
  #latest: IssuedCredentials | undefined;
  #issued = 0;

  /** @param now gives the time in epoch milliseconds */
  constructor(now: () => number, times: IssuerTimes) {
    this.#now = now;
    this.#times = times;
  }

  /** How many different credentials there have been. */
  get issued(): number {
    return this.#issued;
  }

  /** The credentials that are good now. */
  current(): IssuedCredentials {
    const { replacedBefore } = this.#times;
    if (this.#latest && this.#latest.expiration.getTime() - this.#now() > replacedBefore) return this.#latest;
    return this.next();
  }

  /**
   * New credentials, whatever is left of the last ones.
   * @param lifetime milliseconds
   */
  next(lifetime = this.#times.lifetime): IssuedCredentials {
    this.#issued += 1;
    const number = String(this.#issued).padStart(4, '0');
    // Whole seconds, as AWS writes times.
    const expiration = new Date(Math.floor((this.#now() + lifetime) / 1_000) * 1_000);
    this.#latest = {
      accessKeyId: `ASIAEMULATED0000${number}`,
      secretAccessKey: `emulated-secret-${number}`,
      sessionToken: `emulated-session-${number}`,
      expiration,
    };
    return this.#latest;
  }
}

/** As metadata services write credentials: seconds, no fraction. */
export function metadataJson({ accessKeyId, secretAccessKey, sessionToken, expiration }: IssuedCredentials) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: expiration.toISOString().replace('.000Z', 'Z'),
  };
}
