import type { SetDesiredCount } from '../../shared/domain/actions.ts';
import { type Failure, RetryableError } from '../../shared/domain/errors.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { Message, Verdict } from '../../shared/runtime/messages.ts';
import type { ComingLooks } from './coming-looks.ts';
import type { HostSyncEvent } from './event.ts';
import type { ClusterView, Snapshot } from './snapshot.ts';

/**
 * From this receive on, a write is not confirmed any more, and the schedule does it. Otherwise a service that
 * something else keeps changing would send a message to the dead-letter queue with nothing having failed. The
 * queue's maxReceiveCount has to be well above it: the rest is for failures.
 */
const CONFIRM_UP_TO_RECEIVE = 10;

/** Why the look at a cluster is not the last one. */
type Unfinished = Extract<Verdict, { kind: 'retry' | 'look-again' }>;
type HostSyncLook = Look<HostSyncEvent, Snapshot, SetDesiredCount>;

/**
 * Decides which messages come back. Messages only say where to look, so for a cluster that needs another look
 * one message is enough; the others are done. A failure in one cluster brings no other cluster's message back.
 */
export function settle(
  look: HostSyncLook,
  coming: Pick<ComingLooks, 'pause' | 'expect'>,
): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const keep = (message: Message<HostSyncEvent> | undefined, verdict: Unfinished): void => {
    if (!message || (verdict.kind === 'look-again' && message.receiveCount >= CONFIRM_UP_TO_RECEIVE)) return;
    // A message that stands for several clusters comes back for a failure rather than for a confirmation.
    if (verdicts.get(message.messageId)?.kind !== 'retry') verdicts.set(message.messageId, verdict);
  };
  const everywhere = freshest(look.messages, ({ kind }) => kind === 'every-cluster');
  const unfinished = [...unfinishedClusters(look, coming)].flatMap(([clusterArn, verdict]) => {
    const own = freshest(look.messages, (event) => event.kind === 'one-cluster' && event.clusterArn === clusterArn);
    const message = own ?? everywhere;
    return message ? [{ clusterArn, verdict, message }] : [];
  });
  for (const { message, verdict } of unfinished) keep(message, verdict);
  const { everywhereFailure } = look.snapshot;
  if (everywhereFailure) keep(everywhere, { kind: 'retry', reason: everywhereFailure.reason });
  for (const { clusterArn, message } of unfinished) {
    const kept = verdicts.get(message.messageId);
    if (kept?.kind === 'look-again') coming.expect(clusterArn, message.messageId, kept.seconds);
  }
  return verdicts;
}

/** The message with the most receives left. */
function freshest(
  messages: readonly Message<HostSyncEvent>[],
  isMeant: (event: HostSyncEvent) => boolean,
): Message<HostSyncEvent> | undefined {
  const meant = messages.filter(({ event }) => isMeant(event));
  return meant.toSorted((a, b) => a.receiveCount - b.receiveCount)[0];
}

function unfinishedClusters(
  { snapshot, applied }: HostSyncLook,
  coming: Pick<ComingLooks, 'pause'>,
): ReadonlyMap<string, Unfinished> {
  const unfinished = new Map<string, Unfinished>();
  const written = applied.filter(({ outcome }) => outcome === 'done').map(({ action }) => action.clusterArn);
  const seconds = coming.pause(written);
  for (const { action, ...result } of applied) {
    if (result.outcome === 'done' && !unfinished.has(action.clusterArn)) {
      unfinished.set(action.clusterArn, { kind: 'look-again', reason: 'confirming-look', seconds });
    }
    if (result.outcome === 'failed') unfinished.set(action.clusterArn, { kind: 'retry', reason: result.error.reason });
  }
  for (const view of snapshot.clusters) {
    const failure = failures(view).find((each) => each instanceof RetryableError);
    if (failure) unfinished.set(view.clusterArn, { kind: 'retry', reason: failure.reason });
  }
  return unfinished;
}

function failures(view: ClusterView): readonly Failure[] {
  if (view.kind === 'unreadable') return [view.failure];
  if (view.kind !== 'read') return [];
  const uncounted = view.services.flatMap(({ hosts }) => (hosts.kind === 'unreadable' ? [hosts.failure] : []));
  return [...uncounted, ...view.unread.map(({ failure }) => failure)];
}
