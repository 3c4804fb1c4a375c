import type { ScaleInSettings } from '../../functions/scale-in/terms.ts';

/** The time at which everything that is built here is planned. */
export const NOW = Date.UTC(2031, 4, 4, 12);

/** A time so many minutes before that, as an attribute's value. */
export const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

/** Settings with which the smallest clusters can be planned: half of the hosts may go, no headroom is wanted. */
export function theSettings(
  clusterTerms: Partial<ScaleInSettings['clusterTerms']> = {},
  groupTerms: Partial<ScaleInSettings['groupTerms']> = {},
): ScaleInSettings {
  return {
    clusterTerms: {
      headroomCpuPercent: 0,
      headroomMemoryPercent: 0,
      headroomCopies: 0,
      budget: { kind: 'percent', percent: 50 },
      windows: [],
      cooldownMinutes: 15,
      disconnectedMinutes: 30,
      ...clusterTerms,
    },
    groupTerms: {
      optIn: 'unsaid',
      pausedUntil: 0,
      consolidates: true,
      thresholdPercent: 50,
      idleMinutes: 10,
      minimumAgeMinutes: 15,
      minimumPerZone: 0,
      drainMinutes: 30,
      unjoinedMinutes: 15,
      replacesDisconnected: false,
      replacesUnjoined: false,
      clearsProtection: false,
      ...groupTerms,
    },
  };
}
