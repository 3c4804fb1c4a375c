import type { InstanceTypeSize } from './instance-types.ts';

/** States of an EC2 instance. Source: EC2 API reference, InstanceState. */
export type InstanceStateName = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** The low byte of the state's code. Source: EC2 API reference, InstanceState. */
export const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** How an instance is bought. */
export type PurchaseOption = 'spot' | 'on-demand';

/** Settings of the instance metadata service. Source: EC2 API reference, InstanceMetadataOptionsResponse. */
export interface MetadataOptions {
  readonly HttpEndpoint: 'enabled' | 'disabled';
  readonly HttpTokens: 'optional' | 'required';
  /** 1 keeps the token's answer from containers, which are one hop further away. */
  readonly HttpPutResponseHopLimit: number;
}

/** What an account gets that sets nothing. */
export const DEFAULT_METADATA_OPTIONS: MetadataOptions = {
  HttpEndpoint: 'enabled',
  HttpTokens: 'optional',
  HttpPutResponseHopLimit: 1,
};

/** What an instance is launched with. */
export interface LaunchSpecification {
  readonly instanceType: string;
  readonly availabilityZone: string;
  /** Default `on-demand`. */
  readonly lifecycle?: PurchaseOption;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadataOptions?: Partial<MetadataOptions>;
  /** Service that runs the instance, as in `ecs.amazonaws.com` for ECS Managed Instances. */
  readonly operator?: string;
  /** ECS cluster that the agent joins, as user data would name it. Undefined: the instance never joins. */
  readonly cluster?: string;
  /** Milliseconds from `running` until the ECS agent registers. */
  readonly bootTime?: number;
  /** Custom attributes of the container instance (`ECS_INSTANCE_ATTRIBUTES`). */
  readonly attributes?: Readonly<Record<string, string>>;
  /** `ECS_WARM_POOLS_CHECK`: the agent registers only once the instance is in service, not from a warm pool. */
  readonly warmPoolsCheck?: boolean;
  /** `ECS_ENABLE_SPOT_INSTANCE_DRAINING`: the agent drains its host when Spot announces an interruption. */
  readonly spotInstanceDraining?: boolean;
  /** vCPU and memory, for types that the simulator's table does not have. */
  readonly size?: InstanceTypeSize;
}

/** An instance at a moment. */
export interface Instance {
  readonly instanceId: string;
  /** Instances of one RunInstances call share it. */
  readonly reservationId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly lifecycle: PurchaseOption;
  readonly state: InstanceStateName;
  /** Why the state is what it is: `Client.UserInitiatedShutdown`, `Server.SpotInstanceTermination`, … */
  readonly stateReason: string | undefined;
  /** Epoch milliseconds; a start sets it anew. */
  readonly launchTime: number;
  /** Epoch milliseconds of the last change of state. */
  readonly stateSince: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadataOptions: MetadataOptions;
  readonly privateIpAddress: string;
  /** Service that runs the instance, if one does. */
  readonly operator?: string | undefined;
  readonly cluster: string | undefined;
  readonly bootTime: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly warmPoolsCheck: boolean;
  readonly spotInstanceDraining: boolean;
  readonly size: InstanceTypeSize;
}

/** A change of an instance's state. */
export interface InstanceStateChange {
  /** The instance as it is after the change. */
  readonly instance: Instance;
  /** Undefined for a launch. */
  readonly previous: InstanceStateName | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}
