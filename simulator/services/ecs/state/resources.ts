import type { RegisterTaskDefinitionRequest, Resource } from '@aws-sdk/client-ecs';

/** What a task takes from a host. */
export interface Demand {
  /** CPU units, 1,024 to a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
  readonly gpus: number;
}

/** What a host brings. */
export interface Capacity {
  /** CPU units, 1,024 to a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** TCP ports that the host itself uses. */
  readonly reservedPorts: readonly number[];
  readonly reservedUdpPorts: readonly number[];
  /** GPU identifiers. */
  readonly gpuIds: readonly string[];
}

/** The first kind of resource that a host lacks for a task. */
export type Shortage = 'CPU' | 'MEMORY' | 'PORTS' | 'GPU';

/** TCP ports that the agent and SSH use on an ECS-optimized AMI. */
export const PORTS_OF_THE_AGENT: readonly number[] = [22, 2376, 2375, 51678, 51679];

/** The books of one host: what it has, and what its tasks have taken. */
export class HostResources {
  readonly capacity: Capacity;
  #cpu: number;
  #memory: number;
  readonly #ports: Set<number>;
  readonly #udpPorts: Set<number>;
  readonly #gpuIds: string[];

  constructor(capacity: Capacity) {
    this.capacity = capacity;
    this.#cpu = capacity.cpu;
    this.#memory = capacity.memory;
    this.#ports = new Set(capacity.reservedPorts);
    this.#udpPorts = new Set(capacity.reservedUdpPorts);
    this.#gpuIds = [...capacity.gpuIds];
  }

  /** CPU units not taken. */
  get cpu(): number {
    return this.#cpu;
  }

  /** MiB not taken. */
  get memory(): number {
    return this.#memory;
  }

  /** GPUs not taken. */
  get gpus(): number {
    return this.#gpuIds.length;
  }

  /** What is missing for the demand; undefined when it fits. */
  shortage(demand: Demand): Shortage | undefined {
    if (demand.cpu > this.#cpu) return 'CPU';
    if (demand.memory > this.#memory) return 'MEMORY';
    if (demand.tcpPorts.some((port) => this.#ports.has(port))) return 'PORTS';
    if (demand.udpPorts.some((port) => this.#udpPorts.has(port))) return 'PORTS';
    if (demand.gpus > this.#gpuIds.length) return 'GPU';
    return undefined;
  }

  /**
   * Takes what the demand asks for.
   * @returns identifiers of the GPUs assigned
   */
  take(demand: Demand): readonly string[] {
    this.#cpu -= demand.cpu;
    this.#memory -= demand.memory;
    for (const port of demand.tcpPorts) this.#ports.add(port);
    for (const port of demand.udpPorts) this.#udpPorts.add(port);
    return this.#gpuIds.splice(0, demand.gpus);
  }

  /** Gives back what was taken. */
  release(demand: Demand, gpuIds: readonly string[]): void {
    this.#cpu += demand.cpu;
    this.#memory += demand.memory;
    for (const port of demand.tcpPorts) this.#ports.delete(port);
    for (const port of demand.udpPorts) this.#udpPorts.delete(port);
    this.#gpuIds.push(...gpuIds);
  }

  /** `registeredResources` of the API. PORTS lists the ports in use, not the free ones. */
  registered(): Resource[] {
    const { cpu, memory, reservedPorts, reservedUdpPorts, gpuIds } = this.capacity;
    return this.#list({ cpu, memory, ports: reservedPorts, udpPorts: reservedUdpPorts, gpuIds });
  }

  /** `remainingResources` of the API. */
  remaining(): Resource[] {
    const [cpu, memory] = [this.#cpu, this.#memory];
    return this.#list({ cpu, memory, ports: this.#ports, udpPorts: this.#udpPorts, gpuIds: this.#gpuIds });
  }

  #list({ cpu, memory, ports, udpPorts, gpuIds }: Amounts): Resource[] {
    const list: Resource[] = [
      { name: 'CPU', type: 'INTEGER', integerValue: cpu },
      { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: Array.from(ports, String) },
      { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: Array.from(udpPorts, String) },
    ];
    if (this.capacity.gpuIds.length > 0) list.push({ name: 'GPU', type: 'STRINGSET', stringSetValue: [...gpuIds] });
    return list;
  }
}

interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly ports: Iterable<number>;
  readonly udpPorts: Iterable<number>;
  readonly gpuIds: readonly string[];
}

/**
 * What a task of this definition takes: the size of the task where it is given, otherwise the sum of its containers
 * (for memory the reservation, where there is one). Source: ECS developer guide, Task definition parameters.
 */
export function demandOf(input: RegisterTaskDefinitionRequest): Demand {
  const containers = input.containerDefinitions ?? [];
  const mappings = containers
    .flatMap((container) => container.portMappings ?? [])
    .map(({ hostPort, containerPort, protocol }) => ({
      port: input.networkMode === 'host' ? (containerPort ?? 0) : (hostPort ?? 0),
      protocol: protocol ?? 'tcp',
    }))
    .filter(({ port }) => port > 0 && input.networkMode !== 'awsvpc');
  const gpus = containers
    .flatMap((container) => container.resourceRequirements ?? [])
    .filter(({ type }) => type === 'GPU');
  return {
    cpu: input.cpu === undefined ? sum(containers.map(({ cpu }) => cpu ?? 0)) : Number(input.cpu),
    memory:
      input.memory === undefined
        ? sum(containers.map(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0))
        : Number(input.memory),
    tcpPorts: mappings.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port),
    udpPorts: mappings.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port),
    gpus: sum(gpus.map(({ value }) => Number(value))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
