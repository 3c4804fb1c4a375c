import type { GroupChange, LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import type { Instance } from '../../../simulator/services/ec2/instance.ts';
import type { HostChange } from '../../../simulator/services/ecs/changes.ts';
import type { HostView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { HostNames } from '../../demo/host-names.ts';
import { type HostFacts, hostState } from './host-state.ts';
import type { HostEvent, HostTrack, Phase } from './recording.ts';
import { TaskSpans } from './task-spans.ts';

/** A host while it is watched. */
interface Watched {
  readonly instance: Instance;
  readonly isNew: boolean;
  group: string | undefined;
  cluster: string | undefined;
  facts: HostFacts;
  readonly phases: Phase[];
  readonly events: HostEvent[];
}

const HELD = 'Terminating:Wait';

/** Follows the hosts of every cluster, and the instances of their groups that are to become hosts. */
export class HostTracks {
  /** EC2 instance ids by id of the container instance. */
  readonly instances = new Map<string, string>();
  readonly #simulation: Simulation;
  readonly #names: HostNames;
  readonly #tasks: TaskSpans;
  readonly #hosts = new Map<string, Watched>();

  constructor(simulation: Simulation, names: HostNames, clusters: readonly string[]) {
    this.#simulation = simulation;
    this.#names = names;
    const { ecs, ec2, autoScaling } = simulation;
    this.#tasks = new TaskSpans(simulation, clusters, (host, at) =>
      this.#note(host, { at, kind: 'killed', what: 'tasks were killed with the host' }),
    );
    for (const cluster of clusters) for (const host of ecs.view(cluster).hosts) this.#registered(cluster, host, false);
    for (const { instances } of autoScaling.views())
      for (const { instanceId } of instances) this.#watched(instanceId, false);
    ecs.onChange((change) => change.kind === 'host' && this.#hostChanged(change));
    ec2.onStateChange(({ instance, at }) => this.#instanceChanged(instance, at));
    ec2.onSpotNotice((id, kind) => this.#notice(id, kind));
    autoScaling.onChange((change) => this.#groupChanged(change));
  }

  /** All so far, in the order in which they came; instances that joined no cluster and are in no group are left out. */
  tracks(): readonly HostTrack[] {
    const clusters = new Map([...this.#hosts.values()].map(({ group, cluster }) => [group, cluster]));
    for (const { group, cluster } of this.#hosts.values()) if (cluster !== undefined) clusters.set(group, cluster);
    return [...this.#hosts].flatMap(([host, { instance, isNew, group, cluster, phases, events }]): HostTrack[] => {
      if (cluster === undefined && group === undefined) return [];
      const { availabilityZone: zone, lifecycle: purchase, instanceType } = instance;
      const about = { host, name: this.#names.of(host), cluster: cluster ?? clusters.get(group), group };
      const tasks = this.#tasks.on(host);
      return [{ ...about, zone, purchase, instanceType, isNew, phases, events, tasks }];
    });
  }

  #registered(cluster: string, host: HostView | HostChange, isNew: boolean): Watched | undefined {
    this.instances.set(host.containerInstanceArn.split('/').at(-1) ?? '', host.ec2InstanceId);
    const watched = this.#watched(host.ec2InstanceId, isNew);
    if (watched === undefined) return undefined;
    watched.cluster = cluster;
    this.#learn(watched, { status: host.status, agentConnected: host.agentConnected });
    return watched;
  }

  #watched(id: string, isNew: boolean): Watched | undefined {
    const known = this.#hosts.get(id);
    const { ec2, autoScaling } = this.#simulation;
    const instance = ec2.instance(id);
    if (known !== undefined || instance === undefined) return known;
    const member = autoScaling.membershipOf(id);
    const isHeld = member?.state === HELD;
    const facts = { instance: instance.state, status: undefined, agentConnected: true, isHeld };
    const watched = { instance, isNew, group: member?.groupName, cluster: undefined, facts, phases: [], events: [] };
    this.#hosts.set(id, watched);
    this.#learn(watched, {});
    return watched;
  }

  #learn(watched: Watched, news: Partial<HostFacts>): void {
    watched.facts = { ...watched.facts, ...news };
    const at = this.#simulation.clock.now();
    const state = hostState(watched.facts);
    const last = watched.phases.at(-1);
    if (last?.state === state && last?.to === undefined) return;
    if (last !== undefined) last.to ??= at;
    // What lasted for no time was never there.
    if (last?.from === at) watched.phases.pop();
    if (state !== undefined) watched.phases.push({ state, from: at, to: undefined });
  }

  #note(id: string, event: HostEvent): void {
    const events = this.#hosts.get(id)?.events;
    const last = events?.at(-1);
    if (last?.at !== event.at || last.what !== event.what) events?.push(event);
  }

  #say(id: string, kind: HostEvent['kind'], what: string): void {
    this.#note(id, { at: this.#simulation.clock.now(), kind, what });
  }

  #hostChanged(change: HostChange): void {
    const { ec2InstanceId: id, status, agentConnected } = change;
    const before = this.#hosts.get(id)?.facts;
    const watched = this.#registered(change.clusterName, change, true);
    if (watched === undefined) return;
    if (before?.status !== status) this.#statusChanged(id, before?.status, status);
    else if (before.agentConnected !== agentConnected)
      this.#say(id, 'state', agentConnected ? 'its agent is connected again' : 'its agent is disconnected');
  }

  #statusChanged(id: string, before: HostFacts['status'], status: HostFacts['status']): void {
    if (status === 'ACTIVE') this.#say(id, 'state', before === 'DRAINING' ? 'is ACTIVE again' : 'joins its cluster');
    if (status === 'DRAINING') this.#say(id, 'state', 'is DRAINING');
    if (status === 'INACTIVE') this.#say(id, 'state', 'is no longer registered in ECS');
  }

  #instanceChanged(instance: Instance, at: number): void {
    const { instanceId: id, state } = instance;
    const watched = this.#watched(id, true);
    if (watched === undefined) return;
    this.#learn(watched, { instance: state });
    const isTaken = instance.stateReason === 'Server.SpotInstanceTermination';
    if (state === 'shutting-down')
      this.#note(id, { at, kind: 'state', what: isTaken ? 'EC2 takes it away' : 'EC2 shuts it down' });
    if (state === 'stopping') this.#note(id, { at, kind: 'state', what: 'EC2 stops it' });
  }

  #notice(id: string, kind: 'interruption' | 'rebalance'): void {
    const what =
      kind === 'interruption' ? 'Spot interruption notice: two minutes are left' : 'rebalance recommendation';
    this.#say(id, 'notice', what);
  }

  #groupChanged(change: GroupChange): void {
    if (change.kind === 'state') {
      const watched = this.#watched(change.instanceId, true);
      if (watched === undefined) return;
      // EC2 tells of a launch before the group has its new instance.
      watched.group ??= change.groupName;
      this.#learn(watched, { isHeld: change.to === HELD });
    }
    if (change.kind === 'lifecycle-action') this.#actionChanged(change.what, change.action);
  }

  #actionChanged(what: 'started' | 'heartbeat' | 'ended', { instanceId, hookName, end }: LifecycleActionRecord): void {
    if (what === 'started') this.#say(instanceId, 'hook', `the hook ${hookName} makes Auto Scaling wait`);
    if (what === 'ended') this.#say(instanceId, 'hook', `the hook ${hookName} is over: ${end?.reason.kind ?? 'ended'}`);
  }
}
