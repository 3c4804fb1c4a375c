import type { GroupSettings, Member } from './model.ts';
import { countByZone, wantedOnDemand } from './placement.ts';

/** The settings that the choice follows. */
export type SelectionSettings = Pick<GroupSettings, 'terminationPolicies' | 'distribution' | 'zones'>;

/** What the choice of victims looks at in an instance. */
export type Candidate = Pick<
  Member,
  'instanceId' | 'zone' | 'purchase' | 'templateVersion' | 'launchedAt' | 'protectedFromScaleIn'
>;

/**
 * Chooses the instances that a scale-in takes: from the zones with the most instances first, among those that are not
 * protected, zones that the group has left before all; there the group's termination policies decide, one after the other.
 * Source: EC2 Auto Scaling user guide, how termination policies work. Where Auto Scaling would draw lots, the
 * lowest instance id loses, so that runs are the same.
 * @param inService everything in service, the protected included
 * @param now epoch milliseconds
 */
export function chooseVictims(
  count: number,
  inService: readonly Candidate[],
  settings: SelectionSettings,
  now: number,
): readonly string[] {
  let left = [...inService];
  const victims: string[] = [];
  while (victims.length < count) {
    const victim = chooseVictim(left, settings, now);
    if (victim === undefined) break;
    victims.push(victim.instanceId);
    left = left.filter(({ instanceId }) => instanceId !== victim.instanceId);
  }
  return victims;
}

function chooseVictim(
  inService: readonly Candidate[],
  settings: SelectionSettings,
  now: number,
): Candidate | undefined {
  const unprotected = inService.filter((candidate) => !candidate.protectedFromScaleIn);
  const sizes = countByZone(inService, settings.zones);
  const fullest = best(unprotected, ({ zone }) => -(sizes.get(zone) ?? Number.POSITIVE_INFINITY));
  const ofPurchase = inExcess(fullest, inService, settings);
  const policies = settings.terminationPolicies.length > 0 ? settings.terminationPolicies : ['Default'];
  const finalists = policies.reduce<readonly Candidate[]>((left, policy) => applyPolicy(left, policy, now), ofPurchase);
  return finalists.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))[0];
}

/** Keeps the purchase option of which there is more than the group's distribution wants. */
function inExcess(
  candidates: readonly Candidate[],
  inService: readonly Candidate[],
  { distribution }: Pick<GroupSettings, 'distribution'>,
): readonly Candidate[] {
  if (distribution === undefined) return candidates;
  const onDemand = inService.filter(({ purchase }) => purchase === 'on-demand').length;
  const excess = onDemand > wantedOnDemand(inService.length - 1, distribution) ? 'on-demand' : 'spot';
  const matching = candidates.filter(({ purchase }) => purchase === excess);
  return matching.length > 0 ? matching : candidates;
}

const HOUR = 3_600_000;

function applyPolicy(candidates: readonly Candidate[], policy: string, now: number): readonly Candidate[] {
  switch (policy) {
    case 'OldestInstance':
      return best(candidates, ({ launchedAt }) => launchedAt);
    case 'NewestInstance':
      return best(candidates, ({ launchedAt }) => -launchedAt);
    case 'OldestLaunchTemplate':
      return best(candidates, ({ templateVersion }) => templateVersion);
    case 'ClosestToNextInstanceHour':
      return best(candidates, ({ launchedAt }) => HOUR - ((now - launchedAt) % HOUR));
    case 'Default':
      return ['OldestLaunchTemplate', 'ClosestToNextInstanceHour'].reduce<readonly Candidate[]>(
        (left, step) => applyPolicy(left, step, now),
        candidates,
      );
    // AllocationStrategy and custom policies say nothing here: see FIDELITY.md.
    default:
      return candidates;
  }
}

/** Those with the lowest score. */
function best(candidates: readonly Candidate[], score: (candidate: Candidate) => number): readonly Candidate[] {
  const lowest = Math.min(...candidates.map(score));
  return candidates.filter((candidate) => score(candidate) === lowest);
}
