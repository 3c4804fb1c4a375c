/** Attributes of ECS's own whose values are settings of AWS's; identifiers of networks and images are not among them. */
export function keepsAttribute(name: string): boolean {
  if (name.startsWith('ecs-ops')) return true;
  return /^(ecs\.|com\.amazonaws\.)/.test(name) && !/(ami|vpc|subnet|eni)-?id$|trunk-id$/.test(name);
}

/** Tags that say what the controller and AWS do; all other values are replaced. */
export function keepsTag(key: string): boolean {
  return key.startsWith('ecs-ops') || key === 'AmazonECSManaged';
}

/** Members whose text is a word of AWS's API, a size, a version, a Region's zone or a type of instance. */
const KEPT: ReadonlySet<string> = new Set([
  'status',
  'lastStatus',
  'desiredStatus',
  'launchType',
  'availabilityZone',
  'AvailabilityZone',
  'AvailabilityZones',
  'cpu',
  'memory',
  'type',
  'field',
  'networkMode',
  'schedulingStrategy',
  'rolloutState',
  'propagateTags',
  'availabilityZoneRebalancing',
  'requiresCompatibilities',
  'protocol',
  'agentVersion',
  'overallStatus',
  'managedTerminationProtection',
  'managedDraining',
  'InstanceType',
  'LifecycleState',
  'HealthStatus',
  'HealthCheckType',
  'WeightedCapacity',
  'DesiredCapacityType',
  'ProcessName',
  'TerminationPolicies',
  'LifecycleTransition',
  'DefaultResult',
  'OnDemandAllocationStrategy',
  'SpotAllocationStrategy',
  'PoolState',
  'Status',
  'State',
  'TerminateHookAbandon',
  'Version',
  'InstanceLifecycle',
  'HttpEndpoint',
  'HttpTokens',
  'key',
  'Key',
]);

/** Whether the text of this member stays as it is. `path` is of members' names, the list's first. */
export function keepsMember(path: readonly string[]): boolean {
  const [member = '', parent = ''] = path.toReversed();
  if (parent === 'settings' || parent === 'resourceRequirements') return true;
  if (parent === 'registeredResources' || parent === 'remainingResources') return member !== 'stringSetValue';
  if (parent === 'State' || (parent === 'attributes' && member === 'name')) return true;
  return KEPT.has(member);
}
