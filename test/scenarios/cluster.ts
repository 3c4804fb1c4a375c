import { DeleteServiceCommand, ECSClient, type PlacementConstraint } from '@aws-sdk/client-ecs';
import type { LaunchSpecification } from '../../simulator/services/ec2/instance.ts';
import type { HostView, ServiceView } from '../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** A service as a scenario describes it; served, with distinctInstance and 100 % minimum health unless told otherwise. */
export interface ServiceLayout {
  readonly name: string;
  /** Attribute and value that its hosts must have: a memberOf constraint. */
  readonly on?: readonly [attribute: string, value: string];
  /** Above 1 there is no distinctInstance, which allows only one. */
  readonly tasksPerHost?: number;
  /** Whether it carries the tag. */
  readonly served?: boolean;
  readonly desiredCount?: number;
  readonly capacityProvider?: string;
}

/** Hosts that are alike. */
export interface HostLayout {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly capacityProvider?: string;
}

/** A cluster as a scenario describes it. */
export interface ClusterLayout {
  readonly name: string;
  readonly hosts?: number;
  /** EC2 Spot instances whose agents join within a minute. Other than `hosts` they can be interrupted. */
  readonly instances?: number;
  readonly services?: readonly ServiceLayout[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly capacityProviders?: readonly string[];
}

const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] as const;

/** A cluster whose hosts come and go as the scenario says, and which knows the count that each service should have. */
export class ScenarioCluster {
  readonly name: string;
  readonly arn: string;
  readonly #simulation: Simulation;
  readonly #services: ServiceLayout[] = [];
  /** Capacity providers by EC2 instance id. */
  readonly #providers = new Map<string, string>();
  #joined = 0;

  constructor(simulation: Simulation, layout: ClusterLayout) {
    const { name, hosts = 0, instances = 0, services = [], tags = {}, capacityProviders } = layout;
    this.#simulation = simulation;
    this.name = name;
    this.arn = simulation.ecs.createCluster({
      clusterName: name,
      tags,
      ...(capacityProviders === undefined ? {} : { capacityProviders: [...capacityProviders] }),
    });
    this.join(hosts);
    this.launch(instances);
    for (const service of services) this.addService(service);
  }

  addService(service: ServiceLayout): void {
    const { name, served = true, tasksPerHost = 1, desiredCount = 0, capacityProvider } = service;
    const tags = {
      ...(served ? { 'ecs-ops:one-per-host': 'true' } : {}),
      ...(tasksPerHost > 1 ? { 'ecs-ops:tasks-per-host': String(tasksPerHost) } : {}),
    };
    const { ecs } = this.#simulation;
    this.#services.push(service);
    ecs.registerTaskDefinition({ family: name, cpu: '64', memory: '64' });
    ecs.createService({
      cluster: this.name,
      serviceName: name,
      taskDefinition: name,
      desiredCount,
      tags,
      placementConstraints: constraintsOf(service),
      ...(capacityProvider === undefined
        ? { launchType: 'EC2' }
        : { capacityProviderStrategy: [{ capacityProvider, weight: 1 }] }),
    });
  }

  /** Hosts join. @returns their EC2 instance ids */
  join(count = 1, layout: HostLayout = {}): readonly string[] {
    return Array.from({ length: count }, () => {
      this.#joined += 1;
      const ec2InstanceId = `i-${this.name}-${this.#joined}`;
      const availabilityZone = ZONES[this.#joined % ZONES.length] ?? ZONES[0];
      const size = { cpu: 2_048, memory: 7_680 };
      if (layout.capacityProvider !== undefined) this.#providers.set(ec2InstanceId, layout.capacityProvider);
      this.#simulation.ecs.registerHost({ cluster: this.name, ec2InstanceId, availabilityZone, ...size, ...layout });
      return ec2InstanceId;
    });
  }

  /** EC2 launches Spot instances, whose agents join a few seconds later. @returns their ids */
  launch(count = 1, specification: Partial<LaunchSpecification> = {}): readonly string[] {
    return Array.from({ length: count }, () => {
      this.#joined += 1;
      const availabilityZone = ZONES[this.#joined % ZONES.length] ?? ZONES[0];
      const { instanceId } = this.#simulation.ec2.launch({
        instanceType: 'm5.large',
        availabilityZone,
        lifecycle: 'spot',
        cluster: this.name,
        bootTime: 1_000,
        ...specification,
      });
      return instanceId;
    });
  }

