import type { PlacementStrategy } from '@aws-sdk/client-ecs';
import type { Random } from '../../../simulator/kernel/random.ts';
import type { HostView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';

const MINUTE = 60_000;
/** CPU units, and the part of the memory, that the agent reports of a vCPU and of a MiB. */
const CPU_UNITS = 1_024;
const USABLE_MEMORY = 0.94;

/** Groups that a cluster may have. Services with a tier run on the hosts of one of them only. */
const GROUPS = [
  { tier: 'small', instanceType: 'm7g.large' },
  { tier: 'large', instanceType: 'm7g.xlarge' },
  { tier: 'gpu', instanceType: 'g4dn.xlarge' },
] as const;

const STRATEGIES: readonly (readonly PlacementStrategy[])[] = [
  [],
  [{ type: 'random' }],
  [{ type: 'binpack', field: 'cpu' }],
  [{ type: 'binpack', field: 'memory' }],
  [{ type: 'spread', field: 'instanceId' }],
  [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'binpack', field: 'memory' },
  ],
];

/** A service of a random cluster. */
interface RandomService {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  readonly tier: string | undefined;
  readonly port: number | undefined;
  readonly distinct: boolean;
  /** Tasks at first, and later. */
  readonly tasks: readonly [number, number];
}

/** What is free on the hosts that are ACTIVE, computed from the simulator's state. */
export interface Leftover {
  /** Free, in percent of what is in use. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** How many more of the largest task by CPU, by memory and by GPUs find room, each on a single host: the fewest. */
  readonly copies: number;
}

/** A cluster of hosts and services drawn at random, whose services shrink at random once they run. */
export class RandomCluster {
  readonly name: string;
  readonly #simulation: Simulation;
  readonly #services: readonly RandomService[];
  readonly #complaints: string[] = [];

  constructor(simulation: Simulation, name: string, random: Random) {
    this.#simulation = simulation;
    this.name = name;
    simulation.ecs.createCluster({ clusterName: name, tags: { 'ecs-ops:scale-in': 'true' } });
    const groups = GROUPS.slice(0, random.integer(1, GROUPS.length));
    const isIdle = random.chance(0.3);
    for (const group of groups) this.#addGroup(group, random.integer(2, 5), isIdle);
    this.#services = Array.from({ length: random.integer(2, 5) }, (_, index) => aService(index, groups, random));
    simulation.ecs.onChange((change) => {
      if (change.kind !== 'service' || change.clusterName !== name) return;
      if (change.message?.includes('unable to place')) this.#complaints.push(change.message);
    });
  }

