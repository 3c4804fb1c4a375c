import type { HostDirectory } from '../../shared/aws/host-directory.ts';
import type { HostAnswer, HostFinder, KnownHost, WantedHost } from '../../shared/aws/host-finder.ts';

/** A host to find. */
export interface WantedInStorm extends WantedHost {
  /** Whether nothing is lost if it is found up to a minute later. */
  readonly mayWait: boolean;
}

/** What is known of one instance. */
export type StormAnswer =
  | HostAnswer
  /** It is to be looked for so many seconds later. */
  | { readonly kind: 'put-off'; readonly seconds: number };

type Finder = Pick<HostFinder, 'find' | 'forget' | 'hasPlace' | 'remember' | 'remembered'>;

/** Milliseconds for which a search is remembered, and a reading believed: an agent that lost its state registers its host anew. */
const STORM_FOR = 60_000;
/** Milliseconds for which a reading counts as new: less than ECS's own reads may lag behind. */
const NEW_FOR = 5_000;
/** Milliseconds of pause for each call of a reading: 75 calls a minute, half of what a process of the gate may read. */
const PAUSE_PER_CALL = 800;
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [5_000, 60_000];
/** How many times fewer calls a search for a few hosts alone has to take than reading where all are. */
const TIMES_FEWER = 4;
/** Milliseconds of pause for each call of such a search: 37 calls a minute, a quarter of what a process may read. */
const PAUSE_PER_CALL_ALONE = 1_600;
/** Milliseconds of pause that need not be kept after a quiet time: 20 calls. */
const CREDIT = 32_000;
/** A list with a filter for each hundred hosts and cluster, and a description of what it has. */
const CALLS_ALONE = 2;
const HOSTS_PER_FILTER = 100;

/**
 * Finds hosts while many are asked for, one batch after the other. The first search of a minute asks for its hosts alone; the
 * next ones read where all hosts are, after a pause that grows with what reading takes, and answer from that. So the cost
 * is that of the clusters and their pages of hosts, however many hosts are asked for and however often. Where
 * searching for them by themselves takes far fewer calls, as in one large cluster, that is done instead.
 */
export class StormFinder {
  readonly #finder: Finder;
  readonly #directory: HostDirectory;
  readonly #clock: () => number;
  /** When hosts were last searched for, and when all clusters may be read again, in milliseconds. */
  #searchedAt = Number.NEGATIVE_INFINITY;
  #nextAt = Number.NEGATIVE_INFINITY;
  /** When hosts may be searched for by themselves again, in milliseconds. */
  #aloneAt = Number.NEGATIVE_INFINITY;
  /** Since when it is wanted to be looked for anew, in milliseconds, by instance id. */
  readonly #forgotten = new Map<string, number>();

