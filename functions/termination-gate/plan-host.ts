import type { Remark } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { GateAction } from './actions.ts';
import type { HostDraining } from './event.ts';
import { type NextLook, planWait, type WaitPlan } from './plan-wait.ts';
import type { Deciding, HostLook, HostMail, Mail, Wait } from './snapshot.ts';
import { daemonLoad, type HostTask, heldBesides, totalHeld } from './tasks-left.ts';
import { secondsToMoment } from './wait-timing.ts';

/** What is decided about one host. */
export interface HostPlan {
  readonly actions: readonly GateAction[];
  readonly heldBack: readonly Remark[];
  readonly warnings: readonly Remark[];
  /** By the id of the message. */
  readonly nextLooks: ReadonlyMap<string, NextLook>;
}

/** Seconds until a host that was set to ACTIVE is looked at again, to take its mark off. */
const UNMARK_PAUSE = 1;
/** Seconds between looks at a host that is on its way from a warm pool into service. */
const POOL_PAUSE = 15;
/** Seconds until a host of which too little could be read is looked at again, at the latest. */
const RETRY_PAUSE = 60;
/**
 * Receives of an event that says that nothing holds resources any more while the tasks are not all STOPPED: reads may
 * lag behind events. Looks 1, 2 and 4 s later; after that the message of the notice sees to it.
 */
const LAGGING_LOOKS = 3;

/** Seconds after which a later sweep has come: the schedule's period, or more. */
const SWEEP_AHEAD = 300;

/** Decides about one host: what holds it, and what its messages are still good for. */
export function planHost(look: HostLook, deciding: Deciding): HostPlan {
  const decided = planMessages(look, deciding);
  return { ...decided, actions: [...decided.actions, ...stillToTell(look)] };
}

/** What the operator could not be told when a host was let go. The message of its notice has come back for this. */
function stillToTell({ waits }: HostLook): readonly GateAction[] {
  return waits.flatMap(({ isOver, untold, messageIds }) => (isOver && untold && messageIds.length > 0 ? [untold] : []));
}

function planMessages(look: HostLook, deciding: Deciding): HostPlan {
  const { stillHolds, mails } = look;
  if (stillHolds) return forAll(look, 'still-holds-resources');
  const open = look.waits.filter(({ isOver }) => !isOver);
  if (open.length === 0) return planUnheld(look, deciding);
  const plans = open.map((wait) => [wait, planWait(wait, look, deciding)] as const);
  const made = plans.map(([, waitPlan]) => waitPlan);
  const nextLooks = new Map<string, NextLook>();
  for (const mail of mails) {
    const isSweep = mail.event.kind === 'sweep';
    nextLooks.set(mail.messageId, isSweep ? afterSweep(open, look, made, deciding) : afterEvent(mail, look, made));
  }
  const over = look.waits.filter(({ isOver }) => isOver);
  for (const { messageIds } of over) {
    for (const messageId of messageIds) nextLooks.set(messageId, { kind: 'done', reason: 'action-over' });
  }
  for (const [{ messageIds }, { nextLook }] of plans) {
    for (const messageId of messageIds) nextLooks.set(messageId, nextLook);
  }
  const actions = made.flatMap((each) => each.actions);
  return {
    actions: once(actions),
    heldBack: made.flatMap((each) => each.heldBack),
    warnings: made.flatMap((each) => each.warnings),
    nextLooks,
  };
}

