import type { Random } from '../kernel/random.ts';

/** What goes wrong on the way from a bus or topic to its targets. Scenarios change it while they run. */
export interface DeliveryFaults<Subject> {
  /** Probability that a delivery is lost. */
  loss: number;
  /** Probability that a delivery happens twice, each with a latency of its own. */
  duplication: number;
  /** Probability that a delivery is held up, so that later ones overtake it. */
  delay: number;
  /** Longest hold-up, in milliseconds. */
  maximumDelay: number;
  /** Restricts the faults to some messages; undefined: all. */
  concerns: ((subject: Subject) => boolean) | undefined;
}

/** Nothing goes wrong. */
export function noFaults<Subject>(): DeliveryFaults<Subject> {
  return { loss: 0, duplication: 0, delay: 0, maximumDelay: 0, concerns: undefined };
}

/** How long deliveries take and what befalls them, drawn from two streams so that faults do not shift latencies. */
export interface DeliveryChances {
  readonly latency: Random;
  readonly faults: Random;
}

/**
 * After how many milliseconds each copy of a delivery arrives: no copy when it is lost, two when it is doubled.
 * @param latency median and 99th percentile, in milliseconds
 */
export function deliveryDelays<Subject>(
  chances: DeliveryChances,
  latency: readonly [number, number],
  faults: DeliveryFaults<Subject>,
  subject: Subject,
): readonly number[] {
  const delay = (): number => Math.max(1, Math.round(chances.latency.latency(...latency)));
  if (faults.concerns?.(subject) === false) return [delay()];
  const happens = (probability: number): boolean => probability > 0 && chances.faults.chance(probability);
  if (happens(faults.loss)) return [];
  const copies = happens(faults.duplication) ? 2 : 1;
  return Array.from(
    { length: copies },
    () => delay() + (happens(faults.delay) ? chances.faults.integer(0, faults.maximumDelay) : 0),
  );
}
