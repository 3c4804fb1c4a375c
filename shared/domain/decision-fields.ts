import { clusterName, parseArn, parseServiceArn } from './arn.ts';
import { isInstanceId } from './hosts.ts';

/** What a decision is about, in the words that queries of the log use. */
export interface DecisionFields {
  /** Name of the cluster. */
  readonly cluster?: string;
  /** Id of the EC2 instance. */
  readonly host?: string;
  /** Id of the container instance. */
  readonly containerInstance?: string;
  /** Name of the ECS service. The logger keeps `service` for the function's own name. */
  readonly serviceName?: string;
  /** Id of the task. */
  readonly task?: string;
}

/** Ids of EC2 instances by container instance ARN, as far as they are known. */
export type InstanceIds = ReadonlyMap<string, string>;

/** The fields in an ARN of ECS or an instance id; none for any other text. */
export function fieldsOf(subject: string, instances: InstanceIds): DecisionFields {
  if (isInstanceId(subject)) return { host: subject };
  const service = parseServiceArn(subject);
  if (service) {
    const { clusterArn, serviceName } = service;
    return { ...(clusterArn === undefined ? {} : { cluster: clusterName(clusterArn) }), serviceName };
  }
  const arn = parseArn(subject);
  if (arn?.service !== 'ecs') return {};
  const [type, cluster, id] = arn.resource.split('/');
  if (type === 'cluster') return { cluster: clusterName(subject) };
  if (cluster === undefined || id === undefined) return {};
  if (type === 'task') return { cluster, task: id };
  if (type !== 'container-instance') return {};
  const host = instances.get(subject);
  return { cluster, ...(host === undefined ? {} : { host }), containerInstance: id };
}

/** The parts of an action that say what it is about. */
interface About {
  readonly clusterArn?: unknown;
  readonly serviceArn?: unknown;
  readonly taskArn?: unknown;
  readonly ec2InstanceId?: unknown;
  readonly ec2InstanceIds?: unknown;
  readonly containerInstanceArns?: unknown;
}

/** The fields of each log line about an action: one for each host where it is about hosts, else one. */
export function linesOf(action: object, instances: InstanceIds): (DecisionFields & object)[] {
  const { clusterArn, serviceArn, taskArn, ec2InstanceId, ec2InstanceIds, containerInstanceArns, ...rest }: About =
    action;
  const subjects = texts([clusterArn, serviceArn, taskArn, ec2InstanceId]);
  const common = { ...rest, ...merged(subjects.map((subject) => fieldsOf(subject, instances))) };
  const arns = texts(containerInstanceArns);
  const ids = texts(ec2InstanceIds);
  const hosts =
    arns.length > 0 ? arns.map((arn) => ofHost(arn, arns.length === 1 ? ids : [], instances)) : ids.map(only);
  return hosts.length > 0 ? hosts.map((host) => ({ ...common, ...host })) : [common];
}

/** Several hosts' ids stand in no order that could be relied upon; a single one's does. */
function ofHost(arn: string, [id]: readonly string[], instances: InstanceIds): DecisionFields {
  const fields = fieldsOf(arn, instances);
  return fields.host === undefined && id !== undefined ? { ...fields, host: id } : fields;
}

function only(host: string): DecisionFields {
  return { host };
}

function merged(fields: readonly DecisionFields[]): DecisionFields {
  return Object.assign({}, ...fields) as DecisionFields;
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === 'string');
}