/** Two hooks may hold one host; what is done to the host itself is done once, and the operator is told once. */
function once(actions: readonly GateAction[]): readonly GateAction[] {
  const seen = new Set<string>();
  return actions.filter((action) => {
    const key = keyOf(action);
    if (key === undefined) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What an action does to the host; undefined for one that concerns a lifecycle action. */
function keyOf(action: GateAction): string | undefined {
  switch (action.kind) {
    case 'complete-lifecycle-action':
    case 'record-heartbeat':
      return undefined;
    case 'stop-task':
      return action.taskArn;
    default:
      return action.kind;
  }
}

/** What becomes of a message that is no notice, about a host that is held. */
function afterEvent(mail: Mail, { host, mails }: HostLook, plans: readonly WaitPlan[]): NextLook {
  const open = plans.map(({ nextLook }) => nextLook).filter(({ kind }) => kind !== 'done');
  const [first] = open;
  if (!first) return plans[0]?.nextLook ?? { kind: 'done', reason: 'not-waiting' };
  const failed = open.find(({ kind }) => kind === 'retry');
  switch (mail.event.kind) {
    case 'spot-interruption':
      return soonest(open) ?? first;
    case 'host-draining':
      if (failed) return failed;
      if (host.kind === 'found' && host.tasks.kind === 'put-off') {
        // One event of the host is enough to bring it back.
        return mail === emptiest(mails)
          ? again('reads-put-off', host.tasks.seconds)
          : { kind: 'done', reason: 'reads-put-off' };
      }
      return host.kind === 'found' &&
        host.tasks.kind === 'read' &&
        maySeeLate(mail.event, host.tasks.tasks, mail.receiveCount)
        ? lagging(mail.receiveCount)
        : { kind: 'done', reason: 'tasks-left' };
    default:
      return { kind: 'done', reason: 'tasks-left' };
  }
}

/**
 * What becomes of a sweep that found a host of which no notice is known. The next sweep looks again, so this one comes
 * back only for what is to be done before, or for what failed.
 */
function afterSweep(waits: readonly Wait[], look: HostLook, plans: readonly WaitPlan[], deciding: Deciding): NextLook {
  const failed = plans.map(({ nextLook }) => nextLook).find(({ kind }) => kind === 'retry');
  if (failed) return failed;
  const isHeld = plans.some(({ nextLook }) => nextLook.kind === 'again');
  const moments = isHeld ? waits.flatMap((wait) => secondsToMoment(wait, look, deciding) ?? []) : [];
  const seconds = Math.min(...moments);
  return seconds <= SWEEP_AHEAD
    ? { kind: 'again', reason: 'tasks-left', seconds, retrySeconds: seconds }
    : { kind: 'done', reason: 'tasks-left' };
}

/** The event that shows the host emptiest. */
function emptiest(mails: readonly HostMail[]): HostMail | undefined {
  const held = ({ event }: HostMail) => (event.kind === 'host-draining' ? totalHeld(event.held) : Number.NaN);
  const events = mails.filter(({ event }) => event.kind === 'host-draining');
  return events.toSorted((a, b) => held(a) - held(b))[0];
}

function soonest(looks: readonly NextLook[]): NextLook | undefined {
  const seconds = (look: NextLook): number => (look.kind === 'again' ? look.seconds : 0);
  return looks.toSorted((a, b) => seconds(a) - seconds(b))[0];
}

/** Whether the event shows a host on which nothing is left, which the tasks as they were read deny. */
function maySeeLate({ held }: HostDraining, tasks: readonly HostTask[], receiveCount: number): boolean {
  return receiveCount <= LAGGING_LOOKS && heldBesides(held, daemonLoad(tasks)) === 'no-more';
}

function lagging(receiveCount: number): NextLook {
  const seconds = 2 ** (receiveCount - 1);
  return { kind: 'again', reason: 'tasks-left', seconds, retrySeconds: seconds };
}

/** A host that no lifecycle action of ours holds: let go already, drained for another reason, or back from its pool. */
function planUnheld(look: HostLook, { settings }: Deciding): HostPlan {
  const { member, host, ec2InstanceId, waits } = look;
  const failure = [member, host].flatMap((view) => (view.kind === 'unreadable' ? [view.failure] : []))[0];
  if (failure) return forAllMails(look, { kind: 'retry', reason: failure.reason, retrySeconds: RETRY_PAUSE });
  const notOurs = () => forAll(look, waits.length > 0 ? 'action-over' : 'not-waiting');
  if (member.kind !== 'read' || host.kind !== 'found' || !host.markedForPool) return notOurs();
  const { lifecycleState } = member.member;
  // On its way out of the pool, with hooks for launching instances perhaps.
  if (lifecycleState.startsWith('Pending')) return forAllMails(look, again('not-waiting', POOL_PAUSE));
  if (lifecycleState !== 'InService') return notOurs();
  const { clusterArn, containerInstanceArn, status } = host;
  const reason = 'host-back-in-service';
  const hosts = { ec2InstanceIds: [ec2InstanceId], clusterArn, containerInstanceArns: [containerInstanceArn] };
  if (status === 'DRAINING') {
    // The mark goes last: without it nothing would tell that it was we who drained the host.
    return {
      // In a dry run the host stays DRAINING, however often it is looked at.
      ...forAllMails(look, settings.dryRun ? { kind: 'done', reason: 'dry-run' } : again(reason, UNMARK_PAUSE)),
      actions: [{ kind: 'activate-hosts', reason, ...hosts }],
    };
  }
  return { ...forAllMails(look, { kind: 'done', reason }), actions: [{ kind: 'unmark-hosts', reason, ...hosts }] };
}

function again(reason: Reason, seconds: number): NextLook {
  return { kind: 'again', reason, seconds, retrySeconds: seconds };
}

function forAllMails({ mails }: HostLook, nextLook: NextLook): HostPlan {
  return {
    actions: [],
    heldBack: [],
    warnings: [],
    nextLooks: new Map(mails.map((mail) => [mail.messageId, nextLook])),
  };
}

/** Leaves the host alone. */
function forAll(look: HostLook, reason: Reason): HostPlan {
  return { ...forAllMails(look, { kind: 'done', reason }), heldBack: [{ subject: look.ec2InstanceId, reason }] };
}
