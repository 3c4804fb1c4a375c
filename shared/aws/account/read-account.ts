import type { AutoScalingGroup, LifecycleHook } from '@aws-sdk/client-auto-scaling';
import type { Instance } from '@aws-sdk/client-ec2';
import type {
  CapacityProvider,
  Cluster,
  ContainerInstance,
  ProtectedTask,
  Service,
  Task,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { AccountClients } from './clients.ts';
import { readCapacityProviders, readClusters, readHosts, readServices } from './read-clusters.ts';
import { readGroups, readHooks, readInstances } from './read-groups.ts';
import { readProtections, readTaskDefinitions, readTasks } from './read-tasks.ts';
import { optional, type ReadingListener } from './reading.ts';

/** Answers of the Describe calls under their own names. */
export interface AccountAnswers {
  readonly clusters: readonly Cluster[];
  readonly capacityProviders: readonly CapacityProvider[];
  readonly containerInstances: readonly ContainerInstance[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly protectedTasks: readonly ProtectedTask[];
  readonly taskDefinitions: readonly TaskDefinition[];
  readonly autoScalingGroups: readonly AutoScalingGroup[];
  readonly lifecycleHooks: readonly LifecycleHook[];
  readonly instances: readonly Instance[];
}

/** Lists that an account is read without, if need be. */
export type OptionalList = 'capacityProviders' | 'autoScalingGroups' | 'lifecycleHooks' | 'instances';

/** What was read, and which lists are empty only because they could not be. */
export interface AccountReading {
  readonly answers: AccountAnswers;
  readonly unread: readonly OptionalList[];
}

/**
 * Reads clusters with all that belongs to them, by calls that only read. Hosts, services and tasks have to be readable;
 * of the rest, what cannot be read is a problem that the listener is told.
 * @param names of clusters, or their ARNs; all of the account when there are none
 * @throws UnknownClusters, Failure
 */
export async function readAccount(
  { ecs, autoScaling, ec2 }: AccountClients,
  names: readonly string[],
  listener: ReadingListener,
): Promise<AccountReading> {
  const clusters = await readClusters(ecs, names, listener);
  const parts = [];
  for (const { clusterName = '' } of clusters) parts.push(await readCluster(ecs, clusterName, listener));
  const containerInstances = parts.flatMap(({ hosts }) => hosts);
  const services = parts.flatMap((part) => part.services);
  const tasks = parts.flatMap((part) => part.tasks);
  const unread: OptionalList[] = [];
  const orNone = <T>(list: OptionalList, said: string, read: () => Promise<T[]>) => {
    const problem = (message: string): void => {
      unread.push(list);
      listener.problem(message);
    };
    return optional<T[]>({ value: [], said }, { ...listener, problem }, read);
  };
  const taskDefinitions = await readTaskDefinitions(ecs, tasks, services, listener);
  const capacityProviders = await orNone(
    'capacityProviders',
    'capacity providers are taken as without managed scaling',
    () => readCapacityProviders(ecs, clusters, listener),
  );
  const autoScalingGroups = await orNone('autoScalingGroups', 'hosts are taken as in no group', () =>
    readGroups(autoScaling, containerInstances, capacityProviders, listener),
  );
  const lifecycleHooks = await orNone('lifecycleHooks', 'groups are taken as without hooks', () =>
    readHooks(autoScaling, autoScalingGroups, listener),
  );
  const instances = await orNone('instances', 'instances are taken as on demand, with a hop limit of 2', () =>
    readInstances(ec2, containerInstances, autoScalingGroups, listener),
  );
  const protectedTasks = parts.flatMap(({ protections }) => protections);
  const ofEcs = { clusters, capacityProviders, containerInstances, services, tasks, protectedTasks, taskDefinitions };
  return { answers: { ...ofEcs, autoScalingGroups, lifecycleHooks, instances }, unread };
}

async function readCluster(ecs: AccountClients['ecs'], cluster: string, listener: ReadingListener) {
  // Tasks first: a host that joins in between is empty rather than missing.
  const tasks = await readTasks(ecs, cluster, listener);
  const hosts = await readHosts(ecs, cluster, listener);
  const services = await readServices(ecs, cluster, listener);
  const instead = { value: [], said: `tasks of ${cluster} are taken as not protected` };
  const protections = await optional(instead, listener, () => readProtections(ecs, cluster, tasks, listener));
  return { tasks, hosts, services, protections };
}
