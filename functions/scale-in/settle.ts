import type { Reason } from '../../shared/domain/reasons.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { Verdict } from '../../shared/runtime/messages.ts';
import type { ScaleInAction, ScaleInPlan } from './actions.ts';
import type { ScaleInEvent } from './event.ts';
import type { Snapshot } from './snapshot.ts';

type ScaleInLook = Look<ScaleInEvent, Snapshot, ScaleInAction, ScaleInPlan>;

/** Seconds until hosts that were idle and are DRAINING now are looked at: time for ECS's reads to catch up. */
const SECOND_LOOK_AFTER = 15;
/** Receives after which a message is done whatever failed: the schedule has long brought another. */
const RECEIVES = 4;

/**
 * Decides which message comes back. All say the same, so one is enough: for the second look at hosts that are about to
 * be terminated, or because something failed.
 */
export function settle(look: ScaleInLook): ReadonlyMap<string, Verdict> {
  const [freshest] = look.messages.toSorted((a, b) => a.receiveCount - b.receiveCount);
  const verdict = verdictOn(look);
  if (!freshest || freshest.receiveCount >= RECEIVES || verdict.kind === 'done') return new Map();
  return new Map([[freshest.messageId, verdict]]);
}

function verdictOn(look: ScaleInLook): Verdict {
  // Where there is much to read, the next look of the schedule is soon enough.
  if (!look.snapshot.isLarge && look.applied.some(isDrainOfIdleHosts)) {
    return { kind: 'look-again', reason: 'first-look', seconds: SECOND_LOOK_AFTER };
  }
  const reason = failureOf(look);
  return reason ? { kind: 'retry', reason } : { kind: 'done' };
}

function isDrainOfIdleHosts({ action, outcome }: ScaleInLook['applied'][number]): boolean {
  return outcome === 'done' && action.kind === 'mark-and-drain-hosts' && action.reason === 'host-idle';
}

function failureOf({ snapshot, applied }: ScaleInLook): Reason | undefined {
  const failed = applied.flatMap((each) => (each.outcome === 'failed' ? [each.error.reason] : []));
  const unreadable = snapshot.clusters.flatMap((view) => (view.kind === 'unreadable' ? [view.failure.reason] : []));
  const unread = snapshot.clusters.flatMap((view) => (view.kind === 'read' ? view.unread : []));
  const { everywhereFailure } = snapshot;
  return failed[0] ?? everywhereFailure?.reason ?? unreadable[0] ?? unread[0]?.reason;
}
