import { type Failure, PermanentError } from '../../shared/domain/errors.ts';
import type { Applied } from '../../shared/runtime/apply.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { Message, Verdict } from '../../shared/runtime/messages.ts';
import type { GateAction } from './actions.ts';
import type { GateEvent } from './event.ts';
import { hostsFailed } from './hosts-failed.ts';
import { type GatePlan, mostUrgent } from './plan.ts';
import type { NextLook } from './plan-wait.ts';
import type { Snapshot } from './snapshot.ts';

type GateLook = Look<GateEvent, Snapshot, GateAction, GatePlan>;

/** Seconds until a host that came back from its pool is looked at once its old lifecycle action is known to be over. */
const AFTER_OLD_ACTION = 1;

/**
 * Decides which messages come back: each as planned, sooner when something about its host failed, and not any more when
 * Auto Scaling says that the action is over. What fails about one host brings no other host's message back.
 */
export function settle(look: GateLook): ReadonlyMap<string, Verdict> {
  const applied = [...look.applied, ...(look.after?.applied ?? [])];
  const nextLooks = new Map([...look.plan.nextLooks, ...(look.after?.plan.nextLooks ?? [])]);
  const failures = failuresByHost(applied);
  const over = actionsOver(applied);
  return new Map(
    look.messages.flatMap((message): [string, Verdict][] => {
      if (message.event.kind === 'sweep') return [[message.messageId, verdictOnSweep(message, look, failures)]];
      const nextLook = nextLooks.get(message.messageId);
      if (!nextLook) return [];
      return [[message.messageId, verdictOn(message, nextLook, failures, over)]];
    }),
  );
}

function verdictOn(
  { event }: Message<GateEvent>,
  nextLook: NextLook,
  failures: ReadonlyMap<string, Failure>,
  over: ReadonlySet<string>,
): Verdict {
  const failure = 'ec2InstanceId' in event ? failures.get(event.ec2InstanceId) : undefined;
  switch (event.kind) {
    case 'lifecycle-notice':
      if (over.has(event.notice.token)) return { kind: 'done' };
      break;
    case 'host-draining':
    case 'left-pool':
      if (!failure && over.has(event.ec2InstanceId) && (event.kind === 'left-pool' || event.markedForPool)) {
        return { kind: 'look-again', reason: 'action-over', seconds: AFTER_OLD_ACTION };
      }
      break;
    default:
  }
  if (failure) return onFailure(failure, nextLook, event);
  switch (nextLook.kind) {
    case 'done':
      return { kind: 'done' };
    case 'again':
      return { kind: 'look-again', reason: nextLook.reason, seconds: nextLook.seconds };
    case 'retry':
      return { kind: 'retry', reason: nextLook.reason, atMost: nextLook.retrySeconds };
  }
}

/** Receives of a sweep after which a later one sees to everything. */
const SWEEP_RECEIVES = 20;

/** A sweep comes back for what failed, and for what is to be done before the next one comes. */
function verdictOnSweep(
  { messageId, receiveCount }: Message<GateEvent>,
  { snapshot, plan, after }: GateLook,
  failures: ReadonlyMap<string, Failure>,
): Verdict {
  if (receiveCount >= SWEEP_RECEIVES) return { kind: 'done' };
  const hosts = snapshot.hosts.filter(({ mails }) => mails.some((mail) => mail.messageId === messageId));
  const failed = hosts.flatMap(({ ec2InstanceId }) => failures.get(ec2InstanceId) ?? []);
  const [failure] = [snapshot.sweepFailure ?? [], ...failed].flat();
  if (failure) return { kind: 'retry', reason: failure.reason };
  const all = mostUrgent([plan.nextLooks, ...(after ? [after.plan.nextLooks] : [])]);
  const nextLook = all.get(messageId) ?? { kind: 'done' };
  switch (nextLook.kind) {
    case 'done':
      return { kind: 'done' };
    case 'again':
      return { kind: 'look-again', reason: nextLook.reason, seconds: nextLook.seconds };
    case 'retry':
      return { kind: 'retry', reason: nextLook.reason };
  }
}

/** What is refused for good is a person's to look at; what failed is tried again. */
function onFailure(failure: Failure, { retrySeconds }: NextLook, event: GateEvent): Verdict {
  const { reason, message: detail } = failure;
  if (!(failure instanceof PermanentError)) {
    return { kind: 'retry', reason, ...(retrySeconds === undefined ? {} : { atMost: retrySeconds }) };
  }
  return event.kind === 'lifecycle-notice' ? { kind: 'park', reason, detail } : { kind: 'done' };
}

/** The failures that matter to a host's messages, a retryable one before one that is for good. */
function failuresByHost(applied: readonly Applied<GateAction>[]): ReadonlyMap<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const each of applied) {
    const { action, ...result } = each;
    // A heartbeat, a drain or a stop that is refused changes nothing about the wait, which goes on as planned.
    const isRefusal = result.outcome === 'refused' && action.kind === 'complete-lifecycle-action';
    if (!(result.outcome === 'failed' || (isRefusal && result.error.reason !== 'action-over'))) continue;
    for (const host of hostsFailed(each)) {
      if (result.outcome === 'failed' || !failures.has(host)) failures.set(host, result.error);
    }
  }
  return failures;
}

/** Lifecycle actions that Auto Scaling knows no more, by token, and their hosts by id. */
function actionsOver(applied: readonly Applied<GateAction>[]): ReadonlySet<string> {
  const over = new Set<string>();
  for (const { action, ...result } of applied) {
    if (result.outcome !== 'refused' || result.error.reason !== 'action-over' || !('action' in action)) continue;
    for (const host of action.ec2InstanceIds) over.add(host);
    if ('token' in action.action) over.add(action.action.token);
  }
  return over;
}
