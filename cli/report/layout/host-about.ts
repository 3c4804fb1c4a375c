import { clockTimeWithSeconds } from '../../page/moment.ts';
import type { HostState, HostTrack, Phase } from '../recording/recording.ts';

/** How states are called. */
export const STATE_NAMES: Readonly<Record<HostState, string>> = {
  'not-registered': 'not registered in ECS',
  active: 'ACTIVE',
  disconnected: 'agent disconnected',
  draining: 'DRAINING',
  held: 'held by its lifecycle hook',
  ending: 'shutting down',
};

/** What a host was and became, in a few words. */
export function aboutHost({ purchase, instanceType, zone, isNew, phases }: HostTrack): string {
  const what = [purchase === 'spot' ? 'Spot' : undefined, instanceType, zone].filter((part) => part !== undefined);
  return `${what.join(', ')}: ${isNew ? 'came' : 'was there'}${phases.map(told).join('')}${ending(phases)}`;
}

/** How a host was bought and the end of its zone's name, as `Spot 1a`. */
export function tagOf({ purchase, zone }: HostTrack): string {
  return [purchase === 'spot' ? 'Spot' : '', zone?.split('-').at(-1) ?? ''].filter((part) => part !== '').join(' ');
}

/** How much there is to see of a host: 0 for one that was ACTIVE from the beginning to the end. */
export function hostWeight({ isNew, phases, events, tasks }: HostTrack): number {
  if (tasks.some(({ isKilled, isDaemon }) => isKilled === true && isDaemon !== true)) return 5;
  const states = new Set(phases.map(({ state }) => state));
  if (phases.at(-1)?.to === undefined && (states.has('draining') || states.has('held'))) return 4;
  if (events.some(({ kind }) => kind === 'notice') || states.has('draining') || states.has('held')) return 3;
  if (phases.at(-1)?.to !== undefined || states.size > 2) return 2;
  return isNew || states.size > 1 || events.length > 0 ? 1 : 0;
}

function told({ state, from }: Phase): string {
  return `, ${STATE_NAMES[state]} from ${clockTimeWithSeconds(from)}`;
}

function ending(phases: readonly Phase[]): string {
  const to = phases.at(-1)?.to;
  return to === undefined ? '' : `, gone at ${clockTimeWithSeconds(to)}`;
}
