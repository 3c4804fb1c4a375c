import type { Tags } from '../../shared/domain/cluster.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { DaemonServices } from './daemon-services.ts';
import type { GateMemory } from './memory.ts';
import type { Reads } from './reads.ts';
import type { GateSettings, HostLook, HostView, TasksView } from './snapshot.ts';
import { needsClusterTags } from './standalone.ts';
import { countsProveTasksLeft, daemonLoad, type HostTask, heldBesides, standaloneTasksLeft } from './tasks-left.ts';
import { termsOf } from './wait-timing.ts';

type Found = Extract<HostView, { kind: 'found' }>;

/** What reading tasks needs. */
export interface TaskReaderDependencies {
  readonly reads: Pick<Reads, 'tasksOn' | 'describeClusters'>;
  readonly daemons: DaemonServices;
  readonly memory: GateMemory;
  readonly settings: GateSettings;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Hosts whose tasks are read side by side: each has one call in flight, far under the burst of the bucket (100). */
const HOSTS_AT_ONCE = 8;
/**
 * Hosts whose tasks are read in one look, with three calls each: with the pause until the next look that is what the
 * bucket sustains (20 a second), and two looks side by side may take its burst (100). More would throttle others too.
 */
const HOSTS_PER_LOOK = 20;
/** In which order tasks are read. What is needed least is left out where there is too much, the rest put off. */
const URGENCIES = { due: 0, mayBeEmpty: 1, later: 2 } as const;
/** Milliseconds for which the tags of a cluster are remembered. */
const TAGS_FOR = 60_000;
/** Statuses of hosts on which tasks may be left; on others they make no difference. */
const WITH_TASKS: ReadonlySet<string> = new Set(['DRAINING', 'DEREGISTERING']);

/** Reads the tasks on hosts, where they may decide something. */
export class TaskReader {
  readonly #dependencies: TaskReaderDependencies;
  readonly #clusterTags = new Map<string, { readonly tags: Tags; readonly until: number }>();

  constructor(dependencies: TaskReaderDependencies) {
    this.#dependencies = dependencies;
  }

  /** Reads the tasks on the hosts of a look. What can't be read is in the answer; nothing is thrown. */
  async read(looks: readonly HostLook[], signal: AbortSignal): Promise<readonly HostLook[]> {
    const wanted = looks.filter(({ host }) => host.kind === 'found').filter((look) => this.#needsTasks(look));
    const urgency = new Map(wanted.map((look) => [look, this.#urgencyOf(look)]));
    const inOrder = wanted.toSorted((a, b) => (urgency.get(a) ?? 0) - (urgency.get(b) ?? 0));
    const now = new Set(inOrder.slice(0, HOSTS_PER_LOOK));
    return mapAtMost(HOSTS_AT_ONCE, looks, async (look) => {
      const { host } = look;
      if (host.kind !== 'found' || !urgency.has(look)) return look;
      if (now.has(look)) return { ...look, host: { ...host, tasks: await this.#tasksOn(look, host, signal) } };
      const kind = urgency.get(look) === URGENCIES.later ? 'not-asked' : 'put-off';
      return { ...look, host: { ...host, tasks: { kind } } };
    });
  }

  /** What is due comes first, then hosts that may be empty. The others still run tasks, as far as is known. */
  #urgencyOf(look: HostLook): number {
    if (this.#isSomethingDue(look)) return URGENCIES.due;
    const { host, mails } = look;
    const counts = host.kind === 'found' ? host.counts : undefined;
    if (counts)
      return counts.runningTasksCount + counts.pendingTasksCount === 0 ? URGENCIES.mayBeEmpty : URGENCIES.later;
    const daemons = this.#dependencies.memory.daemonsOn(look.ec2InstanceId);
    const mayBeEmpty = mails.some(
      ({ event }) => event.kind === 'host-draining' && heldBesides(event.held, daemons) !== 'more',
    );
    return mayBeEmpty ? URGENCIES.mayBeEmpty : URGENCIES.later;
  }

  /** Tasks are read unless the host's counts prove that some are left and nothing is to be done about them now. */
  #needsTasks(look: HostLook): boolean {
    const { host } = look;
    if (host.kind !== 'found' || look.stillHolds || openWaits(look).length === 0) return false;
    if (this.#isSomethingDue(look)) return host.status !== 'INACTIVE';
    if (!WITH_TASKS.has(host.status)) return false;
    const daemons = this.#dependencies.memory.daemonsOn(look.ec2InstanceId);
    return !host.counts || !countsProveTasksLeft(host.counts, daemons);
  }

  /** Tasks are to be stopped, the wait ends, or the operator is to be told. */
  #isSomethingDue(look: HostLook): boolean {
    const { settings, clock } = this.#dependencies;
    const now = clock();
    const moments = openWaits(look).flatMap((wait) => {
      const terms = termsOf(wait, look, settings);
      return [terms?.stopsTasksAt, terms?.endsAt, wait.operatorTold ? undefined : terms?.tellsOperatorAt];
    });
    return moments.some((moment) => moment !== undefined && now >= moment);
  }

  async #tasksOn(look: HostLook, host: Found, signal: AbortSignal): Promise<TasksView> {
    const { clusterArn, containerInstanceArn } = host;
    const { reads, daemons, memory } = this.#dependencies;
    try {
      const tasks = await reads.tasksOn(clusterArn, containerInstanceArn, signal);
      const isDaemon = await daemons.among(clusterArn, tasks, signal);
      const onHost = tasks.map((task): HostTask => ({ ...task, isDaemon: isDaemon(task) }));
      if (isDecidable(look, onHost)) memory.sawDaemons(look.ec2InstanceId, daemonLoad(onHost));
      return { kind: 'read', tasks: onHost, clusterTags: await this.#clusterTagsFor(look, host, onHost, signal) };
    } catch (error) {
      return { kind: 'unreadable', failure: asFailure(error) };
    }
  }

  /** The cluster's tags, if they are needed; undefined if not, or if they could not be read. */
  async #clusterTagsFor(
    { waits }: HostLook,
    { clusterArn }: Found,
    tasks: readonly HostTask[],
    signal: AbortSignal,
  ): Promise<Tags | undefined> {
    const groupTags = waits.flatMap(({ group }) => (group.kind === 'read' ? [group.group.tags] : []));
    const isUndecided = groupTags.some((tags) =>
      standaloneTasksLeft(tasks).some((task) => task.desiredStatus !== 'STOPPED' && needsClusterTags(task.tags, tags)),
    );
    if (!isUndecided) return undefined;
    const { reads, clock } = this.#dependencies;
    const known = this.#clusterTags.get(clusterArn);
    if (known && clock() < known.until) return known.tags;
    try {
      const { clusters } = await reads.describeClusters([clusterArn], signal);
      const tags = clusters[0]?.tags;
      if (tags) this.#clusterTags.set(clusterArn, { tags, until: clock() + TAGS_FOR });
      return tags;
    } catch {
      // It only decides whether standalone tasks may be stopped; the plan says so and leaves them.
      return undefined;
    }
  }
}

/** Whether the look can decide on the standalone tasks that it found. If not, they are read again by one that can. */
function isDecidable(look: HostLook, tasks: readonly HostTask[]): boolean {
  const undecided = standaloneTasksLeft(tasks).some(({ desiredStatus }) => desiredStatus !== 'STOPPED');
  return !undecided || openWaits(look).every(({ group }) => group.kind === 'read');
}

function openWaits({ waits }: HostLook): HostLook['waits'] {
  return waits.filter(({ isOver }) => !isOver);
}
