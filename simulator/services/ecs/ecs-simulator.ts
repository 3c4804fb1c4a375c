import type {
  CreateCapacityProviderRequest,
  CreateClusterRequest,
  CreateServiceRequest,
  PutClusterCapacityProvidersRequest,
  RegisterTaskDefinitionRequest,
  RunTaskRequest,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import type { World } from '../../account/world.ts';
import type { ServiceApi } from '../../wire/operation.ts';
import type { EcsListener } from './changes.ts';
import { createCore, type EcsCore } from './core.ts';
import { ecsApi } from './ecs-api.ts';
import type { HostRegistration } from './lifecycle/host-registration.ts';
import { createCapacityProvider, putClusterCapacityProviders } from './operations/capacity-provider-operations.ts';
import { createCluster } from './operations/cluster-operations.ts';
import { createService } from './operations/create-service.ts';
import { requireCluster } from './operations/lookups.ts';
import { runTask } from './operations/run-task.ts';
import { tagResource } from './operations/tag-operations.ts';
import { registerTaskDefinition } from './operations/task-definition-operations.ts';
import { updateService } from './operations/update-service.ts';
import type { EcsOptions, TaskTimings } from './options.ts';
import { type Reservation, reservationOf } from './reservation.ts';
import { EcsRestore } from './restore/ecs-restore.ts';
import type { HostRecord } from './state/records.ts';
import { type TaggedResource, taggedResources } from './tagged-resources.ts';
import { type ClusterView, clusterView, type TaskView, taskView } from './view.ts';

type PlainTags = Readonly<Record<string, string>>;
type WithPlainTags<Input> = Omit<Input, 'tags'> & { readonly tags?: PlainTags };

/** A simulated Amazon ECS: its API, and what scenarios and other simulated services do to it beside the API. */
export class EcsSimulator {
  /** What the wire layer serves. */
  readonly api: ServiceApi;
  /** Puts resources in as they stood elsewhere. */
  readonly restore: EcsRestore;
  readonly #core: EcsCore;

  constructor(world: World, options: EcsOptions = {}) {
    this.#core = createCore(world, options);
    this.api = ecsApi(this.#core);
    this.restore = new EcsRestore(this.#core);
  }

  /** @returns the cluster's ARN */
  createCluster(input: WithPlainTags<CreateClusterRequest>): string {
    return createCluster(this.#core, withTagList(input)).arn;
  }

  /**
   * Registers the next revision of a family. Without containers it has one, named after the family.
   * @returns the task definition's ARN
   */
  registerTaskDefinition(
    input: WithPlainTags<Omit<RegisterTaskDefinitionRequest, 'containerDefinitions'>> &
      Pick<Partial<RegisterTaskDefinitionRequest>, 'containerDefinitions'>,
    timings: Partial<TaskTimings> = {},
  ): string {
    const containerDefinitions = input.containerDefinitions ?? [
      { name: input.family, image: `${input.family}:latest` },
    ];
    return registerTaskDefinition(this.#core, { ...withTagList(input), containerDefinitions }, timings).arn;
  }

  /**
   * @param input `deregistrationDelay` in milliseconds stands for the target groups' setting
   * @returns the service's ARN
   */
  createService(input: WithPlainTags<CreateServiceRequest> & { readonly deregistrationDelay?: number }): string {
    const { deregistrationDelay, ...request } = input;
    const extras = deregistrationDelay === undefined ? {} : { deregistrationDelay };
    return createService(this.#core, withTagList(request), extras).arn;
  }

  /** UpdateService, by the scenario instead of a caller. */
  updateService(input: UpdateServiceRequest): void {
    updateService(this.#core, input);
  }

  /**
   * @param input an Auto Scaling group's ARN and whether ECS scales and drains it
   * @returns the capacity provider's ARN
   */
  createCapacityProvider(input: WithPlainTags<CreateCapacityProviderRequest>): string {
    return createCapacityProvider(this.#core, withTagList(input)).arn;
  }

  /** PutClusterCapacityProviders, by the scenario instead of a caller. */
  putClusterCapacityProviders(
    input: Omit<PutClusterCapacityProvidersRequest, 'defaultCapacityProviderStrategy'> &
      Partial<PutClusterCapacityProvidersRequest>,
  ): void {
    putClusterCapacityProviders(this.#core, { defaultCapacityProviderStrategy: [], ...input });
  }

  /** Name of the cluster's capacity provider for an Auto Scaling group; undefined when it has none. */
  capacityProviderOf(cluster: string, autoScalingGroupArn: string): string | undefined {
    const { state } = this.#core;
    return requireCluster(state, cluster).capacityProviders.find(
      (name) =>
        state.capacityProviders.get(name)?.description.autoScalingGroupProvider?.autoScalingGroupArn ===
        autoScalingGroupArn,
    );
  }

  /** TagResource, by the scenario instead of a caller. */
  tagResource(resourceArn: string, tags: PlainTags): void {
    tagResource(this.#core.state, { resourceArn, ...withTagList({ tags }) });
  }

  /**
   * RunTask, by the scenario instead of a caller.
   * @returns ARNs of the tasks started
   * @throws Error when one found no place
   */
  runTask(input: WithPlainTags<RunTaskRequest>): readonly string[] {
    const { tasks, failures } = runTask(this.#core, withTagList(input));
    if (failures[0] !== undefined) throw new Error(`RunTask failed: ${failures[0].reason}`);
    return tasks.map(({ arn }) => arn);
  }

  /**
   * An agent registers its machine.
   * @returns the container instance's ARN
   */
  registerHost(input: Omit<HostRegistration, 'cluster'> & { readonly cluster: string }): string {
    return this.#core.hosts.register({ ...input, cluster: requireCluster(this.#core.state, input.cluster) }).arn;
  }

  /** UpdateContainerInstancesState, by the scenario instead of a caller. */
  setHostStatus(ec2InstanceId: string, status: 'ACTIVE' | 'DRAINING'): void {
    this.#core.hosts.setStatus(this.#host(ec2InstanceId), status);
  }

  /** The EC2 instance is gone: containers end at once, ECS notices after its latency. Unknown instances are ignored. */
  hostTerminated(ec2InstanceId: string): void {
    const host = this.#core.state.hostsByEc2Instance.get(ec2InstanceId);
    if (host !== undefined) this.#core.hosts.terminate(host);
  }

  /** The EC2 instance stops, as on its way into a warm pool: containers end at once, the agent disconnects. */
  hostStopped(ec2InstanceId: string): void {
    const host = this.#core.state.hostsByEc2Instance.get(ec2InstanceId);
    if (host !== undefined) this.#core.hosts.stop(host);
  }

  /** A stopped EC2 instance starts: the agent reconnects as the same container instance, in the status it had. */
  hostStarted(ec2InstanceId: string): void {
    const host = this.#core.state.hostsByEc2Instance.get(ec2InstanceId);
    if (host !== undefined) this.#core.hosts.start(host);
  }

  /** The agent loses its connection to ECS; containers run on. */
  disconnectAgent(ec2InstanceId: string): void {
    this.#core.hosts.setAgentConnected(this.#host(ec2InstanceId), false);
  }

  /** The agent is back, and takes up what it was ordered meanwhile. */
  reconnectAgent(ec2InstanceId: string): void {
    this.#core.hosts.setAgentConnected(this.#host(ec2InstanceId), true);
  }

  /** The hosts that are there have long been: their versions go on from one that many changes reach. */
  ageHosts(version: number): void {
    for (const host of this.#core.state.hostsByEc2Instance.values()) host.version = Math.max(host.version, version);
  }

  /** True while a container instance is registered for the EC2 instance. */
  isRegistered(ec2InstanceId: string): boolean {
    return this.#core.state.hostsByEc2Instance.has(ec2InstanceId);
  }

  /**
   * The tasks whose containers really still run on the machine, whatever the API's counts say: lastStatus is not
   * STOPPED and the machine is up. `daemon` marks those of DAEMON services.
   */
  containersRunning(ec2InstanceId: string): readonly TaskView[] {
    const host = this.#core.state.hostsByEc2Instance.get(ec2InstanceId);
    return host === undefined || host.machine !== 'running' ? [] : Array.from(host.tasks, taskView);
  }

  /** CPUReservation and MemoryReservation of a cluster; undefined while it has no hosts. */
  reservation(cluster: string): Reservation | undefined {
    return reservationOf(requireCluster(this.#core.state, cluster));
  }

  /** A snapshot of the cluster. */
  view(cluster: string): ClusterView {
    return clusterView(requireCluster(this.#core.state, cluster));
  }

  /**
   * Observes transitions of tasks, hosts and services.
   * @returns a function that ends it
   */
  onChange(listener: EcsListener): () => void {
    return this.#core.announcer.listen(listener);
  }

  /** Every resource with its tags, for the tagging API. */
  taggedResources(): readonly TaggedResource[] {
    return taggedResources(this.#core.state);
  }

  #host(ec2InstanceId: string): HostRecord {
    const host = this.#core.state.hostsByEc2Instance.get(ec2InstanceId);
    if (host === undefined) throw new Error(`No container instance is registered for ${ec2InstanceId}`);
    return host;
  }
}

function withTagList<Input extends { readonly tags?: PlainTags }>(
  input: Input,
): Omit<Input, 'tags'> & { tags: { key: string; value: string }[] } {
  const { tags, ...rest } = input;
  return { ...rest, tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value })) };
}
