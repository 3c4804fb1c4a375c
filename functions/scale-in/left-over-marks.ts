import type { DescribedHost } from '../../shared/aws/described-hosts.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { OWN_MARKS_FILTER } from './attributes.ts';
import type { Reads } from './reads.ts';

/** Milliseconds for which a cluster without marks is believed to have none: it is nobody but us who puts them on. */
const REMEMBERED_FOR = 600_000;

/** Finds hosts with our marks in clusters that are not served, or not any more. */
export class LeftOverMarks {
  readonly #reads: Pick<Reads, 'describeHosts'>;
  readonly #clock: () => number;
  /** Until when clusters are believed to have none, by ARN. */
  readonly #without = new Map<string, number>();

  /** @param clock gives the time in milliseconds */
  constructor(reads: Pick<Reads, 'describeHosts'>, clock: () => number) {
    this.#reads = reads;
    this.#clock = clock;
  }

  /** The cluster is served: once it is not, it is asked at once. */
  forget(clusterArn: string): void {
    this.#without.delete(clusterArn);
  }

  /** The hosts of a cluster that carry any of them. @throws what reading them failed with */
  async in(clusterArn: string, signal: AbortSignal): Promise<readonly DescribedHost[]> {
    const now = this.#clock();
    if ((this.#without.get(clusterArn) ?? 0) > now) return [];
    const filter = OWN_MARKS_FILTER;
    const { hosts, failures } = await this.#reads.describeHosts({ cluster: clusterArn, filter }, signal);
    const [failure] = failures;
    if (failure) throw toRetryable(failure);
    if (hosts.length === 0) this.#without.set(clusterArn, now + REMEMBERED_FOR);
    else this.#without.delete(clusterArn);
    return hosts;
  }
}
