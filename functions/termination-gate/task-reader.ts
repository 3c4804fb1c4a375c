import type { TasksRead } from '../../shared/aws/tasks.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import { ClusterTaskReader, type WholeCluster } from './cluster-task-reader.ts';
import type { DaemonServices } from './daemon-services.ts';
import type { GateMemory } from './memory.ts';
import { CALLS_PER_HOST } from './paces.ts';
import { PutOffHosts } from './put-off-hosts.ts';
import type { Reads } from './reads.ts';
import type { GateSettings, HostLook, HostView, TasksView } from './snapshot.ts';
import { needsClusterTags } from './standalone.ts';
import {
  countsProveTasksLeft,
  daemonLoad,
  type HostTask,
  heldBesides,
  standaloneTasksLeft,
  tasksLeft,
} from './tasks-left.ts';
import { momentsOf, termsOf } from './wait-timing.ts';

type Found = Extract<HostView, { kind: 'found' }>;

/** What reading tasks needs. */
export interface TaskReaderDependencies {
  readonly reads: Pick<Reads, 'tasksOnEach' | 'tasksInCluster' | 'describeClusters'>;
  readonly daemons: DaemonServices;
  readonly memory: GateMemory;
  readonly settings: GateSettings;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
  /** Reads of hosts and tasks that may still be made in this minute. */
  readonly readsLeft: () => number;
}

/** Hosts of which what was read is looked into side by side. */
const HOSTS_AT_ONCE = 8;
/** Clusters of which the tasks of hosts are read side by side. */
const CLUSTERS_AT_ONCE = 2;
/** Descriptions that the tasks of all hosts of a look take. */
const CALLS_PER_LOOK = 1;
/** Hosts whose tasks are read one by one in a look: less than the burst of the bucket, with two looks side by side. */
const HOSTS_PER_LOOK = 20;
/** Hosts of a cluster from which on it is asked whether all of its tasks are read in fewer calls. */
const MANY_HOSTS = 8;
/** Seconds until tasks are read that were put off for the look's sake. */
const PUT_OFF_PAUSE = 3;
/** Reads that hosts which still run tasks leave to those that may be empty. */
const KEPT_BACK = 100;
/** In which order tasks are read. What is needed least is left out where there is too much, the rest put off. */
const URGENCIES = { due: 0, mayBeEmpty: 1, later: 2 } as const;
/** Milliseconds for which the tags of a cluster are remembered. */
const TAGS_FOR = 60_000;
/** Statuses of hosts on which tasks may be left; on others they make no difference. */
const WITH_TASKS: ReadonlySet<string> = new Set(['DRAINING', 'DEREGISTERING']);

const NOT_ASKED = { kind: 'not-asked' } as const;

/** Reads the tasks on hosts, where they may decide something. */
export class TaskReader {
  readonly #dependencies: TaskReaderDependencies;
  readonly #clusters: ClusterTaskReader;
  readonly #putOff: PutOffHosts;
  readonly #clusterTags = new Map<string, { readonly tags: Tags; readonly until: number }>();

  constructor(dependencies: TaskReaderDependencies) {
    this.#dependencies = dependencies;
    this.#putOff = new PutOffHosts(dependencies.clock);
    this.#clusters = new ClusterTaskReader(dependencies, { manyHosts: MANY_HOSTS, callsPerHost: CALLS_PER_HOST });
  }

