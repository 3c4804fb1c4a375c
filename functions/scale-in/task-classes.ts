import type { Service } from '../../shared/domain/cluster.ts';
import { SERVICE_GROUP_PREFIX } from '../../shared/domain/tasks.ts';
import type { ClusterLook, Requirements, ServiceLook, TaskLook } from './snapshot.ts';

/** The tag by which a service says that it wants one task, or a fixed number of tasks, on each host. */
const ONE_PER_HOST_TAG = 'ecs-ops:one-per-host';

/** What becomes of a task when its host goes. */
export type Belonging =
  /** Of a DAEMON or one-per-host service: it goes with its host, and is needed nowhere else. */
  | 'host-bound'
  /** Of another service, which starts it elsewhere. */
  | 'service'
  /** Of no service: nobody starts it elsewhere. */
  | 'standalone'
  /** Of a service that was not read. */
  | 'unknown';

/** Tasks of one service, or of none, with one task definition: what holds for one of them holds for all. */
export interface TaskClass {
  readonly index: number;
  /** Says which class it is, whatever the order in which things were read. */
  readonly key: string;
  readonly belonging: Belonging;
  readonly service: ServiceLook | undefined;
  /** Undefined when the task definition was not read. */
  readonly needs: Requirements | undefined;
  /** No two tasks of the service may be on one host. */
  readonly isDistinct: boolean;
  /** Its service keeps its tasks spread over Availability Zones. */
  readonly spreadsOverZones: boolean;
  /** Why it can't be told where a task fits; undefined when it can. */
  readonly unevaluated: string | undefined;
}

/** Tells whether the tasks of a service run on EC2 hosts at all. */
export function runsOnHosts({ launchType, capacityProviders }: Service): boolean {
  return launchType !== 'FARGATE' && launchType !== 'EXTERNAL' && !capacityProviders.some(isFargate);
}

function isFargate(capacityProvider: string): boolean {
  return capacityProvider === 'FARGATE' || capacityProvider === 'FARGATE_SPOT';
}

/** Tells whether a service's tasks go with their hosts. */
function isHostBound({ service }: ServiceLook): boolean {
  return service.schedulingStrategy === 'DAEMON' || service.tags[ONE_PER_HOST_TAG] === 'true';
}

/** The classes of a cluster's tasks. */
export class TaskClasses {
  readonly #classes: TaskClass[] = [];
  readonly #byGroup = new Map<string, Map<string, TaskClass>>();
  readonly #services: ReadonlyMap<string, ServiceLook>;
  readonly #requirements: ReadonlyMap<string, Requirements>;
  /** Services with tasks on hosts that are not bound to their hosts, by name. */
  readonly movable: readonly ServiceLook[];
  /** All services with tasks on hosts, by name. */
  readonly services: readonly ServiceLook[];

  constructor(look: Pick<ClusterLook, 'services' | 'requirements'>) {
    const byName = look.services.toSorted((a, b) => compare(a.service.serviceName, b.service.serviceName));
    this.services = byName.filter(({ service }) => runsOnHosts(service));
    this.movable = this.services.filter((each) => !isHostBound(each));
    this.#services = new Map(byName.map((each) => [SERVICE_GROUP_PREFIX + each.service.serviceName, each]));
    this.#requirements = new Map(look.requirements.map((each) => [each.taskDefinitionArn, each]));
  }

  get all(): readonly TaskClass[] {
    return this.#classes;
  }

  /** The class of a task. */
  of({ group, taskDefinitionArn }: Pick<TaskLook, 'group' | 'taskDefinitionArn'>): TaskClass {
    let ofGroup = this.#byGroup.get(group);
    if (!ofGroup) {
      ofGroup = new Map();
      this.#byGroup.set(group, ofGroup);
    }
    const known = ofGroup.get(taskDefinitionArn);
    if (known) return known;
    const made = this.#make(group, taskDefinitionArn);
    ofGroup.set(taskDefinitionArn, made);
    this.#classes.push(made);
    return made;
  }

  /** The class of the tasks that a service starts now. */
  ofService({ service, taskDefinitionArn }: ServiceLook): TaskClass {
    return this.of({ group: SERVICE_GROUP_PREFIX + service.serviceName, taskDefinitionArn });
  }

  #make(group: string, taskDefinitionArn: string): TaskClass {
    const service = this.#services.get(group);
    const needs = this.#requirements.get(taskDefinitionArn);
    const belonging = belongingOf(group, service);
    return {
      index: this.#classes.length,
      key: `${group} ${taskDefinitionArn}`,
      belonging,
      service,
      needs,
      isDistinct: service?.service.placementConstraints.some(({ type }) => type === 'distinctInstance') ?? false,
      spreadsOverZones: service?.spreadsOverZones ?? false,
      unevaluated: unevaluated(belonging, service, needs),
    };
  }
}

function belongingOf(group: string, service: ServiceLook | undefined): Belonging {
  if (service) return isHostBound(service) ? 'host-bound' : 'service';
  return group.startsWith(SERVICE_GROUP_PREFIX) ? 'unknown' : 'standalone';
}

function unevaluated(
  belonging: Belonging,
  service: ServiceLook | undefined,
  needs: Requirements | undefined,
): string | undefined {
  if (belonging === 'unknown') return 'the service was not read';
  if (!needs) return 'the task definition was not read';
  if (needs.eligibleHosts.kind === 'not-evaluated') return needs.eligibleHosts.detail;
  if (service?.eligibleHosts.kind === 'not-evaluated') return service.eligibleHosts.detail;
  // ECS decides by base and weight which provider gets a task.
  if (service && service.service.capacityProviders.length > 1) return 'the service has several capacity providers';
  return undefined;
}

/** The name of the service of a class; tasks without a service are alone. */
export function serviceOf({ service, key }: TaskClass): string {
  return service?.service.serviceName ?? key;
}

/** Orders texts by their code units, the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
