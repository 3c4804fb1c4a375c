import * as v from 'valibot';
import { isClusterArn, isContainerInstanceArn } from '../../shared/domain/arn.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import { type HeldResources, heldOf, isInstanceId } from '../../shared/domain/hosts.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import {
  assertArnHere,
  assertHere,
  check,
  EventTime,
  eventType,
  isScheduled,
  notServed,
} from '../../shared/runtime/event-schema.ts';
import type { Parse, Place } from '../../shared/runtime/messages.ts';
import { isOurName, MANAGED_DRAINING_HOOK, type OurHooks } from './hooks.ts';
import { type LifecycleNotice, readMetadata } from './notice.ts';
import { DRAINED_FOR, WARM_POOL } from './tasks-left.ts';

/** A host to look at. What is done there follows from what AWS says then, not from the event. */
export type HostEvent =
  /** A hook of ours holds a host. */
  | { readonly kind: 'lifecycle-notice'; readonly ec2InstanceId: string; readonly notice: LifecycleNotice }
  /** Something changed on a host that is DRAINING. */
  | HostDraining
  /** An instance of a warm pool has come into service. */
  | { readonly kind: 'left-pool'; readonly ec2InstanceId: string }
  /** EC2 takes the instance away two minutes after `at`, in milliseconds since 1970. */
  | { readonly kind: 'spot-interruption'; readonly ec2InstanceId: string; readonly at: number };

/** Where to look. */
export type GateEvent =
  | HostEvent
  /** Every host that Auto Scaling holds may be one of ours, whether or not a notice has come. */
  | Sweep
  /** Nothing to look at. */
  | Irrelevant;

/** The schedule's reminder that notices may be lost. */
export interface Sweep {
  readonly kind: 'sweep';
}

/** The message that the schedule sends. */
export const SCHEDULE_MESSAGE = { source: 'ecs-ops.schedule', 'detail-type': 'Termination Gate Schedule' } as const;

/** A DRAINING host as its event shows it. */
export interface HostDraining {
  readonly kind: 'host-draining';
  readonly ec2InstanceId: string;
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  /** When it was so, in milliseconds since 1970. */
  readonly at: number;
  /** What its tasks hold; undefined when the event does not say. */
  readonly held: HeldResources | undefined;
  /** We drained it on its way into a warm pool. */
  readonly markedForPool: boolean;
  /** Its agent is there. If not, this may be an old registration of an instance that is in use under another. */
  readonly agentConnected: boolean;
}

/** A message to be acknowledged as it is. */
export interface Irrelevant {
  readonly kind: 'irrelevant';
  readonly subject: string;
  readonly reason: Reason;
}

const instanceId = v.pipe(v.string(), v.check(isInstanceId, 'not the id of an instance'));

/**
 * SNS developer guide, "Raw message delivery": the envelope where it is off. SNS signs each; what has no signature is not
 * from it. The signature itself is not verified, for the queue's policy takes messages of the stack's topic alone.
 */
const SnsEnvelope = v.looseObject({
  TopicArn: v.string(),
  Message: v.string(),
  Signature: v.string(),
  SigningCertURL: v.string(),
});

/** EC2 Auto Scaling user guide, "Receive and process lifecycle hook notifications". */
const Lifecycle = v.looseObject({ Event: v.optional(v.string()), LifecycleTransition: v.optional(v.string()) });
const Terminating = v.looseObject({
  LifecycleActionToken: v.string(),
  AutoScalingGroupName: v.string(),
  LifecycleHookName: v.string(),
  EC2InstanceId: instanceId,
  NotificationMetadata: v.optional(v.string()),
  Origin: v.optional(v.string(), 'AutoScalingGroup'),
  Destination: v.optional(v.string(), 'EC2'),
});
const TargetNotice = v.looseObject({ AccountId: v.string(), Time: EventTime });

const BusEvent = v.looseObject({
  account: v.string(),
  region: v.string(),
  time: EventTime,
  detail: v.record(v.string(), v.unknown()),
});
const Resources = v.optional(v.array(v.looseObject({ name: v.string(), integerValue: v.optional(v.number()) })));
const Draining = v.looseObject({
  status: v.string(),
  agentConnected: v.optional(v.boolean(), true),
  ec2InstanceId: instanceId,
  clusterArn: v.pipe(v.string(), v.check(isClusterArn, 'not the ARN of a cluster')),
  containerInstanceArn: v.pipe(v.string(), v.check(isContainerInstanceArn, 'not the ARN of a container instance')),
  registeredResources: Resources,
  remainingResources: Resources,
  attributes: v.optional(v.array(v.looseObject({ name: v.string(), value: v.optional(v.string()) })), []),
});
const Interruption = v.looseObject({ 'instance-id': instanceId });
const Launched = v.looseObject({ EC2InstanceId: instanceId, Origin: v.optional(v.string()) });

