import { PermanentError, type RetryableError } from '../../shared/domain/errors.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { Message, Verdict } from '../../shared/runtime/messages.ts';
import type { HostOnboardAction, HostOnboardPlan } from './actions.ts';
import type { HostOnboardEvent } from './event.ts';
import type { Snapshot } from './snapshot.ts';

/** Seconds between two runs on hosts that one of them could not take. {@link HOSTS_PER_RUN} says why. */
const NEXT_RUN_AFTER = 8;

type HostOnboardLook = Look<HostOnboardEvent, Snapshot, HostOnboardAction, HostOnboardPlan>;
type Unfinished = Extract<Verdict, { kind: 'retry' | 'look-again' }>;

/**
 * Decides which messages come back: one for each cluster with hosts that were not reached or failed. It stands for all
 * of them then. A failure in one cluster brings no other cluster's message back.
 */
export function settle(look: HostOnboardLook): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  if (look.snapshot.kind !== 'hosts-seen') return verdicts;
  const keep = (message: Message<HostOnboardEvent> | undefined, verdict: Unfinished): void => {
    if (message && verdicts.get(message.messageId)?.kind !== 'retry') verdicts.set(message.messageId, verdict);
  };
  const everywhere = freshest(look.messages, ({ kind }) => kind === 'every-cluster');
  for (const [clusterArn, verdict] of unfinishedClusters(look)) {
    keep(
      freshest(look.messages, (event) => event.kind === 'host' && event.clusterArn === clusterArn) ?? everywhere,
      verdict,
    );
  }
  const { everywhereFailure } = look.snapshot;
  if (everywhereFailure) keep(everywhere, { kind: 'retry', reason: everywhereFailure.reason });
  return verdicts;
}

/** The message with the most receives left. */
function freshest(
  messages: readonly Message<HostOnboardEvent>[],
  isMeant: (event: HostOnboardEvent) => boolean,
): Message<HostOnboardEvent> | undefined {
  return messages.filter(({ event }) => isMeant(event)).toSorted((a, b) => a.receiveCount - b.receiveCount)[0];
}

function unfinishedClusters({ snapshot, plan, applied, after }: HostOnboardLook): ReadonlyMap<string, Unfinished> {
  const unfinished = new Map<string, Unfinished>();
  if (snapshot.kind !== 'hosts-seen') return unfinished;
  const fail = (clusterArn: string, { reason }: RetryableError): unknown =>
    unfinished.set(clusterArn, { kind: 'retry', reason });
  for (const clusterArn of snapshot.unfinished) {
    unfinished.set(clusterArn, { kind: 'look-again', reason: 'hosts-left', seconds: NEXT_RUN_AFTER });
  }
  for (const { clusterArn, failure } of snapshot.unreadable) {
    if (!(failure instanceof PermanentError)) fail(clusterArn, failure);
  }
  for (const { action, ...result } of [...applied, ...(after?.applied ?? [])]) {
    // A hop limit that could not be raised is found again by the schedule: the marker says that it is known.
    if (result.outcome !== 'failed' || action.kind === 'raise-hop-limit') continue;
    const concerned = action.kind === 'label-hosts' ? [action.clusterArn] : plan.reports.map((each) => each.clusterArn);
    for (const clusterArn of concerned) fail(clusterArn, result.error);
  }
  return unfinished;
}