  /** Reads the tasks on the hosts of a look. What can't be read is in the answer; nothing is thrown. */
  async read(looks: readonly HostLook[], signal: AbortSignal): Promise<readonly HostLook[]> {
    const { memory } = this.#dependencies;
    const wanted = looks.filter(({ host }) => host.kind === 'found').filter((look) => this.#needsTasks(look));
    const urgency = new Map(wanted.map((look) => [look, this.#urgencyOf(look)]));
    // That hosts run tasks still is not worth reading a whole cluster.
    const urgent = wanted.filter((look) => urgency.get(look) !== URGENCIES.later);
    const whole = await this.#clusters.read(urgent, signal);
    const single = wanted.filter((look) => isReadAlone(look, urgency.get(look), whole));
    const now = this.#firstOf(single, urgency);
    const ofEach = await this.#tasksOnEach([...now], signal);
    const pause = this.#pauseAfter(now, single, urgency);
    return mapAtMost(HOSTS_AT_ONCE, looks, async (look) => {
      const { host } = look;
      if (host.kind !== 'found') return look;
      if (!urgency.has(look)) {
        memory.sawNoDoubt(look.ec2InstanceId);
        return look;
      }
      const known = whole.get(host.clusterArn);
      const read = now.has(look) ? ofEach.get(host.containerInstanceArn) : tasksIn(known, host);
      if (read) return { ...look, host: { ...host, tasks: await this.#viewOf(look, host, read, signal) } };
      const seconds = known?.kind === 'put-off' ? known.seconds : pause;
      const tasks = urgency.get(look) === URGENCIES.later ? NOT_ASKED : ({ kind: 'put-off', seconds } as const);
      return { ...look, host: { ...host, tasks } };
    });
  }

  /** Seconds until the hosts come back that are not read in this look. */
  #pauseAfter(now: ReadonlySet<HostLook>, single: readonly HostLook[], urgency: ReadonlyMap<HostLook, number>): number {
    for (const { ec2InstanceId } of now) this.#putOff.read(ec2InstanceId);
    if (now.size >= Math.min(HOSTS_PER_LOOK, single.length)) return PUT_OFF_PAUSE;
    const left = single.filter((look) => !now.has(look) && urgency.get(look) !== URGENCIES.later);
    return this.#putOff.putOff(left.map(({ ec2InstanceId }) => ec2InstanceId));
  }

  /** The hosts that are read one by one in this look. What is due does not wait for the bucket. */
  #firstOf(looks: readonly HostLook[], urgency: ReadonlyMap<HostLook, number>): ReadonlySet<HostLook> {
    const { readsLeft } = this.#dependencies;
    const urgencyOf = (look: HostLook): number => urgency.get(look) ?? URGENCIES.later;
    const inOrder = looks.toSorted((a, b) => urgencyOf(a) - urgencyOf(b)).slice(0, HOSTS_PER_LOOK);
    return new Set(
      inOrder.filter((look, index) => {
        const left = readsLeft() - CALLS_PER_LOOK - CALLS_PER_HOST * index;
        const least = urgencyOf(look) === URGENCIES.later ? KEPT_BACK : CALLS_PER_HOST;
        return urgencyOf(look) === URGENCIES.due || left >= least;
      }),
    );
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
    const moments = openWaits(look).flatMap((wait) => momentsOf(wait, termsOf(wait, look, settings)));
    return moments.some((moment) => now >= moment);
  }

  /** The tasks on hosts, by the ARN of their container instance: those of one cluster together. */
  async #tasksOnEach(looks: readonly HostLook[], signal: AbortSignal): Promise<ReadonlyMap<string, TasksRead>> {
    const hosts = looks.flatMap(({ host }) => (host.kind === 'found' ? [host] : []));
    const byCluster = [...Map.groupBy(hosts, ({ clusterArn }) => clusterArn)];
    const read = await mapAtMost(CLUSTERS_AT_ONCE, byCluster, ([clusterArn, found]) => {
      const arns = found.map(({ containerInstanceArn }) => containerInstanceArn);
      return this.#dependencies.reads.tasksOnEach(clusterArn, arns, signal);
    });
    return new Map(read.flatMap((tasks) => [...tasks]));
  }

  async #viewOf(look: HostLook, host: Found, tasks: TasksRead, signal: AbortSignal): Promise<TasksView> {
    if (tasks instanceof Error) return { kind: 'unreadable', failure: tasks };
    const { clusterArn } = host;
    const { daemons, memory } = this.#dependencies;
    try {
      const isDaemon = await daemons.among(clusterArn, tasks, signal);
      const onHost = tasks.map((task): HostTask => ({ ...task, isDaemon: isDaemon(task) }));
      if (isDecidable(look, onHost)) memory.sawDaemons(look.ec2InstanceId, daemonLoad(onHost));
      // Two lists are not read at one moment, and either may be behind: a task on its way from one to the other is in neither.
      const isHeld = tasksLeft(onHost).length === 0 && heldBesides(host.held, daemonLoad(onHost)) === 'more';
      const isStillHeld = isHeld && memory.sawHeld(look.ec2InstanceId);
      if (!isHeld) memory.sawNoDoubt(look.ec2InstanceId);
      const clusterTags = await this.#clusterTagsFor(look, host, onHost, signal);
      return { kind: 'read', tasks: onHost, clusterTags, isStillHeld };
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

/** The tasks of a host, where those of all its cluster were read. */
function tasksIn(known: WholeCluster | undefined, { containerInstanceArn }: Found): TasksRead | undefined {
  return known?.kind === 'read' ? (known.tasks.get(containerInstanceArn) ?? []) : undefined;
}

/** Whether the tasks of a host are read by themselves: not if all of its cluster are, and what is due does not wait for it. */
function isReadAlone(
  { host }: HostLook,
  urgency: number | undefined,
  whole: ReadonlyMap<string, WholeCluster>,
): boolean {
  const known = host.kind === 'found' ? whole.get(host.clusterArn) : undefined;
  return !known || (known.kind === 'put-off' && urgency === URGENCIES.due);
}

/** Whether the look can decide on the standalone tasks that it found. If not, they are read again by one that can. */
function isDecidable(look: HostLook, tasks: readonly HostTask[]): boolean {
  const undecided = standaloneTasksLeft(tasks).some(({ desiredStatus }) => desiredStatus !== 'STOPPED');
  return !undecided || openWaits(look).every(({ group }) => group.kind === 'read');
}

function openWaits({ waits }: HostLook): HostLook['waits'] {
  return waits.filter(({ isOver }) => !isOver);
}
