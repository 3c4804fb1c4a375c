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

/**
 * The confirming looks that this process has a message for. A cluster that is looked at again soon is not looked at before,
 * whatever happens in it. The more clusters are being changed, the later each is looked at again: so the writes of a
 * storm are that many for a cluster and minute, however many hosts come and go in it. A cluster that nothing was written
 * to is looked at at once.
 */
export class ComingLooks {
  readonly #clock: () => number;
  /** When each cluster was last written to, and is looked at again, in milliseconds, by its ARN. */
  readonly #clusters = new Map<string, { readonly writtenAt: number; readonly lookAt: number }>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Seconds until the confirming look at clusters that have been written to now. */
  pause(clusterArns: Iterable<string>): number {
    const now = this.#clock();
    for (const [arn, { writtenAt, lookAt }] of this.#clusters) {
      if (now - writtenAt >= MINUTE && now >= lookAt) this.#clusters.delete(arn);
    }
    const written = new Set([...this.#clusters.keys(), ...clusterArns]).size;
    return Math.min(
      LONGEST_PAUSE,
      Math.max(SHORTEST_PAUSE, Math.ceil((written * LONGEST_PAUSE) / CLUSTERS_PER_MINUTE)),
    );
  }

  /** A message comes back for a confirming look, so many seconds from now. */
  expect(clusterArn: string, seconds: number): void {
    const now = this.#clock();
    this.#clusters.set(clusterArn, { writtenAt: now, lookAt: now + seconds * 1_000 });
  }

  /** Whether a cluster is looked at so much later that what has happened until now is seen then. */
  covers(clusterArn: string): boolean {
    const lookAt = this.#clusters.get(clusterArn)?.lookAt ?? 0;
    return lookAt - this.#clock() >= READS_CATCH_UP;
  }
}
