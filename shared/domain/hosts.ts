/** What tasks hold of a host: CPU units and MiB. */
export interface HeldResources {
  readonly cpu: number;
  readonly memory: number;
}

/** A list of resources, as ECS answers with it and sends it in events (ECS API reference, Resource). */
type Resources = readonly { readonly name?: string | undefined; readonly integerValue?: number | undefined }[];

/** What tasks hold of a host; undefined where it is not said what it has, or what remains. */
export function heldOf({
  registeredResources,
  remainingResources,
}: {
  readonly registeredResources?: Resources | undefined;
  readonly remainingResources?: Resources | undefined;
}): HeldResources | undefined {
  const held = (wanted: string): number => amount(registeredResources, wanted) - amount(remainingResources, wanted);
  const [cpu, memory] = [held('CPU'), held('MEMORY')];
  return Number.isNaN(cpu + memory) ? undefined : { cpu, memory };
}

/** How much of CPU or MEMORY a list of resources has; NaN when it does not say. */
export function amount(resources: Resources | undefined, wanted: string): number {
  return resources?.find(({ name }) => name === wanted)?.integerValue ?? Number.NaN;
}

/** What is read of a container instance (ECS API reference, ContainerInstance). */
export interface Host {
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  /** REGISTERING, REGISTRATION_FAILED, ACTIVE, DRAINING, DEREGISTERING or INACTIVE. */
  readonly status: string;
  readonly agentConnected: boolean;
  /** Tasks with desired status RUNNING; those being stopped are not in it. */
  readonly runningTasksCount: number;
  readonly pendingTasksCount: number;
  /** What tasks hold of it, those being stopped included; undefined when AWS does not say. */
  readonly held: HeldResources | undefined;
  /** Milliseconds since 1970; undefined when AWS does not say. */
  readonly registeredAt: number | undefined;
  /** The capacity provider that the host belongs to, if any. */
  readonly capacityProviderName: string | undefined;
  /** Values of attributes by name; an attribute without a value has ''. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** EC2 user guide, "Resource IDs": 17 hexadecimal digits, 8 in old ones. */
const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;

/** Tells whether a text is the id of an EC2 instance; only such ids go into a filter. */
export function isInstanceId(text: string): boolean {
  return INSTANCE_ID.test(text);
}

/** An expression of the cluster query language that finds the container instances on these EC2 instances. */
export function onInstances(ec2InstanceIds: readonly string[]): string {
  return `ec2InstanceId in [${ec2InstanceIds.join(',')}]`;
}
