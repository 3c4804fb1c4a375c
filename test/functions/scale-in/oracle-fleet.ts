import type { ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import type {
  ClusterLook,
  HostLook,
  Requirements,
  ServiceLook,
  TaskLook,
} from '../../../functions/scale-in/snapshot.ts';
import type { ClusterTerms } from '../../../functions/scale-in/terms.ts';
import { NOW } from '../../builders/scale-in-settings.ts';

/** A host as the oracle sees it. */
export interface Place {
  readonly host: HostLook;
  readonly tasks: TaskLook[];
  cpu: number;
  memory: number;
}

/**
 * A second opinion on room, written without the planner's modules, for small clusters and without any haste: what is on
 * which host, whether a task may start there, and whether the headroom is there.
 */
export class OracleFleet {
  readonly #look: ClusterLook;
  readonly #terms: ClusterTerms;
  readonly places = new Map<string, Place>();

  /** @param returning hosts that are given back, and are capacity again */
  constructor(look: ClusterLook, terms: ClusterTerms, returning: readonly string[] = []) {
    this.#look = look;
    this.#terms = terms;
    for (const host of look.hosts) {
      const tasks = look.tasks.filter(({ containerInstanceArn }) => containerInstanceArn === host.containerInstanceArn);
      const { remainingCpu: cpu, remainingMemory: memory } = host.resources;
      if (this.#isCapacity(host, returning.includes(host.containerInstanceArn)))
        this.places.set(host.containerInstanceArn, { host, tasks, cpu, memory });
    }
  }

  serviceOf({ group }: TaskLook): ServiceLook | undefined {
    return this.#look.services.find(({ service }) => group === `service:${service.serviceName}`);
  }

  isHostBound(task: TaskLook): boolean {
    const service = this.serviceOf(task)?.service;
    return service?.schedulingStrategy === 'DAEMON' || service?.tags['ecs-ops:one-per-host'] === 'true';
  }

  /** Tasks that ECS starts elsewhere when their host goes. */
  leaving(containerInstanceArn: string): readonly TaskLook[] {
    const tasks = this.#look.tasks.filter((task) => task.containerInstanceArn === containerInstanceArn);
    return tasks.filter(
      (task) => task.group.startsWith('service:') && !this.isHostBound(task) && task.desiredStatus === 'RUNNING',
    );
  }

  needs({ taskDefinitionArn }: Pick<TaskLook, 'taskDefinitionArn'>): Requirements | undefined {
    return this.#look.requirements.find((each) => each.taskDefinitionArn === taskDefinitionArn);
  }

  /** Why a task can't start on a host now; undefined when it can. */
  obstacle(task: TaskLook, place: Place): string | undefined {
    const needs = this.needs(task);
    if (!needs) return 'unknown task definition';
    if (place.cpu < needs.cpu) return 'CPU';
    if (place.memory < needs.memory) return 'memory';
    const others = place.tasks.map((each) => this.needs(each));
    const gpus = others.reduce((sum, each) => sum + (each?.gpus ?? Infinity), needs.gpus);
    if (needs.gpus > 0 && gpus > place.host.resources.gpus) return 'GPUs';
    const interfaces = others.filter((each) => each?.isAwsvpc ?? true).length;
    if (needs.isAwsvpc && interfaces + 1 > (place.host.mostNetworkInterfaces ?? 0)) return 'network interfaces';
    const ports = [...place.host.resources.takenPorts, ...others.flatMap((each) => each?.hostPorts ?? [])];
    if (needs.hostPorts.some((port) => ports.includes(port))) return 'ports';
    return this.#notEligible(task, needs, place);
  }

  start(task: TaskLook, place: Place): void {
    place.tasks.push(task);
    place.cpu -= this.needs(task)?.cpu ?? 0;
    place.memory -= this.needs(task)?.memory ?? 0;
  }

  /** What headroom is missing; undefined when it is all there. */
  missing(): string | undefined {
    const { headroomCpuPercent, headroomMemoryPercent, headroomCopies } = this.#terms;
    const places = [...this.places.values()];
    const freeCpu = places.reduce((sum, { cpu }) => sum + cpu, 0);
    const allCpu = places.reduce((sum, { host }) => sum + host.resources.registeredCpu, 0);
    if (freeCpu < ((allCpu - freeCpu) * headroomCpuPercent) / 100) return 'CPU';
    const freeMemory = places.reduce((sum, { memory }) => sum + memory, 0);
    const allMemory = places.reduce((sum, { host }) => sum + host.resources.registeredMemory, 0);
    if (freeMemory < ((allMemory - freeMemory) * headroomMemoryPercent) / 100) return 'memory';
    if (headroomCopies === 0) return undefined;
    const sizes: ((needs: Requirements) => number)[] = [({ cpu }) => cpu, ({ memory }) => memory, ({ gpus }) => gpus];
    return sizes.some((size) => !this.#hasRoomForLargest(size)) ? 'room for the largest task' : undefined;
  }

  /** Of several tasks of the largest size, any that has room will do: which of them is meant is the planner's choice. */
  #hasRoomForLargest(size: (needs: Requirements) => number): boolean {
    const movable = this.#look.tasks.filter((task) => !this.isHostBound(task));
    const most = Math.max(0, ...movable.map((task) => size(this.needs(task) ?? UNKNOWN)));
    const largest = movable.filter((task) => size(this.needs(task) ?? UNKNOWN) === most);
    return most === 0 || largest.some((task) => this.#copies(task) >= this.#terms.headroomCopies);
  }

  #copies(task: TaskLook): number {
    let copies = 0;
    for (const place of this.places.values()) {
      const trial = { ...place, tasks: [...place.tasks] };
      while (copies < this.#terms.headroomCopies && this.obstacle(task, trial) === undefined) {
        this.start(task, trial);
        copies += 1;
      }
    }
    return copies;
  }

  #notEligible(task: TaskLook, needs: Requirements, { host, tasks }: Place): string | undefined {
    if (needs.requiresAttributes.some(({ name }) => host.attributes[name] === undefined)) return 'attributes';
    const service = this.serviceOf(task);
    for (const eligible of [needs.eligibleHosts, ...(service ? [service.eligibleHosts] : [])]) {
      if (eligible.kind === 'not-evaluated') return 'memberOf, not evaluated';
      if (eligible.kind === 'some' && !eligible.containerInstanceArns.has(host.containerInstanceArn)) return 'memberOf';
    }
    const providers = service?.service.capacityProviders ?? [];
    if (providers.length > 1 || (providers[0] ?? host.capacityProviderName) !== host.capacityProviderName)
      return 'provider';
    const isApart = service?.service.placementConstraints.some(({ type }) => type === 'distinctInstance');
    return isApart && tasks.some(({ group }) => group === task.group) ? 'distinctInstance' : undefined;
  }

  #isCapacity(host: HostLook, returns: boolean): boolean {
    const since = Date.parse(host.attributes['ecs-ops.disconnected-since'] ?? '');
    const isLongAway = !host.agentConnected && since <= NOW - this.#terms.disconnectedMinutes * 60_000;
    const members = this.#look.groups.flatMap((group) => (group.kind === 'read' ? group.members : []));
    const state = members.find(({ ec2InstanceId }) => ec2InstanceId === host.ec2InstanceId)?.lifecycleState ?? '';
    return (host.status === 'ACTIVE' || returns) && !isLongAway && !state.startsWith('Terminating');
  }
}

const UNKNOWN: Requirements = {
  taskDefinitionArn: '',
  cpu: Infinity,
  memory: Infinity,
  gpus: Infinity,
  hostPorts: [],
  requiresAttributes: [],
  isAwsvpc: false,
  eligibleHosts: { kind: 'all' },
};

/** The hosts that a plan drains, in its order. */
export function drained({ actions }: ScaleInPlan): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'mark-and-drain-hosts' ? action.containerInstanceArns : []));
}

/** The hosts that a plan gives back. */
export function givenBack({ actions }: ScaleInPlan): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'give-back-hosts' ? action.containerInstanceArns : []));
}

/** The instances that a plan terminates for good. */
export function terminated({ actions }: ScaleInPlan): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'terminate-hosts' ? action.ec2InstanceIds : []));
}
