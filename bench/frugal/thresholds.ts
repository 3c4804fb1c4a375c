import type { BucketUse } from './buckets.ts';
import type { Figures } from './measure.ts';
import { ratioOf, readsPerLook } from './report.ts';
import { WANTED_OF_A_BUCKET } from './wanted.ts';

/**
 * Bounds for what a function takes of a bucket in any minute, as a part of its sustained rate, and for how many of its calls
 * are throttled, as a part of them. Of the largest storms the quarter is not held (docs/decisions/0011-sparing-reads.md says
 * why): there the bounds only tell when it gets worse.
 */
interface Bounds {
  readonly share: number;
  readonly throttled: number;
}
const BOUNDS: Bounds = { share: WANTED_OF_A_BUCKET, throttled: 0.1 };
const BOUNDS_OF_LARGEST: Bounds = { share: 0.6, throttled: 0.35 };
/** Fewer calls that are throttled say nothing. */
const WORTH_COUNTING = 50;
/** Hosts up to which the quarter is held. */
const HELD_UP_TO = 1_000;
/** So many times as fast as clusters and pages, which grow far slower than events, the reads of a look may grow. */
const MOST_GROWTH = 1.5;

/**
 * How many times as many reads an invocation per event has to take at least, by section and hosts. About half of what
 * was measured, which leaves room for another seed and for functions to come.
 */
export const LEAST_RATIOS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'event-storm': { 10: 3, 100: 35, 1000: 2_000, 5000: 30_000 },
  'rolling-replacement': { 10: 0.5, 100: 2.5, 1000: 28, 5000: 100 },
  'spot-storm': { 100: 0.7, 1000: 0.9 },
  'scale-in-of-half': { 100: 0.8, 1000: 10, 5000: 45 },
};

/** What missed its threshold, in words. */
export function missed(figures: readonly Figures[]): readonly string[] {
  return figures.flatMap((each) => {
    const where = `${each.section} at ${each.hosts} hosts`;
    const least = LEAST_RATIOS[each.section]?.[each.hosts] ?? 0;
    return [
      ...(each.outcome.isComplete ? [] : [`${where} did not come to its end: ${each.outcome.text}`]),
      ...(each.failures > 0 ? [`${where}: ${each.failures} runs failed, none may`] : []),
      ...(ratioOf(each) < least ? [`${where}: 1 : ${ratioOf(each).toFixed(2)}, at least 1 : ${least} wanted`] : []),
      ...growth(each, figures).map((fault) => `${where}: ${fault}`),
      ...each.buckets.flatMap((use) => missedBy(use, boundsFor(each.hosts)).map((fault) => `${where}: ${fault}`)),
    ];
  });
}

/** Compares the reads of a look with those at the next smaller size: they may grow with clusters and pages, not with events. */
function growth(each: Figures, figures: readonly Figures[]): readonly string[] {
  const smaller = figures.filter(({ section, hosts }) => section === each.section && hosts < each.hosts);
  const before = smaller.toSorted((a, b) => b.hosts - a.hosts)[0];
  if (!before) return [];
  const most = MOST_GROWTH * readsPerLook(before) * (each.pages / before.pages);
  const reads = readsPerLook(each);
  return reads > most ? [`${reads.toFixed(1)} reads a look, at most ${most.toFixed(1)} wanted`] : [];
}

const boundsFor = (hosts: number): Bounds => (hosts > HELD_UP_TO ? BOUNDS_OF_LARGEST : BOUNDS);

function missedBy({ functionName, bucket, share, throttled, calls }: BucketUse, most: Bounds): readonly string[] {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return [
    ...(share > most.share
      ? [`${functionName} takes ${percent(share)} of ${bucket}, at most ${percent(most.share)} wanted`]
      : []),
    ...(throttled > Math.max(WORTH_COUNTING, most.throttled * calls)
      ? [`${functionName} is throttled ${throttled} times in ${calls} calls of ${bucket}`]
      : []),
  ];
}