/** Gives the parser for a stack whose hooks are these. It throws a PermanentError for what is not served. */
export function eventParser(ours: OurHooks): Parse<GateEvent> {
  return (content, place) => {
    return isNotification(content)
      ? fromTopic(check(SnsEnvelope, content), place, ours)
      : fromBus(content, place, ours);
  };
}

function isNotification(content: unknown): boolean {
  return (content as { readonly Type?: unknown } | null)?.Type === 'Notification';
}

function fromTopic(envelope: v.InferOutput<typeof SnsEnvelope>, place: Place, { topicArn }: OurHooks): GateEvent {
  if (envelope.TopicArn !== topicArn) {
    throw new PermanentError('foreign-topic', `through ${envelope.TopicArn}, while the stack's is ${topicArn}`);
  }
  const content = parseJson(envelope.Message);
  const notice = check(TargetNotice, content);
  assertHere({ account: notice.AccountId, region: place.region }, place);
  // A hook that names our topic is ours, whatever it is called.
  return lifecycleEvent(content, notice.Time, (name) => name !== MANAGED_DRAINING_HOOK);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PermanentError('malformed-json', `the Message is not JSON: ${text.slice(0, 100)}`, { cause });
  }
}

function lifecycleEvent(content: unknown, startedAt: number, isOurHook: (name: string) => boolean): GateEvent {
  const { Event, LifecycleTransition } = check(Lifecycle, content);
  if (Event === 'autoscaling:TEST_NOTIFICATION') return irrelevant(content, 'test-notification');
  const transition = LifecycleTransition ?? Event;
  if (transition !== undefined && transition !== 'autoscaling:EC2_INSTANCE_TERMINATING') {
    return irrelevant(content, 'other-transition');
  }
  const fields = check(Terminating, content);
  const { EC2InstanceId: ec2InstanceId, LifecycleHookName: lifecycleHookName } = fields;
  if (!isOurHook(lifecycleHookName)) return { kind: 'irrelevant', subject: ec2InstanceId, reason: 'not-our-hook' };
  const notice: LifecycleNotice = {
    token: fields.LifecycleActionToken,
    autoScalingGroupName: fields.AutoScalingGroupName,
    lifecycleHookName,
    ec2InstanceId,
    origin: fields.Origin,
    destination: fields.Destination,
    startedAt,
    metadata: readMetadata(fields.NotificationMetadata),
  };
  return { kind: 'lifecycle-notice', ec2InstanceId, notice };
}

function irrelevant(content: unknown, reason: Reason): Irrelevant {
  const { AutoScalingGroupName: name } = content as { readonly AutoScalingGroupName?: unknown };
  return { kind: 'irrelevant', subject: typeof name === 'string' ? name : 'unknown group', reason };
}

function fromBus(content: unknown, place: Place, ours: OurHooks): GateEvent {
  if (isScheduled(content, SCHEDULE_MESSAGE, place)) return { kind: 'sweep' };
  const read = () => {
    const event = check(BusEvent, content);
    assertHere(event, place);
    return event;
  };
  switch (eventType(content)) {
    case 'aws.autoscaling: EC2 Instance-terminate Lifecycle Action':
    case 'aws.autoscaling: EC2 Instance-launch Lifecycle Action':
      return lifecycleEvent(read().detail, read().time, (name) => isOurName(name, ours));
    case 'aws.autoscaling: EC2 Instance Launch Successful':
      return launched(check(Launched, read().detail));
    case 'aws.ecs: ECS Container Instance State Change':
      return draining(check(Draining, read().detail), read().time, place);
    case 'aws.ec2: EC2 Spot Instance Interruption Warning':
      return {
        kind: 'spot-interruption',
        ec2InstanceId: check(Interruption, read().detail)['instance-id'],
        at: read().time,
      };
    default:
      throw notServed(content);
  }
}

function launched({ EC2InstanceId, Origin }: v.InferOutput<typeof Launched>): GateEvent {
  if (Origin === 'WarmPool') return { kind: 'left-pool', ec2InstanceId: EC2InstanceId };
  return { kind: 'irrelevant', subject: EC2InstanceId, reason: 'other-transition' };
}

function draining(detail: v.InferOutput<typeof Draining>, at: number, place: Place): GateEvent {
  const { status, agentConnected, ec2InstanceId, clusterArn, containerInstanceArn, attributes } = detail;
  assertArnHere(clusterArn, place);
  assertArnHere(containerInstanceArn, place);
  if (status !== 'DRAINING') return { kind: 'irrelevant', subject: containerInstanceArn, reason: 'not-draining' };
  const held = heldOf(detail);
  const markedForPool = attributes.some(({ name, value }) => name === DRAINED_FOR && value === WARM_POOL);
  const host = { ec2InstanceId, clusterArn, containerInstanceArn, agentConnected };
  return { kind: 'host-draining', ...host, at, held, markedForPool };
}
