/** What was promised, and what came of it. */
export interface Outcome {
  readonly promise: string;
  /** What is not as promised; undefined when the promise was kept. */
  readonly fault: string | undefined;
  /** What was measured, in a few words. */
  readonly measured?: string | undefined;
}

/** A promise with everything that is not as promised; kept when there is no such thing. */
export function outcome(promise: string, faults: readonly string[], measured?: string): Outcome {
  return { promise, fault: faults.length === 0 ? undefined : faults.join('; '), measured };
}
