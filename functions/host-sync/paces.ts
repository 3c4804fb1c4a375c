import type { PacedOperations } from '../../shared/aws/pacing.ts';

/**
 * Milliseconds. A call that would wait longer fails, and its message comes back.
 */
const LONGEST_WAIT = 5_000;

/**
 * Less than an eighth of what ECS sustains for an account in a Region (ECS API reference, "Request throttling for the
 * Amazon ECS API") in any minute: with two runs side by side, and what the SDK repeats, a quarter.
 */
export const ECS_PACE: readonly PacedOperations[] = [
  {
    operations: ['ListContainerInstances', 'DescribeContainerInstances'],
    ...{ burst: 25, perSecond: 5, perMinute: 110, longestWait: LONGEST_WAIT },
  },
  {
    operations: ['ListServices', 'DescribeServices'],
    ...{ burst: 25, perSecond: 5, perMinute: 110, longestWait: LONGEST_WAIT },
  },
  { operations: ['UpdateService'], burst: 20, perSecond: 2.5, perMinute: 30, longestWait: LONGEST_WAIT },
];
