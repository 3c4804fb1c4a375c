import { HERE } from '../builders/clusters.ts';
import { TOPIC } from '../builders/gate-events.ts';

/**
 * What a message names, read in another way than the functions do: nothing unless it comes from this account, Region
 * and topic.
 */
export interface Named {
  readonly ec2InstanceId: unknown;
  readonly clusterArn: unknown;
  readonly containerInstanceArn?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads what a message names; undefined when it is not to be heard at all. */
export function namedBy(body: string): Named | undefined {
  const event = objectIn(body);
  if (event?.['Type'] === 'Notification') return namedByNotice(event);
  const isHere = event?.['account'] === HERE.accountId && event['region'] === HERE.region;
  const detail = event?.['detail'];
  if (!isHere || typeof detail !== 'object' || detail === null) return undefined;
  const { EC2InstanceId, ec2InstanceId = EC2InstanceId, clusterArn, containerInstanceArn } = detail as Fields;
  return { ec2InstanceId: (detail as Fields)['instance-id'] ?? ec2InstanceId, clusterArn, containerInstanceArn };
}

function namedByNotice(envelope: Fields): Named | undefined {
  const message = objectIn(String(envelope['Message']));
  const isSigned = typeof envelope['Signature'] === 'string' && typeof envelope['SigningCertURL'] === 'string';
  if (!isSigned || envelope['TopicArn'] !== TOPIC || message?.['AccountId'] !== HERE.accountId) return undefined;
  return { ec2InstanceId: message['EC2InstanceId'], clusterArn: undefined };
}

function objectIn(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

const NAMES_NOTHING = ['every-cluster', 'look', 'sweep', 'irrelevant'];
const ID = /^i-[0-9a-f]{8,17}$/;
const CLUSTER = new RegExp(`^arn:aws:ecs:${HERE.region}:${HERE.accountId}:cluster/[A-Za-z0-9_-]{1,255}$`);
const HOST = new RegExp(`^arn:aws:ecs:${HERE.region}:${HERE.accountId}:container-instance/[A-Za-z0-9_/-]+$`);

/** Whether all that an event is about is named by the message that it was read from, and its times are times. */
export function isNamedBy(body: string, event: { readonly kind?: string }): boolean {
  const { kind = '' } = event;
  if (NAMES_NOTHING.includes(kind)) return true;
  const named = namedBy(body);
  const { ec2InstanceId, clusterArn, containerInstanceArn, at = 0, noticedAt = 0, notice } = event as Fields;
  const times = [at, noticedAt, (notice as Fields | undefined)?.['startedAt'] ?? 0];
  const isRightInstance =
    ec2InstanceId === undefined || (ec2InstanceId === named?.ec2InstanceId && is(ID, ec2InstanceId));
  const isRightCluster = clusterArn === undefined || (clusterArn === named?.clusterArn && is(CLUSTER, clusterArn));
  const isRightHost =
    containerInstanceArn === undefined ||
    (containerInstanceArn === named?.containerInstanceArn && is(HOST, containerInstanceArn));
  return isRightHost && named !== undefined && isRightInstance && isRightCluster && times.every(Number.isFinite);
}

function is(pattern: RegExp, text: unknown): boolean {
  return typeof text === 'string' && pattern.test(text);
}
