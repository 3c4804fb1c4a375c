import type { ScaleInSettings } from '../functions/scale-in/terms.ts';

/** Settings with everything on: consolidation, three more copies of the largest task, 20 % of headroom. */
export const SETTINGS: ScaleInSettings = {
  clusterTerms: {
    headroomCpuPercent: 20,
    headroomMemoryPercent: 20,
    headroomCopies: 3,
    budget: { kind: 'percent', percent: 10 },
    windows: [],
    cooldownMinutes: 15,
    disconnectedMinutes: 30,
  },
  groupTerms: {
    optIn: 'unsaid',
    pausedUntil: 0,
    consolidates: true,
    thresholdPercent: 50,
    idleMinutes: 10,
    minimumAgeMinutes: 15,
    minimumPerZone: 1,
    drainMinutes: 30,
    unjoinedMinutes: 15,
    replacesDisconnected: false,
    replacesUnjoined: false,
    clearsProtection: false,
  },
};
