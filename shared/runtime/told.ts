/** Subjects that are remembered; beyond, memory begins anew and some things are said twice. */
const REMEMBERED = 20_000;

/** Remembers, while the process lives, what was last said of each subject, so that the log does not repeat itself. */
export class Told {
  readonly #againAfter: number;
  readonly #clock: () => number;
  readonly #latest = new Map<string, { readonly text: string; readonly at: number }>();

  /**
   * @param againAfter milliseconds after which the same is new again, so that a query over that time finds it
   * @param clock gives the time in milliseconds
   */
  constructor(againAfter: number, clock: () => number) {
    this.#againAfter = againAfter;
    this.#clock = clock;
  }

  /** Tells whether something is to be said of a subject, and remembers that it was. */
  isNew(subject: string, text: string): boolean {
    const now = this.#clock();
    const latest = this.#latest.get(subject);
    if (latest?.text === text && now - latest.at < this.#againAfter) return false;
    if (this.#latest.size >= REMEMBERED) this.#latest.clear();
    this.#latest.set(subject, { text, at: now });
    return true;
  }
}
