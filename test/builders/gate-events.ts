import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { clusterArn, HERE } from './clusters.ts';
import { hostArn, instanceId } from './hosts.ts';
import { anEvent, aRecord } from './messages.ts';

/** The topic that hooks notify. */
export const TOPIC = `arn:aws:sns:${HERE.region}:${HERE.accountId}:termination`;
/** When instances begin to wait, unless told otherwise. */
export const HELD_AT = Date.parse('2024-05-01T12:00:00Z');
/** The group and its hook, unless told otherwise. */
export const GROUP = 'web-hosts';
export const HOOK = 'ecs-ops-drain';
/** The token of the lifecycle action of the instance with this number. */
export const tokenOf = (number: number): string => `token-${number}`;

type Fields = Readonly<Record<string, unknown>>;
const iso = (time: number): string => new Date(time).toISOString();
const bus = (at: number): Fields => ({ account: HERE.accountId, region: HERE.region, time: iso(at) });

/** An SNS envelope from `test/events` around a lifecycle message with some of its fields replaced. */
export function anEnvelope(name: string, message: Fields = {}, overrides: Fields = {}): Record<string, unknown> {
  const envelope = anEvent(name, { TopicArn: TOPIC });
  const original = JSON.parse(String(envelope['Message'])) as Fields;
  return { ...envelope, Message: JSON.stringify({ ...original, ...message }), ...overrides };
}

/** An event of EventBridge from `test/events`, here and at a time, with some fields of its detail replaced. */
export function aBusEvent(name: string, detail: Fields = {}, overrides: Fields = {}): Record<string, unknown> {
  const event = anEvent(name, bus(HELD_AT));
  return { ...event, detail: { ...(event['detail'] as object), ...detail }, ...overrides };
}

/** How a record of SQS is delivered. */
interface Delivery {
  readonly id?: string;
  readonly receiveCount?: number;
}

/** What notices may say otherwise than usual. */
export interface NoticeOverrides extends Delivery {
  readonly at?: number;
  readonly metadata?: Fields | string;
  readonly fields?: Fields;
}

/** The lifecycle notice about the instance with this number, through the topic, as a record of SQS. */
export function aNotice(number: number, overrides: NoticeOverrides = {}): SqsRecord {
  const { at = HELD_AT, metadata, fields, id = `notice ${number}`, ...delivery } = overrides;
  const message = {
    ...noticeFields(number),
    Time: iso(at),
    NotificationMetadata: typeof metadata === 'object' ? JSON.stringify(metadata) : metadata,
    ...fields,
  };
  return aRecord({ id, ...delivery, body: JSON.stringify(anEnvelope('sns-lifecycle-terminating', message)) });
}

/** The same notice through EventBridge, as of a hook without a target. */
export function aBusNotice(number: number, overrides: NoticeOverrides = {}): SqsRecord {
  const { at = HELD_AT, fields, id = `notice ${number}`, ...delivery } = overrides;
  const detail = { ...noticeFields(number), Destination: 'EC2', ...fields };
  const event = aBusEvent('autoscaling-terminate-lifecycle-action', detail, { time: iso(at) });
  return aRecord({ id, ...delivery, body: JSON.stringify(event) });
}

function noticeFields(number: number): Fields {
  return {
    EC2InstanceId: instanceId(number),
    LifecycleActionToken: tokenOf(number),
    AutoScalingGroupName: GROUP,
    LifecycleHookName: HOOK,
  };
}

/** What the event of a DRAINING host shows otherwise than usual: a host of 1024 CPU units, all of them free. */
export interface DrainingOverrides extends Delivery {
  readonly cluster?: string;
  readonly at?: number;
  readonly heldCpu?: number;
  readonly marked?: boolean;
  readonly agentConnected?: boolean;
}

/** The event of the DRAINING host on the instance with this number, as a record of SQS. */
export function aDrainingEvent(number: number, overrides: DrainingOverrides = {}): SqsRecord {
  const {
    cluster = 'default',
    at = HELD_AT + 60_000,
    heldCpu = 0,
    marked = false,
    agentConnected = true,
    ...delivery
  } = overrides;
  const cpu = (integerValue: number) => ({ name: 'CPU', type: 'INTEGER', integerValue });
  const memory = { name: 'MEMORY', type: 'INTEGER', integerValue: 2048 };
  const detail = {
    status: 'DRAINING',
    agentConnected,
    ec2InstanceId: instanceId(number),
    clusterArn: clusterArn(cluster),
    containerInstanceArn: hostArn(number, cluster),
    registeredResources: [cpu(1024), memory],
    remainingResources: [cpu(1024 - heldCpu), memory],
    attributes: marked ? [{ name: 'ecs-ops.drained-for', value: 'warm-pool' }] : [],
  };
  const event = aBusEvent('ecs-container-instance-state-change', detail, { time: iso(at) });
  return aRecord({ id: `draining ${number}`, ...delivery, body: JSON.stringify(event) });
}

/** The event of a launch, from the warm pool unless told otherwise, as a record of SQS. */
export function aLaunch(number: number, overrides: Delivery & { readonly origin?: string } = {}): SqsRecord {
  const { origin: Origin = 'WarmPool', ...delivery } = overrides;
  const event = aBusEvent('autoscaling-launch-successful', { EC2InstanceId: instanceId(number), Origin });
  return aRecord({ id: `launch ${number}`, ...delivery, body: JSON.stringify(event) });
}
