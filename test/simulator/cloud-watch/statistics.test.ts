import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Distribution } from '../../../simulator/services/cloud-watch/distribution.ts';
import { statisticOf } from '../../../simulator/services/cloud-watch/metric.ts';

function aDistribution(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return distribution;
}

describe('a statistic', () => {
  it.each([
    ['SampleCount', [3, 1, 2], 3],
    ['Sum', [3, 1, 2], 6],
    ['Average', [3, 1, 5], 3],
    ['Minimum', [3, 1, -2], -2],
    ['Maximum', [3, 1, -2], 3],
    ['p50', [1, 2, 3, 4], 2],
    ['p99', [1, 2, 3, 4], 4],
    ['p0', [4, 2, 3], 2],
    ['p100', [1, 9, 3], 9],
    ['p90', [...Array<number>(90).fill(1), ...Array<number>(10).fill(7)], 1],
    ['p90.1', [...Array<number>(90).fill(1), ...Array<number>(10).fill(7)], 7],
    ['p75', [5, 5, 5], 5],
  ])('%s of %j is %d', (name, values, expected) => {
    expect(aDistribution(values).statistic(statisticOf(name))).toBe(expected);
  });

  it.each(['Sum', 'Average', 'p99', 'SampleCount'])('%s of nothing is nothing', (name) => {
    expect(new Distribution().statistic(statisticOf(name))).toBeUndefined();
  });

  it.each(['Median', 'sum', 'tm99', 'p101', 'p', 'PR(1:2)', ''])('%j is refused', (name) => {
    expect(() => statisticOf(name)).toThrow(`does not have the statistic ${name}`);
  });
});

describe('many values', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => 10_000 + index);

  it('are exact but for percentiles, which are so to three digits', () => {
    const distribution = aDistribution(many);
    expect(
      ['Sum', 'SampleCount', 'Minimum', 'Maximum'].map((name) => distribution.statistic(statisticOf(name))),
    ).toEqual([62_497_500, 5_000, 10_000, 14_999]);
    expect(distribution.statistic(statisticOf('p50'))).toBe(12_500);
  });

  it('merged are the same as added, whatever they are', () => {
    const some = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 0, max: 100 }), (first, second, percent) => {
        const [merged, whole] = [aDistribution(first), aDistribution([...first, ...second])];
        merged.merge(aDistribution(second));
        for (const name of ['Sum', 'SampleCount', 'Minimum', 'Maximum']) {
          expect(merged.statistic(statisticOf(name))).toBe(whole.statistic(statisticOf(name)));
        }
        const sorted = [...first, ...second].toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
        const found = merged.statistic(statisticOf(`p${percent}`)) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.01 * Math.abs(exact));
      }),
      { numRuns: 60 },
    );
  });
});
