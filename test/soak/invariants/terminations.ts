import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import type { Truth } from '../truth.ts';
import { hookName } from '../world.ts';

const MINUTE = 60_000;
/** EC2 user guide, Spot interruption notices. The event's time is in whole seconds. */
const SPOT_NOTICE = 2 * MINUTE - 1_000;
/** Until a wait is a quarter of an hour old, a look that fails is made again within 45 s. */
const RETRY = 45_000;
/** A host whose notice was lost is found by the next sweep. */
const SWEEP = 5 * MINUTE;
/** A run that dies hides its messages for so long. */
const DEATH = 181_000;
/** After an outage its last retry may be so far ahead. */
const BACKOFF = 5 * MINUTE;

/** `too-early`, `forgotten`, `late`: what becomes of hosts that are held. */
export function watchTerminations(truth: Truth): void {
  truth.world.simulation.autoScaling.onChange((change) => {
    if (change.kind !== 'lifecycle-action' || change.what !== 'ended') return;
    if (!truth.isDry('TerminationGate') && deadlineOf(truth, change.action) !== undefined) ended(truth, change.action);
  });
}

/** What is held still, by hooks of ours. */
export function held(truth: Truth): readonly string[] {
  if (truth.isDry('TerminationGate')) return [];
  const open = truth.world.simulation.autoScaling.lifecycleActions().filter(({ end }) => end === undefined);
  return open
    .filter((action) => deadlineOf(truth, action) !== undefined)
    .map(({ instanceId, hookName: name }) => `${instanceId} is held by ${name}`);
}

function ended(truth: Truth, action: LifecycleActionRecord): void {
  const { end, instanceId, hookName: name } = action;
  if (end === undefined) return;
  const { reason } = end;
  if (reason.kind === 'heartbeat-timeout' || reason.kind === 'global-timeout') {
    if (!isExcused(truth, action, end.at))
      truth.break('forgotten', `${instanceId} was let go by the ${reason.kind} of ${name}`);
    return;
  }
  if (reason.kind !== 'completed' || !reason.by.includes('termination-gate')) return;
  const running = truth.world.simulation.ecs.containersRunning(instanceId).filter(({ daemon }) => !daemon);
  const [first] = running;
  if (first !== undefined && end.at < earliest(truth, action)) {
    truth.break('too-early', `${instanceId} was let go while a task of ${first.group} was ${first.lastStatus}`);
  }
  const late = end.at - latest(truth, action, end.at);
  if (late > 0) truth.break('late', `${instanceId} was held ${Math.round(late / 1_000)} s too long by ${name}`);
}

/** Milliseconds from the notice to the deadline; undefined for a hook of others. */
function deadlineOf(truth: Truth, { groupName, hookName: name }: LifecycleActionRecord): number | undefined {
  const group = truth.world.soakCase.groups.find((each) => each.name === groupName);
  const hook = group?.hooks.find(({ told }) => hookName(told) === name);
  return hook && hook.deadline * MINUTE;
}

const isNoted = ({ hookName: name }: LifecycleActionRecord): boolean => name === hookName('topic');

/**
 * Without a notice the deadline counts from when the instance began to be terminated. The times of EventBridge's events
 * are in whole seconds.
 */
function earliest(truth: Truth, action: LifecycleActionRecord): number {
  const { startedAt, instanceId } = action;
  const since = isNoted(action) ? startedAt : (truth.leavingSince.get(instanceId) ?? startedAt) - 1_000;
  const interruptedAt = truth.interruptedAt.get(instanceId) ?? Number.POSITIVE_INFINITY;
  const deadline = since + (deadlineOf(truth, action) ?? 0);
  return Math.min(deadline, interruptedAt + SPOT_NOTICE) - truth.skew;
}

/** When it is to be let go at the latest, as things have gone. */
function latest(truth: Truth, action: LifecycleActionRecord, now: number): number {
  const deadline = action.startedAt + (deadlineOf(truth, action) ?? 0);
  const outages = truth.outages('TerminationGate').filter(({ from }) => from < now);
  const slack = truth.skew + 2 * RETRY + (isNoted(action) ? 0 : SWEEP);
  if (outages.every(({ until }) => until < action.startedAt)) return deadline + slack;
  const calmSince = Math.max(...outages.map(({ until }) => until));
  return Math.max(deadline, calmSince) + slack + SWEEP + BACKOFF;
}

/** An outage longer than half of the heartbeat's time-out, less what a retry takes, may let it run out. */
function isExcused(truth: Truth, action: LifecycleActionRecord, now: number): boolean {
  const group = truth.world.soakCase.groups.find(({ name }) => name === action.groupName);
  const heartbeat = (group?.hooks.find(({ told }) => hookName(told) === action.hookName)?.heartbeat ?? 0) * 1_000;
  const deaths = truth.world.simulation.calls.count({ outcome: 'killed', since: now - heartbeat });
  const off = truth.world.soakCase.happenings.filter(
    ({ kind, of, at, lasts }) =>
      kind === 'switch-off' && of === 'TerminationGate' && truth.world.began + at + lasts > now - heartbeat,
  );
  const refused = truth.refused('TerminationGate', now - heartbeat, now);
  const away = off.reduce((sum, { lasts }) => sum + lasts, 0) + deaths * DEATH + refused;
  return away + 2 * RETRY > heartbeat / 2;
}
