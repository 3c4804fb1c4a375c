/** A span of time, epoch milliseconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });
const CLOCK_SECONDS = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** `18:05`, UTC. */
export const clockTime = (time: number): string => CLOCK.format(time);

/** `18:05:09`, UTC. */
export const clockTimeWithSeconds = (time: number): string => CLOCK_SECONDS.format(time);

/** `5 Jan`, UTC. */
export const dayOf = (time: number): string => DAY.format(time);

/** `5 Jan, 18:05`, UTC. */
export const dayAndTime = (time: number): string => `${dayOf(time)}, ${clockTime(time)}`;

/** `5 Jan 2026, 17:30 – 23:10 UTC`; both dates where they differ. */
export function formatRange({ start, end }: TimeRange): string {
  const [from, to] = [DATE.format(start), DATE.format(end)];
  return `${from}, ${clockTime(start)} – ${from === to ? '' : `${to}, `}${clockTime(end)} UTC`;
}
