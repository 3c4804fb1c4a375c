import { ATTRIBUTES, asValue, remembered } from './attributes.ts';
import { type Candidate, candidacy, inOrderOfRemoval } from './candidates.ts';
import type { Objection } from './host-nevers.ts';
import type { Planning } from './planning.ts';

/** What the same plan does besides. */
export interface Besides {
  /** How many more hosts may be on their way out. */
  readonly left: number;
  /** Hosts are given back because room is wanted. */
  readonly roomWanted: boolean;
  /** Hosts are replaced: until the new ones are there, groups look as if they grew. */
  readonly isReplacing: boolean;
}

/** Chooses the hosts that are drained now, and says of every other host why it stays. */
export function chooseVictims(planning: Planning, { left, roomWanted, isReplacing }: Besides): void {
  const { facts, holds, draft, fleet } = planning;
  const candidates: Candidate[] = [];
  for (const each of facts.hosts) {
    if (draft.verdictOn(each)) continue;
    const found = candidacy(each, facts);
    if ('waste' in found) candidates.push(found);
    else draft.judge(each, 'keep', found);
  }
  const unevaluated = fleet.unevaluated;
  const hold: Objection | undefined =
    holds.removal ??
    (roomWanted ? { reason: 'cooldown' } : undefined) ??
    (isReplacing ? { reason: 'scaling-out' } : undefined) ??
    hostReturning(planning) ??
    (unevaluated === undefined ? undefined : { reason: 'not-evaluated', detail: unevaluated }) ??
    drainInProgress(planning);
  if (hold) for (const { facts: each } of candidates) draft.judge(each, 'keep', hold);
  else removeInTurn(candidates.sort(inOrderOfRemoval), left, planning);
}

/** The room of a host that is given back is there once it is ACTIVE again: until the next look nothing goes that needs it. */
function hostReturning({ facts: { hosts }, draft }: Planning): Objection | undefined {
  const returning = hosts.find((each) => draft.verdictOn(each)?.outcome === 'give-back');
  return returning && { reason: 'host-returning', detail: returning.host.ec2InstanceId };
}

/**
 * A host drained within the cooldown is still on its way out: the next ones wait until it is gone. So planning again
 * right after applying drains nothing more, and a drain that hangs holds the others up for no longer than the cooldown.
 */
function drainInProgress({ facts: { hosts, terms, now } }: Planning): Objection | undefined {
  for (const { host } of hosts) {
    const drainedAt = remembered(host, ATTRIBUTES.drainedAt);
    if (host.status !== 'DRAINING' || drainedAt.kind !== 'at') continue;
    if (now - drainedAt.at < terms.cooldownMinutes * 60_000)
      return { reason: 'drain-in-progress', detail: host.ec2InstanceId };
  }
  return undefined;
}

/**
 * Removes candidates in their order for as long as the budget lasts. One that only the balance of the zones keeps has
 * another turn once a host of another zone has gone. Any other refusal is final: room and groups only get smaller.
 */
function removeInTurn(candidates: readonly Candidate[], budget: number, planning: Planning): void {
  let left = budget;
  let waiting = candidates;
  let hasChanged = true;
  while (hasChanged && waiting.length > 0) {
    hasChanged = false;
    const unbalanced: Candidate[] = [];
    for (const candidate of waiting) {
      const objection: Objection | undefined = left <= 0 ? OVER_BUDGET : remove(candidate, planning);
      if (objection?.reason === 'zone-balance') unbalanced.push(candidate);
      else if (objection) planning.draft.judge(candidate.facts, 'keep', objection);
      else {
        left -= 1;
        hasChanged = true;
      }
    }
    waiting = unbalanced;
  }
  for (const { facts } of waiting) planning.draft.judge(facts, 'keep', balance(facts, planning));
}

const OVER_BUDGET: Objection = { reason: 'disruption-budget' };

function balance({ group, member, terms }: Candidate['facts'], { leaving }: Planning): Objection {
  const refusal = group && member && leaving.refusal(group.group, member, terms.minimumPerZone);
  return refusal ?? { reason: 'zone-balance' };
}

function remove({ facts: host, reason }: Candidate, { fleet, draft, leaving, facts }: Planning): Objection | undefined {
  const { group, member, terms } = host;
  if (!group || !member) return { reason: 'no-group' };
  const refusal = leaving.refusal(group.group, member, terms.minimumPerZone) ?? fleet.remove(host);
  if (refusal) return refusal;
  leaving.leave(group.group, member);
  const mark = { name: ATTRIBUTES.drainedAt, value: asValue(facts.now) };
  draft.judge(host, 'drain', { reason });
  draft.doTo(host.host, { kind: 'mark-and-drain-hosts', reason, mark });
  return undefined;
}
