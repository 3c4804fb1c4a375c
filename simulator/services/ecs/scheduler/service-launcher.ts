import type { World } from '../../../account/world.ts';
import type { TaskLifecycle } from '../lifecycle/task-lifecycle.ts';
import type { EcsSettings } from '../options.ts';
import type { HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';
import { chooseProvider, isFargate } from './capacity-choice.ts';
import { type NearMiss, Placement } from './placement.ts';

/** How far an attempt to start a service's tasks came. */
export interface LaunchResult {
  readonly started: readonly TaskRecord[];
  /** A task found no place; without a near miss there was no host at all. */
  readonly failure: { readonly nearMiss: NearMiss | undefined } | undefined;
  /** When the launch quota allows more; undefined when it was not the limit. */
  readonly moreAt: number | undefined;
}

const MINUTE = 60_000;
/** Between two rounds of a service that the quota slows down: a look at every host for each task would cost too much. */
const LAUNCH_ROUND = 5_000;

/** Starts tasks of services where placement allows it, within the launch quota. */
export class ServiceLauncher {
  readonly #world: World;
  readonly #settings: EcsSettings;
  readonly #tasks: TaskLifecycle;

  constructor(world: World, settings: EcsSettings, tasks: TaskLifecycle) {
    this.#world = world;
    this.#settings = settings;
    this.#tasks = tasks;
  }

  /** Starts up to `wanted` tasks of the PRIMARY deployment. */
  launch(service: ServiceRecord, wanted: number): LaunchResult {
    const quota = this.#quota(service);
    const round = Math.max(1, Math.floor((this.#settings.launchesPerMinute * LAUNCH_ROUND) / MINUTE));
    const allowed = quota < Math.min(wanted, round) ? 0 : Math.min(wanted, quota);
    const places = new Places(service, this.#settings, this.#salt());
    const started: TaskRecord[] = [];
    let failure: LaunchResult['failure'];
    while (started.length < allowed && failure === undefined) {
      const place = places.next();
      if ('nearMiss' in place) failure = place;
      else started.push(this.start(service, place.host, place.provider));
    }
    service.launchQuota.left -= started.length;
    const limited = failure === undefined && started.length < wanted;
    const pause = ((Math.min(wanted, round) - service.launchQuota.left) * MINUTE) / this.#settings.launchesPerMinute;
    const moreAt = limited ? this.#world.clock.now() + Math.ceil(pause) : undefined;
    return { started, failure, moreAt };
  }

  /** Starts one task of the PRIMARY deployment on a host; without one, on Fargate. */
  start(service: ServiceRecord, host: HostRecord | undefined, provider: string | undefined): TaskRecord {
    const [deployment] = service.deployments;
    if (deployment === undefined) throw new Error(`Service ${service.name} has no deployment`);
    return this.#tasks.start({
      cluster: service.cluster,
      taskDefinition: deployment.taskDefinition,
      host,
      availabilityZone: host?.availabilityZone ?? this.#fargateZone(service),
      service,
      deployment,
      group: service.group,
      startedBy: deployment.id,
      capacityProviderName: provider,
      tags: service.repeated.propagateTags === 'SERVICE' ? service.tags : deployment.taskDefinition.tags,
    });
  }

  #quota(service: ServiceRecord): number {
    const { launchQuota } = service;
    const now = this.#world.clock.now();
    const perMinute = this.#settings.launchesPerMinute;
    launchQuota.left = Math.min(perMinute, launchQuota.left + ((now - launchQuota.at) * perMinute) / MINUTE);
    launchQuota.at = now;
    return Math.floor(launchQuota.left + 1e-6);
  }

  #salt(): number {
    return this.#world.random.stream('ecs.placement').integer(0, 2 ** 31);
  }

  #fargateZone(service: ServiceRecord): string {
    return `${this.#world.account.region}${'abc'[service.tasks.size % 3]}`;
  }
}

type Place =
  | { readonly host: HostRecord | undefined; readonly provider: string | undefined }
  | { readonly nearMiss: NearMiss | undefined };

/** The places for one service's tasks, by capacity provider. */
class Places {
  readonly #service: ServiceRecord;
  readonly #settings: EcsSettings;
  readonly #salt: number;
  readonly #placements = new Map<string | undefined, Placement>();
  readonly #tasks = new Map<string, number>();

  constructor(service: ServiceRecord, settings: EcsSettings, salt: number) {
    this.#service = service;
    this.#settings = settings;
    this.#salt = salt;
    for (const { capacityProviderName, desiredStatus } of service.tasks) {
      if (desiredStatus === 'RUNNING') this.#count(capacityProviderName);
    }
  }

  next(): Place {
    const { capacityProviderStrategy, launchType } = this.#service;
    const provider = chooseProvider(capacityProviderStrategy, this.#tasks);
    const fargate = provider === undefined ? launchType === 'FARGATE' : isFargate(provider);
    const placement = fargate ? undefined : this.#placement(provider);
    const host = placement?.next();
    if (placement !== undefined && host === undefined) return { nearMiss: placement.nearMiss };
    this.#count(provider);
    return { host, provider };
  }

  #placement(provider: string | undefined): Placement {
    let placement = this.#placements.get(provider);
    if (placement === undefined) {
      placement = new Placement(requestOf(this.#service, this.#settings, provider), this.#salt);
      this.#placements.set(provider, placement);
    }
    return placement;
  }

  #count(provider: string | undefined): void {
    if (provider !== undefined) this.#tasks.set(provider, (this.#tasks.get(provider) ?? 0) + 1);
  }
}

/** What the service's next task needs of a host. */
function requestOf(
  service: ServiceRecord,
  settings: EcsSettings,
  capacityProvider: string | undefined,
): ConstructorParameters<typeof Placement>[0] {
  const [primary] = service.deployments;
  if (primary === undefined) throw new Error(`Service ${service.name} has no deployment`);
  const distinct = service.placementConstraints.some(({ type }) => type === 'distinctInstance');
  const perDeployment = settings.distinctInstancePer === 'deployment';
  const holds = (host: HostRecord): boolean =>
    perDeployment
      ? [...host.tasks].some((task) => task.deployment === primary && task.desiredStatus === 'RUNNING')
      : host.groups.has(service.group);
  return {
    cluster: service.cluster,
    group: service.group,
    demand: primary.taskDefinition.demand,
    memberOf: [...service.memberOf, ...primary.taskDefinition.memberOf],
    isTaken: (host) => distinct && holds(host),
    capacityProvider,
    strategy: service.placementStrategy,
  };
}
