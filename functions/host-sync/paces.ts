import type { PacedOperations } from '../../shared/aws/pacing.ts';

/**
 * An eighth of the 5 writes of services a second that ECS sustains for an account in a Region, and so a quarter with two runs
 * side by side (ECS API reference, "Request throttling for the Amazon ECS API"). A write for which there is no room is left
 * for later, as one that AWS has throttled: its cluster's message comes back. What was written need not be written again, so
 * each look gets further than the last.
 */
export const WRITE_PACE: readonly PacedOperations[] = [
  { operations: ['UpdateService'], burst: 37, perSecond: 5, perMinute: 37, longestWait: 1_000 },
];
