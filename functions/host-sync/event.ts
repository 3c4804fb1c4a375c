import * as v from 'valibot';
import { isClusterArn } from '../../shared/domain/arn.ts';
import {
  assertArnHere,
  assertHere,
  check,
  eventType,
  isScheduled,
  notServed,
} from '../../shared/runtime/event-schema.ts';
import type { Parse, Place } from '../../shared/runtime/messages.ts';

/** Where to look. What is done there follows from what AWS says then, not from the event. */
export type HostSyncEvent =
  | { readonly kind: 'one-cluster'; readonly clusterArn: string }
  | { readonly kind: 'every-cluster'; readonly place: Place };

/** The message that the schedule sends. */
export const SCHEDULE_MESSAGE = { source: 'ecs-ops.schedule', 'detail-type': 'Host Sync Schedule' } as const;

/** ECS developer guide, "Amazon ECS container instance state change events"; other fields are allowed. */
const ContainerInstanceStateChange = v.looseObject({
  account: v.string(),
  region: v.string(),
  detail: v.looseObject({ clusterArn: v.pipe(v.string(), v.check(isClusterArn, 'not the ARN of a cluster')) }),
});

/** Understands the events that host-sync serves; throws a PermanentError for all others. */
export const parseEvent: Parse<HostSyncEvent> = (content, place) => {
  if (isScheduled(content, SCHEDULE_MESSAGE, place)) return { kind: 'every-cluster', place };
  if (eventType(content) !== 'aws.ecs: ECS Container Instance State Change') throw notServed(content);
  return oneCluster(check(ContainerInstanceStateChange, content), place);
};

function oneCluster(event: v.InferOutput<typeof ContainerInstanceStateChange>, place: Place): HostSyncEvent {
  const { clusterArn } = event.detail;
  assertHere(event, place);
  assertArnHere(clusterArn, place);
  return { kind: 'one-cluster', clusterArn };
}
