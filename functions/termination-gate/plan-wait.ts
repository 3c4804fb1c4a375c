import type { LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import { mayWaitToTerminate } from '../../shared/domain/auto-scaling.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { CompleteLifecycleAction, GateAction } from './actions.ts';
import type { DrainTerms } from './drain-terms.ts';
import { doToHost } from './on-host.ts';
import { operatorNotice } from './operator-notice.ts';
import type { Deciding, HostLook, HostView, Wait } from './snapshot.ts';
import { emptySince } from './tasks-left.ts';
import { endingOf, isNowhere, isPutOff, isStillHeld, putOffFor, type WaitEnd } from './wait-end.ts';
import { ageOf, graceEnd, heartbeatDue, type LookAgain, lookAgain, termsOf } from './wait-timing.ts';

/** When a message is looked at again, if it is; `retrySeconds` is how soon at the latest when an action fails. */
export type NextLook =
  | { readonly kind: 'done'; readonly reason: Reason; readonly retrySeconds?: number }
  /** Nothing has failed. */
  | ({ readonly kind: 'again'; readonly reason: Reason } & LookAgain)
  /** Something could not be read. */
  | ({ readonly kind: 'retry'; readonly reason: Reason } & Pick<LookAgain, 'retrySeconds'>);

/** What is decided about one wait. */
export interface WaitPlan {
  readonly actions: readonly GateAction[];
  readonly heldBack: readonly Remark[];
  readonly warnings: readonly Remark[];
  readonly nextLook: NextLook;
}

type Found = Extract<HostView, { kind: 'found' }>;

/** Seconds between looks at a host that is about to register. */
const REGISTERING_PAUSE = 15;
/**
 * Milliseconds from the notice on in which Auto Scaling may still answer as it was before (its reads are eventually
 * consistent), and seconds between looks until then.
 */
const READS_LAG_FOR = 120_000;
const LAGGING_PAUSE = 15;
/** Seconds until the look that finds out whether a host without running tasks is empty indeed. */
const IDLE_PAUSE = 1;
/** Seconds until a host is looked at again whose tasks and resources contradict each other. */
const STILL_HELD_PAUSE = 3;

/**
 * Seconds until an action that could not be completed is tried again, and the part of the age that they are later: a
 * few hundred receives, even if that goes on for two days.
 */
const SHORTEST_RETRY = 5;
const PART_OF_AGE = 100;

/** Decides about one lifecycle action that holds a host. */
export function planWait(wait: Wait, look: HostLook, deciding: Deciding): WaitPlan {
  if (wait.group.kind === 'gone') return heldBack(look, 'group-gone');
  if (isStale(look)) return mayLag(wait, deciding) ? lookOnceMore(look) : heldBack(look, 'not-waiting');
  const terms = termsOf(wait, look, deciding.settings);
  const ending = endingOf(wait, look, terms, deciding);
  const plan = ending ? end(wait, look, ending, deciding) : hold(wait, look, terms, deciding);
  const isDry = deciding.settings.dryRun && plan.nextLook.kind === 'again';
  if (!isDry) return plan;
  const remark: Remark = { subject: look.ec2InstanceId, reason: 'dry-run' };
  return { ...plan, heldBack: [...plan.heldBack, remark], nextLook: { kind: 'done', reason: 'dry-run' } };
}

function done(reason: Reason, retrySeconds?: number): WaitPlan {
  const nextLook: NextLook = { kind: 'done', reason, ...(retrySeconds === undefined ? {} : { retrySeconds }) };
  return { actions: [], heldBack: [], warnings: [], nextLook };
}

function heldBack({ ec2InstanceId }: HostLook, reason: Reason): WaitPlan {
  return { ...done(reason), heldBack: [{ subject: ec2InstanceId, reason }] };
}

/** The notice is old, and Auto Scaling knows the host in another state: to drain it would take it out of service. */
function isStale({ member }: HostLook): boolean {
  return member.kind === 'none' || (member.kind === 'read' && !mayWaitToTerminate(member.member.lifecycleState));
}

/** Whether the answer may be from before the notice: the message is all that knows of the wait. */
function mayLag({ notice }: Wait, { now }: Deciding): boolean {
  return notice !== undefined && now - notice.startedAt < READS_LAG_FOR;
}

function lookOnceMore({ ec2InstanceId }: HostLook): WaitPlan {
  const reason = 'not-waiting';
  const nextLook = { kind: 'again', reason, seconds: LAGGING_PAUSE, retrySeconds: LAGGING_PAUSE } as const;
  return { actions: [], heldBack: [{ subject: ec2InstanceId, reason }], warnings: [], nextLook };
}

function end(wait: Wait, look: HostLook, ending: WaitEnd, deciding: Deciding): WaitPlan {
  const { now } = deciding;
  const { ec2InstanceId, host } = look;
  const { notice, action } = wait;
  const tasks = host.kind === 'found' && host.tasks.kind === 'read' ? host.tasks.tasks : [];
  const emptyAt = ending.reason === 'host-empty' ? emptySince(tasks) : undefined;
  const complete: CompleteLifecycleAction = {
    kind: 'complete-lifecycle-action',
    reason: ending.reason,
    ec2InstanceIds: [ec2InstanceId],
    action,
    result: ending.result,
    isDeadline: ending.isDeadline,
    // Clocks may disagree by a little.
    waitedFor: notice && Math.max(0, now - notice.startedAt),
    // A task that stopped before the host began to wait kept nobody waiting.
    drainedIn: notice && emptyAt && Math.max(0, emptyAt - notice.startedAt),
    emptyFor: emptyAt && Math.max(0, now - Math.max(emptyAt, notice?.startedAt ?? 0)),
  };
  const tellsOperator = ending.isDeadline && look.obstacles !== undefined && !wait.operatorTold;
  const notify = tellsOperator ? [tell(wait, look, ending.reason, ending.result, now)] : [];
  const { retrySeconds } = lookAgain(
    wait,
    deciding,
    [],
    Math.max(SHORTEST_RETRY, (ageOf(wait, now) ?? 0) / PART_OF_AGE),
  );
  return { ...done(ending.reason, retrySeconds), actions: [complete, ...notify] };
}

function tell(
  wait: Wait,
  look: HostLook,
  reason: Reason,
  ending: LifecycleActionResult | 'HELD',
  now: number,
): GateAction {
  const { subject, message } = operatorNotice(wait, look, { reason, ending, now });
  const { action } = wait;
  return { kind: 'notify-operator', reason, ec2InstanceIds: [look.ec2InstanceId], action, subject, message };
}

/** Keeps the host waiting: drains it, stops what is to be stopped, prolongs the wait. */
function hold(wait: Wait, look: HostLook, terms: DrainTerms | undefined, deciding: Deciding): WaitPlan {
  const { now, due, settings } = deciding;
  const { ec2InstanceId, host } = look;
  const { drain, stop, warnings } = doToHost(wait, look, terms, deciding);
  const told = terms?.tellsOperatorAt !== undefined && due >= terms.tellsOperatorAt && !wait.operatorTold;
  const actions = [
    ...drain,
    ...stop,
    ...heartbeat(wait, ec2InstanceId, now),
    ...(told && look.obstacles !== undefined ? [tell(wait, look, 'retain-would-terminate', 'HELD', now)] : []),
  ];
  const moments = [terms?.stopsTasksAt, terms?.endsAt, terms?.tellsOperatorAt];
  const grace = isNowhere(host) && wait.notice ? graceEnd(wait.notice, settings) : undefined;
  const again = lookAgain(wait, deciding, [...moments, grace], longestPause(host, drain.length > 0));
  const failure = failureOf(wait, look);
  const reason = waitingFor(host, drain.length > 0);
  return {
    actions,
    heldBack: [{ subject: ec2InstanceId, reason }, ...(terms?.heldBack ?? [])],
    warnings: [...warnings, ...(terms?.warnings ?? [])],
    nextLook: failure
      ? { kind: 'retry', reason: failure.reason, retrySeconds: again.retrySeconds }
      : { kind: 'again', reason, ...again },
  };
}

function longestPause(host: HostView, isDrained: boolean): number | undefined {
  const putOff = putOffFor(host);
  if (putOff !== undefined) return putOff;
  if (isStillHeld(host)) return STILL_HELD_PAUSE;
  if (host.kind !== 'found' || host.status === 'REGISTERING' || isNowhere(host)) return REGISTERING_PAUSE;
  return isDrained && isIdle(host) ? IDLE_PAUSE : undefined;
}

/** Nothing is to run on the host; tasks may be being stopped. */
export function isIdle({ counts }: Found): boolean {
  return counts !== undefined && counts.runningTasksCount + counts.pendingTasksCount === 0;
}

function waitingFor(host: HostView, isDrained: boolean): Reason {
  if (isPutOff(host)) return 'reads-put-off';
  if (isStillHeld(host)) return 'still-holds-resources';
  if (isDrained) return 'first-look';
  if (isNowhere(host)) return 'may-be-registering';
  if (host.kind !== 'found') return 'unreadable';
  return host.status === 'REGISTERING' ? 'host-registering' : 'tasks-left';
}

function failureOf({ group }: Wait, { host, member }: HostLook): Failure | undefined {
  const views = [group, member, host, ...(host.kind === 'found' ? [host.tasks] : [])];
  return views.flatMap((view) => (view.kind === 'unreadable' ? [view.failure] : []))[0];
}

function heartbeat(wait: Wait, ec2InstanceId: string, now: number): GateAction[] {
  const period = heartbeatDue(wait, now);
  if (period === undefined || !wait.notice) return [];
  const { action } = wait;
  const ec2InstanceIds = [ec2InstanceId];
  return [{ kind: 'record-heartbeat', reason: 'heartbeat-due', ec2InstanceIds, action, period }];
}