  drain(...ec2InstanceIds: readonly string[]): void {
    for (const id of ec2InstanceIds) this.#simulation.ecs.setHostStatus(id, 'DRAINING');
  }

  /** The EC2 instances are gone. */
  leave(...ec2InstanceIds: readonly string[]): void {
    for (const id of ec2InstanceIds) this.#simulation.ecs.hostTerminated(id);
  }

  /** The agents lose their connection to ECS and have it again at once, which is two events for each. */
  reconnectAgents(...ec2InstanceIds: readonly string[]): void {
    for (const id of ec2InstanceIds) {
      this.#simulation.ecs.disconnectAgent(id);
      this.#simulation.ecs.reconnectAgent(id);
    }
  }

  /** Somebody deletes a service, with its tasks. */
  async deleteService(service: string): Promise<void> {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const client = new ECSClient({ endpoint: this.#simulation.endpointUrl, region: 'eu-west-1', credentials });
    await client.send(new DeleteServiceCommand({ cluster: this.name, service, force: true }));
    client.destroy();
    this.#services.splice(
      this.#services.findIndex(({ name }) => name === service),
      1,
    );
  }

  /** Hosts that are registered, whatever their status. */
  get hosts(): readonly HostView[] {
    return this.#simulation.ecs.view(this.name).hosts;
  }

  /** Status of the host on an EC2 instance; undefined when it is not registered. */
  statusOf(ec2InstanceId: string): string | undefined {
    return this.hosts.find((host) => host.ec2InstanceId === ec2InstanceId)?.status;
  }

  /** EC2 instance ids of the hosts, in the order in which they joined. */
  get ids(): readonly string[] {
    return this.hosts.map(({ ec2InstanceId }) => ec2InstanceId);
  }

  /** EC2 instance ids of the ACTIVE hosts. */
  get activeIds(): readonly string[] {
    return this.#active().map(({ ec2InstanceId }) => ec2InstanceId);
  }

  service(name: string): ServiceView {
    const service = this.#simulation.ecs.view(this.name).services.find(({ serviceName }) => serviceName === name);
    if (service === undefined) throw new Error(`Cluster ${this.name} has no service ${name}`);
    return service;
  }

  /** Desired counts by service. */
  get desired(): Record<string, number> {
    return this.#byService(({ desiredCount }) => desiredCount);
  }

  /** Running tasks by service. */
  get running(): Record<string, number> {
    return this.#byService(({ runningCount }) => runningCount);
  }

  /** What the desired counts should be: the ACTIVE hosts that each service may run on, times its tasks per host. */
  get wanted(): Record<string, number> {
    const active = this.#active();
    const entries = this.#services.map(({ name, on, capacityProvider, tasksPerHost = 1 }) => {
      const mayRunOn = ({ ec2InstanceId, attributes }: HostView) =>
        (on === undefined || attributes[on[0]] === on[1]) &&
        (capacityProvider === undefined || this.#providers.get(ec2InstanceId) === capacityProvider);
      return [name, active.filter(mayRunOn).length * tasksPerHost];
    });
    return Object.fromEntries(entries);
  }

  /** Every served service has the desired count that it should have. */
  get isRight(): boolean {
    const { wanted, desired } = this;
    return this.#services.every(({ name, served = true }) => !served || desired[name] === wanted[name]);
  }

  /** EC2 instance ids of the hosts on which containers of a service really run, one for each task. */
  placesOf(service: string): readonly string[] {
    const running = this.hosts.flatMap(({ ec2InstanceId }) => this.#simulation.ecs.containersRunning(ec2InstanceId));
    return running.filter(({ group }) => group === `service:${service}`).map(({ ec2InstanceId = '' }) => ec2InstanceId);
  }

  #active(): readonly HostView[] {
    return this.hosts.filter(({ status }) => status === 'ACTIVE');
  }

  #byService(value: (service: ServiceView) => number): Record<string, number> {
    const { services } = this.#simulation.ecs.view(this.name);
    return Object.fromEntries(services.map((service) => [service.serviceName, value(service)]));
  }
}

function constraintsOf({ on, tasksPerHost = 1 }: ServiceLayout): PlacementConstraint[] {
  return [
    ...(tasksPerHost > 1 ? [] : [{ type: 'distinctInstance' } as const]),
    ...(on === undefined ? [] : [{ type: 'memberOf', expression: `attribute:${on[0]} == ${on[1]}` } as const]),
  ];
}
