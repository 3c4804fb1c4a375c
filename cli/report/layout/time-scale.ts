import { clockTime, clockTimeWithSeconds, dayOf, type TimeRange } from '../../page/moment.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Between ticks. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR),
];

/** A moment that an axis names. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Ticks at round times, no more than fit. @param most how many labels there is room for */
export function ticks({ start, end }: TimeRange, most: number): readonly Tick[] {
  const step = STEPS.find((each) => (end - start) / each <= Math.max(most, 1)) ?? 48 * HOUR;
  const first = Math.ceil(start / step) * step;
  const count = Math.max(0, Math.floor((end - first) / step) + 1);
  const label = step < MINUTE ? clockTimeWithSeconds : clockTime;
  return Array.from({ length: count }, (_, index) => first + index * step).map((at, index) => ({
    at,
    label: at % (24 * HOUR) === 0 && index > 0 ? dayOf(at) : label(at),
  }));
}

/** Where a moment is in a range, 0 to 1; before it 0, after it 1. */
export function share(at: number, { start, end }: TimeRange): number {
  return end === start ? 0 : Math.min(1, Math.max(0, (at - start) / (end - start)));
}

/** A part of a range, made smaller or larger by a factor around a moment, and kept within the whole. */
export function zoomed(range: TimeRange, whole: TimeRange, factor: number, around: number): TimeRange {
  const length = Math.min(Math.max((range.end - range.start) * factor, 10 * SECOND), whole.end - whole.start);
  const before = (around - range.start) / (range.end - range.start || 1);
  return within({ start: around - before * length, end: around + (1 - before) * length }, whole);
}

/** A range moved by a part of its length, and kept within the whole. */
export function moved(range: TimeRange, whole: TimeRange, by: number): TimeRange {
  const distance = (range.end - range.start) * by;
  return within({ start: range.start + distance, end: range.end + distance }, whole);
}

/** A range so that a moment is in it; the same range if it is already. */
export function holding(range: TimeRange, whole: TimeRange, at: number): TimeRange {
  if (at >= range.start && at <= range.end) return range;
  const half = (range.end - range.start) / 2;
  return within({ start: at - half, end: at + half }, whole);
}

function within({ start, end }: TimeRange, whole: TimeRange): TimeRange {
  const length = Math.min(end - start, whole.end - whole.start);
  const first = Math.min(Math.max(start, whole.start), whole.end - length);
  return { start: Math.round(first), end: Math.round(first + length) };
}
