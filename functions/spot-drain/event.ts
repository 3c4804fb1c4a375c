import * as v from 'valibot';
import { isInstanceId } from '../../shared/domain/hosts.ts';
import { assertHere, check, EventTime, eventType, notServed } from '../../shared/runtime/event-schema.ts';
import type { Parse } from '../../shared/runtime/messages.ts';

/** Why a host is to be emptied. */
export type Cause = 'spot-interrupted' | 'rebalance-recommended';

/** What EC2 says of one Spot instance. */
export interface SpotDrainEvent {
  readonly cause: Cause;
  readonly ec2InstanceId: string;
  /** When EC2 said so, in milliseconds since 1970; whole seconds. */
  readonly noticedAt: number;
}

/**
 * EC2 user guide, "Spot Instance interruption notices" and "EC2 instance rebalance recommendations". The ARN in
 * `resources` has a zone where the Region belongs, and no account. `instance-action` is not read: whether the instance
 * is terminated, stopped or hibernated, or meets what AWS may add to these, its tasks lose it.
 */
const Notice = v.looseObject({
  account: v.string(),
  region: v.string(),
  time: EventTime,
  detail: v.looseObject({ 'instance-id': v.pipe(v.string(), v.check(isInstanceId, 'not the id of an instance')) }),
});

/** Understands the events that spot-drain serves; throws a PermanentError for all others. */
export const parseEvent: Parse<SpotDrainEvent> = (content, place) => {
  const cause = causeOf(eventType(content));
  if (!cause) throw notServed(content);
  const notice = check(Notice, content);
  assertHere(notice, place);
  return { cause, ec2InstanceId: notice.detail['instance-id'], noticedAt: notice.time };
};

function causeOf(type: string): Cause | undefined {
  switch (type) {
    case 'aws.ec2: EC2 Spot Instance Interruption Warning':
      return 'spot-interrupted';
    case 'aws.ec2: EC2 Instance Rebalance Recommendation':
      return 'rebalance-recommended';
    default:
      return undefined;
  }
}
