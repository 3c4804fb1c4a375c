import type { World } from '../../account/world.ts';
import type { Random } from '../../kernel/random.ts';
import { uuid } from './ids.ts';
import type { Group } from './model.ts';

/** A scaling activity. */
export interface ActivityRecord {
  readonly activityId: string;
  readonly groupName: string;
  readonly groupArn: string;
  readonly instanceId: string;
  readonly zone: string;
  readonly description: string;
  readonly cause: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Undefined while in progress. */
  readonly endedAt: number | undefined;
  readonly statusCode: 'InProgress' | 'Successful' | 'Cancelled';
}

/** What groups did, for DescribeScalingActivities and for the events. */
export class Activities {
  readonly #world: World;
  readonly #random: Random;
  readonly #records = new Map<string, ActivityRecord>();
  readonly #current = new Map<string, string>();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Latest first. */
  all(): readonly ActivityRecord[] {
    return [...this.#records.values()].toReversed();
  }

  /** Starts the activity that an instance goes through; one that it was in is over. */
  start(group: Group, member: { instanceId: string; zone: string }, verb: string, cause: string): ActivityRecord {
    this.end(member.instanceId, 'Cancelled');
    const now = this.#world.clock.now();
    const record: ActivityRecord = {
      activityId: uuid(this.#random),
      groupName: group.name,
      groupArn: group.arn,
      instanceId: member.instanceId,
      zone: member.zone,
      description: `${verb} EC2 instance: ${member.instanceId}`,
      cause: `At ${new Date(now).toISOString()} ${cause}`,
      startedAt: now,
      endedAt: undefined,
      statusCode: 'InProgress',
    };
    this.#records.set(record.activityId, record);
    this.#current.set(member.instanceId, record.activityId);
    return record;
  }

  /** The activity that an instance is in. */
  current(instanceId: string): ActivityRecord | undefined {
    return this.#records.get(this.#current.get(instanceId) ?? '');
  }

  /** Ends the activity that an instance is in. */
  end(instanceId: string, statusCode: 'Successful' | 'Cancelled'): ActivityRecord | undefined {
    const activity = this.current(instanceId);
    if (activity === undefined) return undefined;
    const ended = { ...activity, statusCode, endedAt: this.#world.clock.now() };
    this.#records.set(ended.activityId, ended);
    this.#current.delete(instanceId);
    return ended;
  }
}