  /** @param clock gives the time in milliseconds */
  constructor(finder: Finder, directory: HostDirectory, clock: () => number) {
    this.#finder = finder;
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Finds the container instance of each instance. What can't be read is in the answer; nothing is thrown. */
  async find(wanted: readonly WantedInStorm[], signal: AbortSignal): Promise<ReadonlyMap<string, StormAnswer>> {
    const remembered = this.#finder.remembered(wanted);
    const unknown = wanted.filter(({ ec2InstanceId }) => !remembered.has(ec2InstanceId));
    const isStorm = this.#clock() - Math.max(this.#searchedAt, this.#directory.readAt) < STORM_FOR;
    if (unknown.length > 0) this.#searchedAt = this.#clock();
    if (!isStorm || unknown.length === 0) return this.#search(wanted, signal);
    const open = unknown.filter((each) => !isKnown(this.#answer(each, this.#nextAt)));
    const callsAlone = await this.#callsAlone(open.length, signal);
    const alone = new Set(callsAlone !== undefined && this.#clock() >= this.#aloneAt ? open : []);
    if (callsAlone === undefined) await this.#readAnew(signal);
    else if (alone.size > 0) this.#pauseAfter(callsAlone);
    const nextAt = callsAlone === undefined ? this.#nextAt : this.#aloneAt;
    const answers = new Map(
      unknown.map((each) => [each.ec2InstanceId, alone.has(each) ? undefined : this.#answer(each, nextAt)]),
    );
    const others = wanted.filter(({ ec2InstanceId }) => answers.get(ec2InstanceId) === undefined);
    return new Map([...(await this.#search(others, signal)), ...known(answers)]);
  }

  remember(hosts: readonly KnownHost[]): void {
    this.#finder.remember(hosts);
  }

  /** Whether it is remembered where an instance is. */
  hasPlace(ec2InstanceId: string): boolean {
    return this.#finder.hasPlace(ec2InstanceId);
  }

  /** Unless it is remembered where an instance is, only a reading from now on tells. */
  forgetAbsence(ec2InstanceId: string): void {
    if (!this.hasPlace(ec2InstanceId)) this.forget(ec2InstanceId);
  }

  /** What is remembered of an instance has turned out wrong, or is not enough: only a reading from now on tells. */
  forget(ec2InstanceId: string): void {
    this.#finder.forget(ec2InstanceId);
    if (!this.#forgotten.has(ec2InstanceId)) this.#forgotten.set(ec2InstanceId, this.#clock());
  }

  async #search(wanted: readonly WantedInStorm[], signal: AbortSignal): Promise<ReadonlyMap<string, HostAnswer>> {
    for (const { ec2InstanceId } of wanted) this.#forgotten.delete(ec2InstanceId);
    return this.#finder.find(wanted, signal);
  }

  /** Calls that it takes to search for so many hosts by themselves; undefined where reading all clusters is better. */
  async #callsAlone(hosts: number, signal: AbortSignal): Promise<number | undefined> {
    if (hosts === 0) return 0;
    const size = await this.#directory.size(signal);
    const calls = CALLS_ALONE * (size?.clusters ?? 0) * Math.ceil(hosts / HOSTS_PER_FILTER);
    return size && TIMES_FEWER * calls <= size.calls ? calls : undefined;
  }

  /** Keeps a pause after a search for hosts by themselves, as long as one after a reading at most. */
  #pauseAfter(callsAlone: number): void {
    const pause = Math.min(LONGEST_PAUSE, callsAlone * PAUSE_PER_CALL_ALONE);
    this.#aloneAt = Math.max(this.#aloneAt, this.#clock() - CREDIT) + pause;
  }

  /** Reads all clusters, if it is time. */
  async #readAnew(signal: AbortSignal): Promise<void> {
    if (this.#clock() < this.#nextAt) return;
    const calls = await this.#directory.read(signal);
    this.#nextAt = this.#directory.readAt + Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, calls * PAUSE_PER_CALL));
  }

  /**
   * What is known of an instance from the last reading; undefined where it has to be searched for by itself.
   *
   * @param nextAt until when what may wait is put off, in milliseconds
   */
  #answer({ ec2InstanceId, mayWait }: WantedInStorm, nextAt: number): StormAnswer | undefined {
    const { failure } = this.#directory;
    const isNew = this.#isNewFor(ec2InstanceId);
    const [host, ...others] = isNew ? this.#directory.find(ec2InstanceId) : [];
    // Registered twice: which one is in use, only a search tells.
    if (others.length > 0) return undefined;
    if (host) return this.#found(host);
    if (!mayWait) return undefined;
    if (isNew) return failure ? { kind: 'unreadable', failure } : this.#absent(ec2InstanceId);
    return { kind: 'put-off', seconds: Math.max(1, Math.ceil((nextAt - this.#clock()) / 1_000)) };
  }

  /** Whether the last reading tells where an instance is: for a minute, of one to be looked for anew only for a moment. */
  #isNewFor(ec2InstanceId: string): boolean {
    const forgottenAt = this.#forgotten.get(ec2InstanceId);
    const { readAt } = this.#directory;
    const age = this.#clock() - readAt;
    return forgottenAt === undefined ? age < STORM_FOR : readAt >= forgottenAt && age <= NEW_FOR;
  }

  #found(host: KnownHost): StormAnswer {
    this.#forgotten.delete(host.ec2InstanceId);
    this.#finder.remember([host]);
    const { clusterArn, containerInstanceArn } = host;
    return { kind: 'found', clusterArn, containerInstanceArn };
  }

  #absent(ec2InstanceId: string): StormAnswer {
    this.#forgotten.delete(ec2InstanceId);
    return { kind: 'not-found' };
  }
}

function isKnown(answer: StormAnswer | undefined): boolean {
  return answer?.kind === 'found' || answer?.kind === 'not-found';
}

function known(answers: ReadonlyMap<string, StormAnswer | undefined>): [string, StormAnswer][] {
  return [...answers].flatMap(([id, answer]): [string, StormAnswer][] => (answer ? [[id, answer]] : []));
}