  /** Starts the services; as many tasks as there is room for come to run. */
  start(random: Random): void {
    for (const service of this.#services) this.#start(service, random);
  }

  /** Services shrink, and what found no room is wanted no longer. */
  shrink(): void {
    for (const { serviceName, runningCount } of this.#views) {
      const later = this.#services.find(({ name }) => name === serviceName)?.tasks[1] ?? 0;
      const desiredCount = Math.min(runningCount, later);
      this.#simulation.ecs.updateService({ cluster: this.name, service: serviceName, desiredCount });
    }
  }

  /** From now on complaints are counted anew. */
  forget(): void {
    this.#complaints.length = 0;
  }

  /** Service events that say that a task found no room. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Services that lack tasks. */
  get lacking(): readonly string[] {
    const lacking = this.#views.filter(({ desiredCount, runningCount }) => runningCount !== desiredCount);
    return lacking.map(({ serviceName }) => serviceName);
  }

  /** Number of tasks on hosts, by EC2 instance id. */
  tasksOn(ec2InstanceIds: readonly string[]): number {
    return ec2InstanceIds.flatMap((id) => this.#simulation.ecs.containersRunning(id)).length;
  }

  get leftover(): Leftover {
    const active = this.#simulation.ecs.view(this.name).hosts.filter(({ status }) => status === 'ACTIVE');
    const free = sums(active.map(({ freeCpu: cpu, freeMemory: memory }) => ({ cpu, memory })));
    const all = sums(active.map((host) => this.#sizeOf(host)));
    const running = this.#services.filter(({ name }) => (this.#countOf(name) ?? 0) > 0);
    const largest = (['cpu', 'memory', 'gpus'] as const).flatMap((resource) => {
      const [first] = running.toSorted((a, b) => b[resource] - a[resource]);
      return first === undefined || first[resource] === 0 ? [] : [first];
    });
    return {
      cpuPercent: (100 * free.cpu) / (all.cpu - free.cpu),
      memoryPercent: (100 * free.memory) / (all.memory - free.memory),
      copies: Math.min(...largest.map((service) => this.#copies(service, active))),
    };
  }

  get #views() {
    return this.#simulation.ecs.view(this.name).services;
  }

  #countOf(service: string): number | undefined {
    return this.#views.find(({ serviceName }) => serviceName === service)?.desiredCount;
  }

  #sizeOf({ ec2InstanceId }: HostView): { readonly cpu: number; readonly memory: number } {
    const { vCpus, memoryMiB } = this.#simulation.ec2.require(ec2InstanceId).size;
    return { cpu: vCpus * CPU_UNITS, memory: Math.floor(memoryMiB * USABLE_MEMORY) };
  }

  #copies(service: RandomService, hosts: readonly HostView[]): number {
    return hosts.reduce((sum, host) => sum + this.#copiesOn(service, host), 0);
  }

  #copiesOn({ name, cpu, memory, gpus, tier, port, distinct }: RandomService, host: HostView): number {
    const { ecs, ec2 } = this.#simulation;
    if (tier !== undefined && host.attributes['tier'] !== tier) return 0;
    const here = ecs.containersRunning(host.ec2InstanceId).map(({ group }) => group.replace('service:', ''));
    const fit = Math.min(Math.floor(host.freeCpu / cpu), Math.floor(host.freeMemory / memory));
    const gpusTaken = here.map((each) => this.#services.find((service) => service.name === each)?.gpus ?? 0);
    const gpusLeft = (ec2.require(host.ec2InstanceId).size.gpus ?? 0) - gpusTaken.reduce((sum, each) => sum + each, 0);
    const onGpus = gpus > 0 ? Math.min(fit, Math.floor(gpusLeft / gpus)) : fit;
    const isOneAtMost = distinct || port !== undefined;
    return isOneAtMost ? Math.min(onGpus, here.includes(name) ? 0 : 1) : onGpus;
  }

  #addGroup({ tier, instanceType }: (typeof GROUPS)[number], desired: number, isIdle: boolean): void {
    // Hosts that are idle have been so for long, or else have only begun.
    const idleSince = new Date(this.#simulation.clock.now() - 60 * MINUTE).toISOString();
    const attributes = { tier, ...(isIdle && { 'ecs-ops.idle-since': idleSince }) };
    const launchTemplate = { instanceType, cluster: this.name, bootTime: 1_000, attributes };
    this.#simulation.autoScaling.createGroup({ name: `${this.name}-${tier}`, min: 0, max: 9, desired, launchTemplate });
  }

  #start(service: RandomService, random: Random): void {
    const { ecs } = this.#simulation;
    const { name, cpu, memory, gpus, tier, port, distinct, tasks } = service;
    const family = `${this.name}-${name}`;
    const resourceRequirements = gpus > 0 ? [{ type: 'GPU' as const, value: String(gpus) }] : [];
    const portMappings = port === undefined ? [] : [{ containerPort: port, hostPort: port }];
    const containerDefinitions = [{ name, image: `${name}:latest`, cpu, memory, resourceRequirements, portMappings }];
    ecs.registerTaskDefinition({ family, containerDefinitions });
    const [minimumHealthyPercent, maximumPercent] = random.pick([
      [100, 200],
      [50, 100],
      [50, 200],
      [100, 100],
    ] as const);
    ecs.createService({
      cluster: this.name,
      serviceName: name,
      taskDefinition: family,
      desiredCount: tasks[0],
      launchType: 'EC2',
      placementStrategy: [...random.pick(STRATEGIES)],
      placementConstraints: [
        ...(distinct ? [{ type: 'distinctInstance' } as const] : []),
        ...(tier === undefined ? [] : [{ type: 'memberOf', expression: `attribute:tier == ${tier}` } as const]),
      ],
      deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
    });
  }
}

/** No two services are alike in CPU or memory, so that there is one largest of each. */
function aService(index: number, groups: readonly { readonly tier: string }[], random: Random): RandomService {
  const hasGpus = groups.some(({ tier }) => tier === 'gpu') && random.chance(0.2);
  const tasks = random.integer(1, 20);
  return {
    name: `service-${index}`,
    cpu: random.pick([128, 256, 512, 900]) + index,
    memory: random.pick([256, 512, 1_024, 2_048]) + index,
    gpus: hasGpus ? 1 : 0,
    tier: random.chance(0.2) ? random.pick(groups).tier : undefined,
    port: random.chance(0.15) ? 8_000 + index : undefined,
    distinct: random.chance(0.2),
    tasks: [tasks, random.integer(0, tasks)],
  };
}

function sums(parts: readonly { readonly cpu: number; readonly memory: number }[]) {
  return parts.reduce((sum, { cpu, memory }) => ({ cpu: sum.cpu + cpu, memory: sum.memory + memory }), {
    cpu: 0,
    memory: 0,
  });
}
