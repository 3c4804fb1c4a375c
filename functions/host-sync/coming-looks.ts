/** Milliseconds until ECS's reads have caught up with what an event told. */
const READS_CATCH_UP = 5_000;
/** Seconds until the confirming look: long enough for ECS's reads to have caught up with the write. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [10, 60];
/**
 * Clusters that a process writes to in any minute before it writes to each of them less often: an eighth of the 5 writes
 * of services a second that ECS sustains, for two runs side by side (ECS API reference, "Request throttling").
 */
const CLUSTERS_PER_MINUTE = 37;
const MINUTE = 60_000;

/** A look at a cluster that was written to. */
interface ComingLook {
  /** The message that comes back for it. */
  readonly messageId: string;
  /** In milliseconds, as `lookAt`. */
  readonly writtenAt: number;
  /** When its message comes back; undefined once that has come, or comes much later. */
  readonly lookAt: number | undefined;
}

/**
 * The confirming looks that this process has a message for. A cluster that is looked at again soon is not looked at before,
 * whatever happens in it. The more clusters are being changed, the later each is looked at again: so the writes of a
 * storm are that many for a cluster and minute, however many hosts come and go in it. A cluster that nothing was written
 * to is looked at at once.
 */
export class ComingLooks {
  readonly #clock: () => number;
  /** The last one of each cluster, by its ARN. */
  readonly #looks = new Map<string, ComingLook>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Seconds until the confirming look at clusters that have been written to now. */
  pause(clusterArns: Iterable<string>): number {
    const now = this.#clock();
    // Another process may have taken the message.
    for (const [arn, { writtenAt, lookAt = 0 }] of this.#looks)
      if (now >= Math.max(writtenAt, lookAt) + MINUTE) this.#looks.delete(arn);
    const recent = [...this.#looks].filter(
      ([, { writtenAt, lookAt = 0 }]) => now < Math.max(writtenAt + MINUTE, lookAt),
    );
    const written = new Set([...recent.map(([arn]) => arn), ...clusterArns]).size;
    return Math.min(
      LONGEST_PAUSE,
      Math.max(SHORTEST_PAUSE, Math.ceil((written * LONGEST_PAUSE) / CLUSTERS_PER_MINUTE)),
    );
  }

  /** A message comes back for a confirming look, so many seconds from now. */
  expect(clusterArn: string, messageId: string, seconds: number): void {
    const now = this.#clock();
    this.#looks.set(clusterArn, { messageId, writtenAt: now, lookAt: now + seconds * 1_000 });
  }

  /**
   * No look is coming for these messages any more: they are here, perhaps before their time, or come much later.
   *
   * @returns ARNs of the clusters that they were to have looked at
   */
  end(messageIds: readonly string[]): readonly string[] {
    const ids = new Set(messageIds);
    const ended = [...this.#looks].filter(([, { messageId, lookAt }]) => lookAt !== undefined && ids.has(messageId));
    for (const [arn, look] of ended) this.#looks.set(arn, { ...look, lookAt: undefined });
    return ended.map(([arn]) => arn);
  }

  /** Whether a look at a cluster is coming; no look is, by a clock that was set back since. */
  isComing(clusterArn: string): boolean {
    return this.#timeTo(clusterArn) > 0;
  }

  /** Whether a cluster is looked at so much later that what has happened until now is seen then. */
  covers(clusterArn: string): boolean {
    return this.#timeTo(clusterArn) >= READS_CATCH_UP;
  }

  /** Milliseconds until a look that is coming; 0 if none is. */
  #timeTo(clusterArn: string): number {
    const now = this.#clock();
    const { writtenAt = 0, lookAt = 0 } = this.#looks.get(clusterArn) ?? {};
    return now < writtenAt ? 0 : Math.max(0, lookAt - now);
  }
}
