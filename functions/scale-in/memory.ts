import type { Host } from '../../shared/domain/hosts.ts';
import type { MarkHosts, UnmarkHosts } from './actions.ts';
import { ATTRIBUTES, asValue, remembered } from './attributes.ts';
import type { ClusterFacts, HostFacts } from './cluster-facts.ts';
import type { Draft } from './drafts.ts';
import { isMarked } from './follow-up.ts';
import { idleness } from './occupancy.ts';

/** Has hosts remember what the next plans need: since when they are idle, since when their agents are away. */
export function keepMemory(facts: ClusterFacts, draft: Draft): void {
  for (const each of facts.hosts) {
    const verdict = draft.verdictOn(each);
    if (each.host.status === 'ACTIVE' && isMarked(each.host) && verdict?.outcome !== 'drain') {
      draft.doTo(each.host, { kind: 'unmark-hosts', reason: 'mark-left-over', markName: ATTRIBUTES.drainedAt });
    }
    if (each.isTerminating) continue;
    if (each.terms.optIn !== 'in') {
      forget(each.host, draft);
      continue;
    }
    rememberIdleness(each, facts, draft);
    rememberAgent(each, facts.now, draft);
  }
}

/**
 * Takes off what a host remembers where nobody looks after it any more. Else it would seem to have been idle or away all
 * the time, should somebody opt in again.
 */
export function forget(host: Pick<Host, 'containerInstanceArn' | 'attributes'>, draft: Draft): void {
  for (const markName of [ATTRIBUTES.idleSince, ATTRIBUTES.disconnectedSince]) {
    if (host.attributes[markName] === undefined) continue;
    draft.doTo(host, { kind: 'unmark-hosts', reason: 'mark-left-over', markName });
  }
}

function rememberIdleness(each: HostFacts, { now, look }: ClusterFacts, draft: Draft): void {
  if (each.host.status !== 'ACTIVE') return;
  const idle = idleness(each, now);
  const isRemembered = each.host.attributes[ATTRIBUTES.idleSince] !== undefined;
  // With something unread the host may have tasks that nobody told of.
  if (idle.kind === 'begins' && look.unread.length === 0) {
    warnOfWrongMark(each, ATTRIBUTES.idleSince, draft);
    draft.doTo(each.host, begins('idle-begins', ATTRIBUTES.idleSince, now));
  } else if (idle.kind === 'busy' && isRemembered) {
    draft.doTo(each.host, { kind: 'unmark-hosts', reason: 'idle-over', markName: ATTRIBUTES.idleSince } satisfies Ends);
  }
}

function rememberAgent(each: HostFacts, now: number, draft: Draft): void {
  const name = ATTRIBUTES.disconnectedSince;
  const since = remembered(each.host, name);
  if (each.host.agentConnected) {
    if (since.kind === 'none') return;
    draft.doTo(each.host, { kind: 'unmark-hosts', reason: 'agent-back', markName: name } satisfies Ends);
  } else if (since.kind !== 'at' || since.at > now) {
    warnOfWrongMark(each, name, draft);
    draft.doTo(each.host, begins('agent-away', name, now));
  }
}

type Ends = Pick<UnmarkHosts, 'kind' | 'reason' | 'markName'>;

function begins(reason: MarkHosts['reason'], name: string, now: number): Pick<MarkHosts, 'kind' | 'reason' | 'mark'> {
  return { kind: 'mark-hosts', reason, mark: { name, value: asValue(now) } };
}

function warnOfWrongMark({ host }: HostFacts, name: string, draft: Draft): void {
  const mark = remembered(host, name);
  if (mark.kind !== 'wrong') return;
  const detail = `${name} is ${JSON.stringify(mark.text)}`;
  draft.warnings.push({ subject: host.containerInstanceArn, reason: 'invalid-mark', detail });
}
