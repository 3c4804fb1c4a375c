import type { BucketUse } from './buckets.ts';
import type { Figures } from './measure.ts';
import { ratioOf, readsPerLook } from './report.ts';

/** Part of a bucket's sustained rate that a function may take in any minute. */
const MOST_OF_A_BUCKET = 0.25;
/** Part of a function's calls of a bucket that may be throttled, where others draw from it at the same time. */
const MOST_THROTTLED = 0.1;
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
      ...each.buckets.flatMap((use) => missedBy(use).map((fault) => `${where}: ${fault}`)),
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

function missedBy({ functionName, bucket, share, throttled, calls }: BucketUse): readonly string[] {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return [
    ...(share > MOST_OF_A_BUCKET
      ? [`${functionName} takes ${percent(share)} of ${bucket}, at most ${percent(MOST_OF_A_BUCKET)} wanted`]
      : []),
    ...(throttled > MOST_THROTTLED * calls
      ? [`${functionName} is throttled ${throttled} times in ${calls} calls of ${bucket}`]
      : []),
  ];
}
