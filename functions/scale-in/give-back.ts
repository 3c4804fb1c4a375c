import type { Mark } from './actions.ts';
import { ATTRIBUTES, asValue } from './attributes.ts';
import type { ClusterFacts, HostFacts } from './cluster-facts.ts';
import type { Objection } from './host-nevers.ts';
import type { Planning } from './planning.ts';
import { BOUNDS } from './terms.ts';

/** Whom a cooldown concerns. */
type Cooldown = 'cluster' | 'host' | 'nobody';

/** Sets hosts to ACTIVE again. */
export function giveBack(
  { facts, fleet, draft }: Planning,
  hosts: readonly HostFacts[],
  objection: Objection,
  whom: Cooldown,
): void {
  const { reason } = objection;
  const cooldown = cooldownMark(facts, whom);
  for (const each of hosts) {
    draft.judge(each, 'give-back', objection);
    draft.doTo(each.host, { kind: 'give-back-hosts', reason, cooldown, markName: ATTRIBUTES.drainedAt });
  }
  fleet.join(hosts.filter(({ isLongDisconnected }) => !isLongDisconnected));
}

function cooldownMark({ now, terms }: ClusterFacts, whom: Cooldown): Mark | undefined {
  if (whom === 'nobody') return undefined;
  const [, mostMinutes] = BOUNDS.minutes;
  const value = asValue(now + Math.min(terms.cooldownMinutes, mostMinutes) * 60_000);
  return { name: whom === 'cluster' ? ATTRIBUTES.clusterNotBefore : ATTRIBUTES.notBefore, value };
}
