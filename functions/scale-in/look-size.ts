import type { Cluster } from '../../shared/domain/cluster.ts';

/**
 * Reads of container instances and tasks that scale-in makes in any minute at most: a quarter of the 20 a second that
 * ECS sustains for an account in a Region (ECS API reference, "Request throttling for the Amazon ECS API").
 */
export const READS_PER_MINUTE = 300;
/** Of these, the ones that are planned for what is known before: the rest is for tasks that are being stopped. */
const PLANNED_PER_MINUTE = 240;
/** Items that one call lists or describes. */
const PER_PAGE = 100;
/** Each item is listed and described. */
const CALLS = 2;
const MINUTE = 60_000;

/** How much there is to read in a look, and how often it may be read. */
export interface LookSize {
  /** Calls that list and describe the hosts and tasks of the clusters. */
  readonly reads: number;
  /** Calls that may be made besides, for the tasks that are being stopped on hosts that we drained. */
  readonly spare: number;
  /** Minutes from one look to the next. */
  readonly everyMinutes: number;
  /** Whether a second look in the same minute keeps to the quarter as well. */
  readonly allowsSecondLook: boolean;
}

/** The size of a look at these clusters. */
export function lookSize(clusters: readonly Cluster[]): LookSize {
  const reads = clusters.reduce((sum, { registeredContainerInstancesCount: hosts, tasksCount = 0 }) => {
    return sum + CALLS * (Math.ceil(hosts / PER_PAGE) + Math.ceil(tasksCount / PER_PAGE));
  }, 0);
  const everyMinutes = Math.max(1, Math.ceil(reads / PLANNED_PER_MINUTE));
  const allowsSecondLook = 2 * reads <= PLANNED_PER_MINUTE;
  const most = allowsSecondLook ? READS_PER_MINUTE / 2 : everyMinutes * READS_PER_MINUTE;
  return { reads, spare: Math.min(most - reads, READS_PER_MINUTE), everyMinutes, allowsSecondLook };
}

/** Which looks are taken where there is much to read. */
export class LookTurns {
  readonly #clock: () => number;
  /** When this process last took one, or began. */
  #lastAt: number;

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#lastAt = clock();
  }

  /**
   * Whether it is time for a look. Every process comes to the same answer by the clock alone, so that two of them do not
   * read large clusters side by side. A schedule that never meets such a minute has its look after twice as long.
   */
  isTurn({ everyMinutes }: LookSize): boolean {
    const now = this.#clock();
    const isDue = Math.floor(now / MINUTE) % everyMinutes === 0;
    const isOverdue = now - this.#lastAt >= 2 * everyMinutes * MINUTE;
    if (!isDue && !isOverdue) return false;
    this.#lastAt = now;
    return true;
  }
}
