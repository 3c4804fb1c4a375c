import { CALLS_PER_HOST, READS_PER_MINUTE } from './paces.ts';

/** Milliseconds for which a host counts as put off: the longest pause, within which each comes back. */
const COUNTED_FOR = 60_000;
/** Seconds until hosts come back for which a minute's reads did not suffice. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [15, 60];
/** Hosts whose tasks can be read in a quarter of a minute, the shortest pause. */
const READ_IN_A_PAUSE = (READS_PER_MINUTE / CALLS_PER_HOST) * (SHORTEST_PAUSE / 60);
/** Each host comes back about so many times before it is its turn: its turn is soon noticed, and messages are few. */
const TIMES_BACK = 4;

/**
 * The hosts whose tasks are read later because a minute's reads did not suffice. The more there are, the later they come
 * back: as long as it takes to read a quarter of them, and a minute at most.
 */
export class PutOffHosts {
  readonly #clock: () => number;
  /** When each was last put off, in milliseconds, by instance id. */
  readonly #putOffAt = new Map<string, number>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Puts hosts off. @returns seconds until they are to come back */
  putOff(ec2InstanceIds: readonly string[]): number {
    const now = this.#clock();
    for (const [id, at] of this.#putOffAt) if (now - at > COUNTED_FOR) this.#putOffAt.delete(id);
    for (const id of ec2InstanceIds) this.#putOffAt.set(id, now);
    const pauses = this.#putOffAt.size / READ_IN_A_PAUSE / TIMES_BACK;
    return Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, Math.ceil(pauses * SHORTEST_PAUSE)));
  }

  /** The tasks of a host were read. */
  read(ec2InstanceId: string): void {
    this.#putOffAt.delete(ec2InstanceId);
  }
}
