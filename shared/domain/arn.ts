/** The parts of an ARN that matter here. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the fifth colon, as in `cluster/default`. */
  readonly resource: string;
}

/** Takes an ARN apart; undefined when it is none. */
export function parseArn(arn: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return undefined;
  return resource === '' ? undefined : { partition, service, region, accountId, resource };
}

/** Cluster names: letters, digits, hyphens and underscores, up to 255 (ECS API reference, CreateCluster). */
const CLUSTER_RESOURCE = /^cluster\/([\w-]{1,255})$/;
/** With the cluster's name or, from before 2019, without (ECS developer guide, "Amazon Resource Names and IDs"). */
const CONTAINER_INSTANCE_RESOURCE = /^container-instance\/(?:[\w-]{1,255}\/)?[\w-]{1,255}$/;
const SERVICE_RESOURCE = /^service\/(?:([\w-]{1,255})\/)?([\w-]{1,255})$/;

/** Tells whether a string is the ARN of an ECS cluster. */
export function isClusterArn(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed?.service === 'ecs' && CLUSTER_RESOURCE.test(parsed.resource);
}

/** Tells whether a string is the ARN of a container instance. */
export function isContainerInstanceArn(arn: string): boolean {
  const parsed = parseArn(arn);
  return parsed?.service === 'ecs' && CONTAINER_INSTANCE_RESOURCE.test(parsed.resource);
}

/** Tells whether a string can be the name of a cluster. */
export function isClusterName(text: string): boolean {
  return CLUSTER_RESOURCE.test(`cluster/${text}`);
}

/** The name in a cluster's ARN. A bare name is its own name. */
export function clusterName(arnOrName: string): string {
  const parsed = parseArn(arnOrName);
  return CLUSTER_RESOURCE.exec(parsed?.resource ?? '')?.[1] ?? arnOrName;
}

/** A service as an ARN names it. Short ARNs, from before 2019, do not say which cluster. */
export interface ServiceName {
  readonly clusterArn: string | undefined;
  readonly serviceName: string;
}

/** Reads the cluster and the name out of a service's ARN; undefined when it is none. */
export function parseServiceArn(arn: string): ServiceName | undefined {
  const parsed = parseArn(arn);
  const match = parsed?.service === 'ecs' ? SERVICE_RESOURCE.exec(parsed.resource) : null;
  if (!parsed || !match?.[2]) return undefined;
  const { partition, region, accountId } = parsed;
  const clusterArn = match[1] && `arn:${partition}:ecs:${region}:${accountId}:cluster/${match[1]}`;
  return { clusterArn: clusterArn || undefined, serviceName: match[2] };
}

/** The ARN of a cluster given by name or ARN, told by the ARN of something in it. */
export function clusterArnOf(cluster: string, arnInIt: string): string {
  const parsed = isClusterArn(cluster) ? undefined : parseArn(arnInIt);
  if (!parsed) return cluster;
  const { partition, region, accountId } = parsed;
  return `arn:${partition}:ecs:${region}:${accountId}:cluster/${cluster}`;
}
