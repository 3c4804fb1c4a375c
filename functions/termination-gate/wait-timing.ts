import { type DrainTerms, drainTerms } from './drain-terms.ts';
import { isManagedDraining } from './hooks.ts';
import {
  assumedHeartbeatTimeout,
  heartbeatPeriod,
  type LookTiming,
  secondsToNextLook,
  secondsToRetry,
} from './next-look.ts';
import type { Hold } from './notice.ts';
import type { Deciding, GateSettings, HostLook, Wait } from './snapshot.ts';

/** Auto Scaling API reference, PutLifecycleHook, HeartbeatTimeout: "the range is from 30 to 7200 seconds". */
const LONGEST_HEARTBEAT = 7200;

/** Seconds since the instance began to wait; undefined when no notice says since when. */
export function ageOf({ notice }: Wait, now: number): number | undefined {
  return notice && Math.max(0, (now - notice.startedAt) / 1000);
}

/** The heartbeat time-out of the wait's hook in seconds; undefined when the hook could not be read, or is gone. */
function heartbeatTimeoutOf({ group, action }: Wait): number | undefined {
  if (group.kind !== 'read') return undefined;
  return group.hooks.find((hook) => hook.lifecycleHookName === action.lifecycleHookName)?.heartbeatTimeout;
}

/** How long the host is held for a wait, and how it ends; undefined when its group could not be read. */
export function termsOf(
  wait: Wait,
  { ec2InstanceId, interruptedAt }: Pick<HostLook, 'ec2InstanceId' | 'interruptedAt'>,
  defaults: GateSettings,
): DrainTerms | undefined {
  const { group, notice } = wait;
  if (group.kind !== 'read') return undefined;
  return drainTerms({
    subject: ec2InstanceId,
    // Without a notice nothing says since when; the deadline is left to the message that has the notice.
    startedAt: notice?.startedAt ?? Number.POSITIVE_INFINITY,
    heartbeatTimeout: heartbeatTimeoutOf(wait) ?? LONGEST_HEARTBEAT,
    metadata: notice?.metadata ?? {},
    groupTags: group.group.tags,
    retainsAbandoned: group.group.retainsAbandoned,
    isManaged: isManagedDraining(group.hooks),
    interruptedAt,
    defaults,
  });
}

/** When something is to be done about a wait: tasks to be stopped, a person to be told, its end. In milliseconds since 1970. */
export function momentsOf(wait: Wait, terms: DrainTerms | undefined): readonly number[] {
  const moments = [terms?.stopsTasksAt, terms?.endsAt, wait.operatorTold ? undefined : terms?.tellsOperatorAt];
  return moments.filter((moment) => moment !== undefined);
}

/** When a host that is in no cluster has had its time to register, in milliseconds since 1970. */
export function graceEnd({ startedAt }: Hold, { graceSeconds }: GateSettings): number {
  return startedAt + graceSeconds * 1000;
}

/**
 * When a host that is in no cluster is let go: at the end of its grace, or of its wait where that comes first, as with
 * a Spot host that EC2 has taken. Nothing stands in the way then.
 */
export function absenceEnd({ notice }: Wait, terms: DrainTerms | undefined, settings: GateSettings): number {
  return Math.min(notice ? graceEnd(notice, settings) : Infinity, terms?.endsAt ?? Infinity);
}

/** The half of the hook's time-out for which a heartbeat is due; undefined when none is. */
export function heartbeatDue(wait: Wait, now: number): number | undefined {
  const age = ageOf(wait, now);
  if (age === undefined || wait.group.kind === 'not-asked') return undefined;
  const heartbeatTimeout = heartbeatTimeoutOf(wait);
  const period = heartbeatPeriod(age, heartbeatTimeout ?? assumedHeartbeatTimeout(age));
  // Deleting a hook ends its actions; where the hook is not to be seen, a heartbeat finds out.
  if (heartbeatTimeout === undefined && wait.group.kind === 'read') return period;
  return period >= 1 && period !== wait.lastBeat ? period : undefined;
}

/** When a wait is looked at again: in so many seconds, and at the latest if something fails. */
export interface LookAgain {
  readonly seconds: number;
  readonly retrySeconds: number;
}

/** Parts of the time-out, and of the age, after which a heartbeat that failed is tried again. */
const PART_OF_HEARTBEAT = 20;
const PART_OF_AGE = 100;

/**
 * When to look at a wait again.
 *
 * @param moments at which something is to be done, in milliseconds since 1970
 * @param longest seconds that the pause may be
 */
export function lookAgain(
  wait: Wait,
  { now, due }: Pick<Deciding, 'now' | 'due'>,
  moments: readonly (number | undefined)[],
  longest = Number.POSITIVE_INFINITY,
): LookAgain {
  const age = ageOf(wait, now) ?? 0;
  const heartbeatTimeout = heartbeatTimeoutOf(wait) ?? assumedHeartbeatTimeout(age);
  // One that came while the look was being made is still ahead.
  const ahead = (moment: number) => (moment > due ? Math.max(1, moment - now) : moment - now);
  const ages = moments.map((moment) => (moment === undefined ? undefined : age + ahead(moment) / 1000));
  const timing: LookTiming = { age, heartbeatTimeout, moments: [...ages, age + longest] };
  const isUrgent = heartbeatDue(wait, now) !== undefined;
  const urgent = Math.max(1, Math.floor(Math.max(heartbeatTimeout / PART_OF_HEARTBEAT, age / PART_OF_AGE)));
  const retrySeconds = isUrgent ? Math.min(urgent, secondsToRetry(timing)) : secondsToRetry(timing);
  return { seconds: secondsToNextLook(timing), retrySeconds };
}

/**
 * Seconds until something is to be done about a wait for which nobody need look before: tasks to be stopped, the end
 * of the wait or of the grace. Undefined when nothing is.
 */
export function secondsToMoment(wait: Wait, look: HostLook, { now, due, settings }: Deciding): number | undefined {
  const terms = termsOf(wait, look, settings);
  const grace = wait.notice && graceEnd(wait.notice, settings);
  const moments = [terms?.stopsTasksAt, terms?.endsAt, terms?.tellsOperatorAt, grace];
  const ahead = moments.filter((moment = 0) => moment > due && Number.isFinite(moment)).map(Number);
  return ahead.length > 0 ? Math.max(1, Math.ceil((Math.min(...ahead) - now) / 1000)) : undefined;
}
