/** One answer, and when it was given. */
interface Answered {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly output: unknown;
}

/** Remembers what reads were answered, for reads that are to be answered as they were a while ago. */
export class EarlierAnswers {
  readonly #answers = new Map<string, Answered[]>();

  /** Takes in the answer that a read was given. Nothing is kept that is older than `maximumAge` milliseconds. */
  remember(question: string, answered: Answered, maximumAge: number): void {
    const recent = (this.#answers.get(question) ?? []).filter(({ at }) => answered.at - at <= maximumAge);
    // The objects that were answered may be changed by what follows.
    recent.push({ at: answered.at, output: structuredClone(answered.output) });
    this.#answers.set(question, recent);
  }

  /** The oldest answer to the same question that is at most `maximumAge` milliseconds old; undefined when there is none. */
  recall(question: string, now: number, maximumAge: number): Answered | undefined {
    return this.#answers.get(question)?.find(({ at }) => now - at <= maximumAge);
  }
}
