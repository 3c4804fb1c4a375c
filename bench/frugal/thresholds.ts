import type { BucketUse } from './buckets.ts';
import type { Figures } from './measure.ts';
import { ratioOf } from './report.ts';

/** Part of a bucket's sustained rate that a function may take in any minute. */
const MOST_OF_A_BUCKET = 0.25;
/**
 * termination-gate may take more of the reads: finding and describing hosts does not wait, for a wait that nobody looks
 * at ends at its deadline with tasks killed. docs/performance.md says more.
 */
const MOST_FOR_THE_GATE = 0.4;
/** Part of a function's calls of a bucket that may be throttled, where others draw from it at the same time. */
const MOST_THROTTLED = 0.3;

/**
 * How many times as many calls an invocation per event has to take at least, by section and hosts. About half of what
 * was measured, which leaves room for another seed and for functions to come.
 */
export const LEAST_RATIOS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'event-storm': { 10: 3, 100: 35, 1000: 2_000 },
  'rolling-replacement': { 100: 1.7, 1000: 11 },
  'scale-in-of-half': { 100: 0.6, 1000: 6 },
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
      ...each.buckets.flatMap((use) => missedBy(use).map((fault) => `${where}: ${fault}`)),
    ];
  });
}

function missedBy({ functionName, bucket, share, throttled, calls }: BucketUse): readonly string[] {
  const most = functionName === 'termination-gate' ? MOST_FOR_THE_GATE : MOST_OF_A_BUCKET;
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return [
    ...(share > most ? [`${functionName} takes ${percent(share)} of ${bucket}, at most ${percent(most)} wanted`] : []),
    ...(throttled > MOST_THROTTLED * calls
      ? [`${functionName} is throttled ${throttled} times in ${calls} calls of ${bucket}`]
      : []),
  ];
}
