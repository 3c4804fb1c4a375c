import type * as v from 'valibot';
import { autoScalingGroup, lifecycleHook } from './schema/auto-scaling.ts';
import { instance } from './schema/ec2.ts';
import {
  capacityProvider,
  cluster,
  containerInstance,
  protectedTask,
  service,
  task,
  taskDefinition,
} from './schema/ecs.ts';

/** What a snapshot's lists hold, by the list's name. */
export const ITEMS = {
  clusters: cluster,
  capacityProviders: capacityProvider,
  containerInstances: containerInstance,
  services: service,
  tasks: task,
  protectedTasks: protectedTask,
  taskDefinitions: taskDefinition,
  autoScalingGroups: autoScalingGroup,
  lifecycleHooks: lifecycleHook,
  instances: instance,
} as const;

/** A list of a snapshot. */
export type ListName = keyof typeof ITEMS;

export const LIST_NAMES = Object.keys(ITEMS) as readonly ListName[];

/** An entry of a list of a snapshot, in AWS's own shape, cut to the fields that are kept. */
export type Item<Name extends ListName> = v.InferOutput<(typeof ITEMS)[Name]>;

export type ClusterEntry = Item<'clusters'>;
export type CapacityProviderEntry = Item<'capacityProviders'>;
export type ContainerInstanceEntry = Item<'containerInstances'>;
export type ServiceEntry = Item<'services'>;
export type TaskEntry = Item<'tasks'>;
export type ProtectedTaskEntry = Item<'protectedTasks'>;
export type TaskDefinitionEntry = Item<'taskDefinitions'>;
export type AutoScalingGroupEntry = Item<'autoScalingGroups'>;
export type LifecycleHookEntry = Item<'lifecycleHooks'>;
export type InstanceEntry = Item<'instances'>;

/**
 * Clusters of one account and Region at one moment, in the words of the Describe calls. Dates are `Date`; written as
 * JSON they are text in UTC.
 */
export type Snapshot = {
  /** When the account was read. */
  readonly takenAt: Date;
} & { readonly [Name in ListName]: readonly Item<Name>[] };

/** Something to be said about a file: with an error it is refused, with warnings alone it is taken. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** JSON pointer (RFC 6901) into the file, `/tasks/3/group`; empty for the whole file. */
  readonly place: string;
  readonly message: string;
}

/** What became of reading a file. `snapshot` is undefined when one of the findings is an error. */
export interface SnapshotReading {
  readonly snapshot: Snapshot | undefined;
  readonly findings: readonly Finding[];
  /** Lists that are nowhere in the file; the snapshot has them empty. */
  readonly absent: readonly ListName[];
}
