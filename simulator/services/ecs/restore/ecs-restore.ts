import type {
  CapacityProvider,
  Cluster,
  ContainerInstance,
  ProtectedTask,
  Service,
  Task,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import { createCluster } from '../operations/cluster-operations.ts';
import { tagMap } from '../operations/tag-lists.ts';
import { taskDefinitionRecord } from '../operations/task-definition-operations.ts';
import type { TaskTimings } from '../options.ts';
import { shortName } from '../state/identifiers.ts';
import type { HostRecord } from '../state/records.ts';
import { type Difference, restoredHost, settleResources } from './restored-host.ts';
import { restoredService } from './restored-service.ts';
import { restoredTask } from './restored-task.ts';

/**
 * Puts resources in as they stood elsewhere, in the API's own shapes: nothing is started, placed or announced. In this
 * order: capacity providers, clusters, task definitions, hosts, services, tasks; then `resume`.
 */
export class EcsRestore {
  readonly #core: EcsCore;

  constructor(core: EcsCore) {
    this.#core = core;
  }

  capacityProvider({ tags, ...description }: CapacityProvider): void {
    const { state } = this.#core;
    const name = description.name ?? '';
    const arn = description.capacityProviderArn ?? state.arns.capacityProvider(name);
    state.capacityProviders.set(name, { order: state.nextOrder(), arn, name, tags: tagMap(tags), description });
  }

  cluster({ clusterName, tags, settings, capacityProviders, defaultCapacityProviderStrategy }: Cluster): void {
    createCluster(this.#core, { clusterName, tags, settings, capacityProviders, defaultCapacityProviderStrategy });
  }

  /** @throws ServiceError InvalidParameterException for an expression that is none */
  taskDefinition(definition: TaskDefinition, timings: Partial<TaskTimings> = {}): void {
    const { state } = this.#core;
    const { family = '', revision = 1, status, registeredAt, taskDefinitionArn: _arn, ...rest } = definition;
    const input = { ...rest, family, containerDefinitions: definition.containerDefinitions ?? [] };
    const record = taskDefinitionRecord(this.#core, input, { revision, timings });
    const others = (state.taskDefinitions.get(family) ?? []).filter((other) => other.revision !== revision);
    const revisions = [
      ...others,
      {
        ...record,
        status: status === 'ACTIVE' || status === undefined ? ('ACTIVE' as const) : ('INACTIVE' as const),
        registeredAt: registeredAt?.getTime() ?? record.registeredAt,
      },
    ];
    state.taskDefinitions.set(
      family,
      revisions.toSorted((one, other) => one.revision - other.revision),
    );
  }

  /** @param machine what its EC2 instance does */
  host(clusterName: string, host: ContainerInstance, machine: HostRecord['machine']): void {
    restoredHost(this.#core, clusterName, host, machine);
  }

  /** @throws ServiceError InvalidParameterException for an expression that is none */
  service(service: Service): void {
    restoredService(this.#core, service);
  }

  task(task: Task, protection: ProtectedTask | undefined): void {
    restoredTask(this.#core, task, protection);
  }

  /**
   * Makes the host's free resources those that it reported: its tasks may have taken more or less than their
   * definitions say.
   * @returns what its tasks take beyond that, of either sign; undefined when there is no difference
   */
  settle(host: ContainerInstance): Difference | undefined {
    const record = this.#core.state.hostsByEc2Instance.get(host.ec2InstanceId ?? '');
    return record && settleResources(record, host.remainingResources ?? []);
  }

  /** Lets life go on in a cluster: tasks go the next step, the scheduler looks at each service. */
  resume(clusterName: string): void {
    const cluster = this.#core.state.clusters.get(shortName(clusterName));
    for (const service of cluster?.services.values() ?? []) {
      const { desiredCount, counts, tasks, deployments } = service;
      service.steady = counts.running === desiredCount && tasks.size === desiredCount && deployments.length === 1;
      this.#core.scheduler.request(service);
    }
    for (const task of cluster?.tasks.values() ?? []) this.#core.tasks.resume(task);
  }
}
