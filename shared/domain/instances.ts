/** How an instance lets its own metadata be read (EC2 API reference, InstanceMetadataOptionsResponse). */
export interface MetadataOptions {
  /** `enabled` or `disabled`. */
  readonly httpEndpoint: string;
  /** `optional` lets IMDSv1 answer, `required` does not. */
  readonly httpTokens: string;
  /** Network hops that the token of IMDSv2 may travel: 1 to 64. */
  readonly hopLimit: number;
}

/** What is read of an EC2 instance (EC2 API reference, Instance). */
export interface Instance {
  readonly ec2InstanceId: string;
  /** pending, running, shutting-down, terminated, stopping or stopped. */
  readonly state: string;
  /** spot, scheduled, capacity-block, interruptible-capacity-reservation; undefined for an On-Demand Instance. */
  readonly lifecycle: string | undefined;
  /** Whether a service of AWS runs it, as ECS does with ECS Managed Instances. */
  readonly isManaged: boolean;
  /** Undefined when EC2 does not say. */
  readonly metadataOptions: MetadataOptions | undefined;
}
