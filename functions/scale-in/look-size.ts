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
  const lasts = Math.max(1, Math.ceil(reads / PLANNED_PER_MINUTE));
  // The next look, which another process may take, does not begin in the last minute of this one.
  const everyMinutes = lasts === 1 ? 1 : lasts + 1;
  const allowsSecondLook = 2 * reads <= PLANNED_PER_MINUTE;
  const most = allowsSecondLook ? READS_PER_MINUTE / 2 : lasts * READS_PER_MINUTE;
  return { reads, spare: Math.min(most - reads, READS_PER_MINUTE), everyMinutes, allowsSecondLook };
}

/**
 * Minutes from one message of a schedule to the next; undefined for one that is no rate.
 *
 * @param expression EventBridge user guide, "Schedule expressions": as in `rate(2 minutes)`
 */
export function scheduleMinutes(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = Number(count) * (MINUTES_OF[unit] ?? Number.NaN);
  return minutes > 0 ? minutes : undefined;
}

const MINUTES_OF: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/** After so many times the pause that was meant, a process believes that the schedule never meets its turn. */
const OVERDUE = { rate: 10, other: 2 };

/** Which looks are taken where there is much to read. */
export class LookTurns {
  readonly #clock: () => number;
  readonly #scheduleMinutes: number | undefined;
  /** When this process last took one, or began; never before the first message of a schedule that is no rate. */
  #lastAt: number;

  /**
   * @param clock gives the time in milliseconds
   * @param scheduleMinutes minutes from one message of the schedule to the next; undefined where that varies
   */
  constructor(clock: () => number, scheduleMinutes: number | undefined) {
    this.#clock = clock;
    this.#scheduleMinutes = scheduleMinutes;
    // Of a schedule such as `cron(31 2 * * ? *)` each message may meet a new process.
    this.#lastAt = scheduleMinutes === undefined ? Number.NEGATIVE_INFINITY : clock();
  }

  /**
   * Whether it is time for a look. Every process comes to the same answer by the clock alone, so that two of them do not
   * read large clusters side by side: each interval of the schedule has one message, and one of so many intervals a look.
   * Where a schedule never meets such a minute, as one that is no rate may, each process has a look at its first message
   * and, from then on, later.
   */
  isTurn({ everyMinutes }: LookSize): boolean {
    const now = this.#clock();
    const interval = this.#scheduleMinutes ?? 1;
    const isDue = Math.floor(now / (interval * MINUTE)) % Math.ceil(everyMinutes / interval) === 0;
    const overdue = this.#scheduleMinutes === undefined ? OVERDUE.other : OVERDUE.rate;
    const isOverdue = now - this.#lastAt >= overdue * everyMinutes * MINUTE;
    if (!isDue && !isOverdue) return false;
    this.#lastAt = now;
    return true;
  }
}
