import type { Random } from '../../kernel/random.ts';

/** How long something takes, in milliseconds: always the same, or log-normal around a median. */
export type Duration = number | { readonly median: number; readonly p99: number };

/** Draws a duration in whole milliseconds. */
export function drawDuration(duration: Duration, random: Random): number {
  return Math.round(typeof duration === 'number' ? duration : random.latency(duration.median, duration.p99));
}
