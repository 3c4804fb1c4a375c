import { parseArn } from '../../shared/domain/arn.ts';
import type { ContainerInstanceEntry, ListName, Snapshot } from './snapshot.ts';

/** The account and Region that a snapshot is of. */
export interface AccountPlace {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly id: string;
}

/** Where an ARN belongs; undefined when it is none. */
export function placeOf(arn: string): AccountPlace | undefined {
  const parsed = parseArn(arn);
  return parsed && { partition: parsed.partition, region: parsed.region, id: parsed.accountId };
}

/** What names an entry among those of its list, and nothing else in the account. */
export const IDENTITY: { readonly [Name in ListName]: (item: Snapshot[Name][number]) => string } = {
  clusters: ({ clusterArn }) => clusterArn,
  capacityProviders: ({ name }) => name,
  containerInstances: ({ containerInstanceArn }) => containerInstanceArn,
  services: ({ serviceArn }) => serviceArn,
  tasks: ({ taskArn }) => taskArn,
  protectedTasks: ({ taskArn }) => taskArn,
  taskDefinitions: ({ taskDefinitionArn }) => taskDefinitionArn,
  autoScalingGroups: ({ AutoScalingGroupName }) => AutoScalingGroupName,
  lifecycleHooks: ({ AutoScalingGroupName, LifecycleHookName }) => `${AutoScalingGroupName} ${LifecycleHookName}`,
  instances: ({ InstanceId }) => InstanceId,
};

/**
 * ARN of the cluster that a container instance, service or task is of. ARNs from before 2019 do not say.
 * @returns undefined for those
 */
export function clusterArnIn(arn: string): string | undefined {
  const match = /^(arn:[^:]*:ecs:[^:]*:[^:]*:)[a-z-]+\/([^/]+)\/[^/]+$/.exec(arn);
  return match === null ? undefined : `${match[1]}cluster/${match[2]}`;
}

/** ARN of a host's cluster: the ARN says it, or there is only one cluster. */
export function clusterOfHost(
  { containerInstanceArn }: ContainerInstanceEntry,
  clusters: Snapshot['clusters'],
): string | undefined {
  return clusterArnIn(containerInstanceArn) ?? (clusters.length === 1 ? clusters[0]?.clusterArn : undefined);
}

/** Amount of a resource that a host has; undefined where it is not listed. */
export function amountOf(
  resources: ContainerInstanceEntry['remainingResources'],
  resourceName: 'CPU' | 'MEMORY',
): number | undefined {
  const found = resources?.find(({ name }) => name === resourceName);
  return found?.integerValue ?? found?.longValue ?? found?.doubleValue;
}
