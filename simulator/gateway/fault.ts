/** The call that a fault may befall. */
export interface FaultSubject {
  /** Signing name: `ecs`, `sqs`, … */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  /** Name of the calling function, undefined for clients from outside. */
  readonly functionName: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What goes wrong with a call. */
export type FaultEffect =
  /** Answered with an error; carried out all the same when `carriedOut` is set, as with a 5xx after the write. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly httpStatus: number;
      readonly carriedOut?: boolean;
    }
  /** The connection is reset before the answer, and, if `carriedOut`, after the effect. */
  | { readonly kind: 'reset'; readonly carriedOut: boolean }
  /** Answered late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Carried out, and the answer changed: partial `failures[]`. */
  | { readonly kind: 'amend'; readonly amend: (output: unknown) => unknown }
  /** Carried out as another request: smaller pages than were asked for. */
  | { readonly kind: 'rewrite'; readonly rewrite: (input: unknown) => unknown }
  /**
   * A read that is answered as the same read was up to so many milliseconds ago; as usual when there was none. Answers
   * are kept from {@link Faults.keepAnswers} on.
   */
  | { readonly kind: 'stale'; readonly maximumAge: number }
  /** The calling function's process dies at this call. */
  | { readonly kind: 'kill'; readonly carriedOut: boolean };

/** Decides for each call whether something goes wrong. The first of several faults that says so wins. */
export type Fault = (subject: FaultSubject) => FaultEffect | undefined;

/** The faults in force, changed by scenarios as they go. */
export class Faults {
  readonly #faults = new Set<Fault>();
  #wereInjected = false;
  #answersKeptFor = 0;

  /** Whether anything was made to go wrong so far. */
  get wereInjected(): boolean {
    return this.#wereInjected;
  }

  /** Milliseconds for which answers to reads are kept. */
  get answersKeptFor(): number {
    return this.#answersKeptFor;
  }

  /** Keeps answers to reads for so many milliseconds from now on, so that reads can be stale. */
  keepAnswers(milliseconds: number): void {
    this.#answersKeptFor = milliseconds;
  }

  /** @returns takes the fault back */
  inject(fault: Fault): () => void {
    this.#faults.add(fault);
    this.#wereInjected = true;
    return () => {
      this.#faults.delete(fault);
    };
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The first effect that a fault in force has on the call. */
  befalling(subject: FaultSubject): FaultEffect | undefined {
    for (const fault of this.#faults) {
      const effect = fault(subject);
      if (effect !== undefined) return effect;
    }
    return undefined;
  }
}
