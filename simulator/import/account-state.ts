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

/** A shape of which any member may be missing, at any depth. */
type Loose<Shape> = Shape extends Date
  ? Shape
  : Shape extends readonly (infer Item)[]
    ? readonly Loose<Item>[]
    : Shape extends object
      ? { readonly [Member in keyof Shape]?: Loose<Shape[Member]> | undefined }
      : Shape;

/** A group, with as much of it as is known. */
export type ImportedGroup = Loose<AutoScalingGroup>;

/** An instance of a group. */
export type ImportedMember = NonNullable<ImportedGroup['Instances']>[number];

/** An instance, of whatever type. */
export type ImportedInstance = Omit<Instance, 'InstanceType'> & { readonly InstanceType?: string | undefined };

/** An account at one moment, as the Describe calls answer. What is left out of a resource has the API's default. */
export interface AccountState {
  readonly clusters: readonly Cluster[];
  readonly capacityProviders: readonly CapacityProvider[];
  readonly containerInstances: readonly ContainerInstance[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly protectedTasks: readonly ProtectedTask[];
  readonly taskDefinitions: readonly TaskDefinition[];
  readonly autoScalingGroups: readonly ImportedGroup[];
  readonly lifecycleHooks: readonly LifecycleHook[];
  readonly instances: readonly ImportedInstance[];
}

/** Something that the simulation has otherwise than the account, or not at all. */
export interface ImportNote {
  /** An ARN, a name or an id. */
  readonly about: string;
  readonly message: string;
}

/** Takes notes. */
export type Note = (about: string, message: string) => void;
