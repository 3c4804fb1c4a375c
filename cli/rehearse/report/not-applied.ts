import type { Decision } from '../../plan/decisions.ts';
import type { Acts } from '../happenings/acts.ts';
import type { Scenario, ShownFunction } from '../scenario/schema.ts';
import type { NotApplied } from './rehearsal.ts';

/** What did not happen of all that a scenario is there for. */
export interface Unplayed {
  readonly notApplied: readonly NotApplied[];
  /** How many different things the scenario has: what it does, and functions that it shows. */
  readonly parts: number;
  /** How many of them did not happen at all. */
  readonly missed: number;
}

/** What has a function decide about something, where a rehearsal does not opt it in. */
const MENDS: Readonly<Record<ShownFunction, string>> = {
  'scale-in': '--opt-in for this rehearsal, or the tag ecs-ops:scale-in=true on a cluster or group',
  'termination-gate': '--opt-in for this rehearsal, or the terminate hook on the groups',
  'host-sync': '--opt-in for this rehearsal, or the tag ecs-ops:one-per-host=true on a service',
  'spot-drain': 'Spot hosts that get notice, and settings that do not leave their clusters out',
  'host-onboard': 'a scenario in which hosts join, and settings that do not leave their clusters out',
};
const OPTED_IN =
  'a file with hosts in Auto Scaling groups, tags that opt nothing out, and settings that leave nothing out';

/** Gathers what did not happen: events, and functions that had nothing to decide although something happened. */
export function notAppliedIn(
  { events, shows }: Pick<Scenario, 'events' | 'shows'>,
  acts: Acts,
  decisions: readonly Decision[],
  isOptedIn: boolean,
): Unplayed {
  const missing = acts.notApplied();
  // A function has nothing to decide where nothing happens: that is said already.
  const isNothingPlayed = events.length > 0 && acts.missed === acts.count;
  const idle = isNothingPlayed ? [] : shows.filter((name) => !decisions.some((each) => isDecided(each, name)));
  const idleEntries = idle.map((name): NotApplied => {
    const mend = isOptedIn ? OPTED_IN : MENDS[name];
    return { event: name, times: 1, extent: 'not-at-all', what: 'it had nothing to decide', mend };
  });
  const missed = isNothingPlayed ? acts.missed + shows.length : acts.missed + idle.length;
  return { notApplied: [...idleEntries, ...missing], parts: acts.count + shows.length, missed };
}

function isDecided({ function: by, reason }: Decision, name: string): boolean {
  return by === name && !reason.endsWith('-not-opted-in');
}
