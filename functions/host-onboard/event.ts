import * as v from 'valibot';
import { isClusterArn, isContainerInstanceArn } from '../../shared/domain/arn.ts';
import {
  assertArnHere,
  assertHere,
  check,
  eventType,
  isScheduled,
  notServed,
} from '../../shared/runtime/event-schema.ts';
import type { Parse, Place } from '../../shared/runtime/messages.ts';
import { ATTRIBUTES } from './marker.ts';

/** What ECS says of a host. Whether there is anything to do about it can be told from that alone. */
export interface HostEvent {
  readonly kind: 'host';
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  readonly status: string;
  /** It was seen before. */
  readonly isMarked: boolean;
  /** ECS Anywhere: a machine that is no EC2 instance. */
  readonly isExternal: boolean;
}

/** Where to look. */
export type HostOnboardEvent = HostEvent | { readonly kind: 'every-cluster'; readonly place: Place };

/** The message that the schedule sends. */
export const SCHEDULE_MESSAGE = { source: 'ecs-ops.schedule', 'detail-type': 'Host Onboard Schedule' } as const;

/** ECS developer guide, "Amazon ECS container instance state change events"; other fields are allowed. */
const ContainerInstanceStateChange = v.looseObject({
  account: v.string(),
  region: v.string(),
  detail: v.looseObject({
    clusterArn: v.pipe(v.string(), v.check(isClusterArn, 'not the ARN of a cluster')),
    containerInstanceArn: v.pipe(v.string(), v.check(isContainerInstanceArn, 'not the ARN of a container instance')),
    ec2InstanceId: v.optional(v.string(), ''),
    status: v.string(),
    attributes: v.optional(v.array(v.looseObject({ name: v.string() })), []),
  }),
});

/** Understands the events that host-onboard serves; throws a PermanentError for all others. */
export const parseEvent: Parse<HostOnboardEvent> = (content, place) => {
  if (isScheduled(content, SCHEDULE_MESSAGE, place)) return { kind: 'every-cluster', place };
  if (eventType(content) !== 'aws.ecs: ECS Container Instance State Change') throw notServed(content);
  return host(check(ContainerInstanceStateChange, content), place);
};

function host(event: v.InferOutput<typeof ContainerInstanceStateChange>, place: Place): HostEvent {
  const { clusterArn, containerInstanceArn, ec2InstanceId, status, attributes } = event.detail;
  assertHere(event, place);
  for (const arn of [clusterArn, containerInstanceArn]) assertArnHere(arn, place);
  const names = new Set(attributes.map(({ name }) => name));
  return {
    kind: 'host',
    clusterArn,
    containerInstanceArn,
    status,
    isMarked: names.has(ATTRIBUTES.marker),
    isExternal: isExternal(ec2InstanceId, names),
  };
}

/** ECS developer guide, "External instances": ids of Systems Manager, and a capability of their own. */
export function isExternal(ec2InstanceId: string, attributeNames: ReadonlySet<string>): boolean {
  return ec2InstanceId.startsWith('mi-') || attributeNames.has('ecs.capability.external');
}
