/** Seconds that a lifecycle action may last at most, whatever heartbeats come. */
export const LONGEST_WAIT = 48 * 3600;
/** Heartbeat time-outs that it may last at most. */
const MOST_HEARTBEATS = 100;

/** Auto Scaling allows heartbeat time-outs from 30 to 7200 seconds (API reference, PutLifecycleHook). */
export const SHORTEST_HEARTBEAT = 30;

/** Pauses between looks in seconds, by age of the wait in seconds. */
const CADENCE: readonly { readonly upToAge: number; readonly pause: number }[] = [
  { upToAge: 14, pause: 15 },
  { upToAge: 44, pause: 30 },
  // 90 rather than 60: with the first looks, the sweeps and one that an event may cause, 15 minutes see at most 15 runs.
  { upToAge: 15 * 60 - 1, pause: 90 },
  { upToAge: 3600 - 1, pause: 120 },
  { upToAge: Number.POSITIVE_INFINITY, pause: 300 },
];

/**
 * Seconds for which Auto Scaling holds an instance at most (EC2 Auto Scaling user guide, lifecycle hooks: "48 hours or
 * 100 times the heartbeat timeout, whichever is smaller").
 *
 * @param heartbeatTimeout of the hook, in seconds
 */
export function globalLimit(heartbeatTimeout: number): number {
  return Math.min(LONGEST_WAIT, MOST_HEARTBEATS * heartbeatTimeout);
}

/**
 * The heartbeat time-out of a hook that could not be read: no longer than it must be, judging by how long the wait has
 * lasted already.
 *
 * @param age of the wait in seconds
 */
export function assumedHeartbeatTimeout(age: number): number {
  return Math.max(SHORTEST_HEARTBEAT, age / MOST_HEARTBEATS);
}

/**
 * Which half of a heartbeat time-out a wait is in, counted from 0. A heartbeat is due once in each but the first.
 *
 * @param age of the wait in seconds
 */
export function heartbeatPeriod(age: number, heartbeatTimeout: number): number {
  return Math.floor(age / (heartbeatTimeout / 2));
}

/** What decides when to look again. All but `moments` in seconds. */
export interface LookTiming {
  /** Since the instance began to wait. */
  readonly age: number;
  readonly heartbeatTimeout: number;
  /** Ages at which something is to be done; those in the past do not count. */
  readonly moments: readonly (number | undefined)[];
}

/**
 * Whole seconds until the next look: growing with the age, never more than half of what is left of the heartbeat, never
 * past a moment at which something is to be done, and at least 1.
 *
 * In each half of the time-out one look sends a heartbeat. What is left of it is judged by the worst case, that it was
 * sent when the half began: more than a half is left then, and the next look comes before three quarters of the
 * time-out are over, in the next half, where it sends the next one. A quarter is to spare for a look that comes late.
 */
export function secondsToNextLook({ age, heartbeatTimeout, moments }: LookTiming): number {
  const { pause } = CADENCE.find(({ upToAge }) => age <= upToAge) ?? { pause: 1 };
  const half = heartbeatTimeout / 2;
  const heartbeatLeft = heartbeatTimeout - (age % half);
  const ahead = moments.flatMap((moment) => (moment !== undefined && moment > age ? [moment - age] : []));
  return Math.max(1, Math.floor(Math.min(pause, heartbeatLeft / 2, ...ahead)));
}

/** A part of the age. Failures that go on for hours cost some hundred receives, not a thousand. */
const PART_OF_AGE = 20;
/** Seconds. */
const SHORTEST_RETRY = 5;

/**
 * Seconds after which a look that failed is made again at the latest: a twentieth of the age, and no later than a look
 * that succeeded.
 */
export function secondsToRetry(timing: LookTiming): number {
  return Math.min(secondsToNextLook(timing), Math.max(SHORTEST_RETRY, Math.floor(timing.age / PART_OF_AGE)));
}
