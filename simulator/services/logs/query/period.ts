import { MalformedQueryError, type Period } from './query.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds by unit, as far as a unit has always as many. Source: CloudWatch Logs user guide, "stats". */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  millisecond: 1,
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hr: HOUR,
  hour: HOUR,
  d: 24 * HOUR,
  day: 24 * HOUR,
};

/** Milliseconds of a period. @throws MalformedQueryError for a unit that the simulator does not have */
export function periodOf({ count, unit, position }: Period): number {
  // Units of more than one character may end in s: hrs, minutes.
  const length = UNITS[unit] ?? (unit.length > 2 && unit.endsWith('s') ? UNITS[unit.slice(0, -1)] : undefined);
  if (length === undefined) throw new MalformedQueryError(`The simulator has no unit of time ${unit}`, position);
  if (count < 1) throw new MalformedQueryError('a period of time is longer than nothing', position);
  return count * length;
}
