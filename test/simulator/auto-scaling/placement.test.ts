import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countByZone,
  type Placement,
  placeLaunches,
  wantedOnDemand,
} from '../../../simulator/services/auto-scaling/placement.ts';

const ZONES = ['a', 'b', 'c'];

/** `aab` is two instances in zone a and one in zone b. */
function inZones(text: string): readonly Placement[] {
  return [...text].map((zone) => ({ zone, purchase: 'on-demand' }));
}

describe('new instances go to', () => {
  it.each([
    { present: '', count: 4, expected: 'abca' },
    { present: 'aab', count: 3, expected: 'cbc' },
    { present: 'ccc', count: 3, expected: 'aba' },
    { present: 'dd', count: 1, expected: 'a' },
  ])('$expected beside $present', ({ present, count, expected }) => {
    const placements = placeLaunches(count, inZones(present), ZONES, undefined);
    expect(placements.map(({ zone }) => zone).join('')).toBe(expected);
  });

  it('zones that then differ by one at most, if they did before', () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), (before, count) => {
        const present = placeLaunches(before, [], ZONES, undefined);
        const all = [...present, ...placeLaunches(count, present, ZONES, undefined)];
        const counts = [...countByZone(all, ZONES).values()];
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the share on demand', () => {
  it.each([
    { base: 0, percentage: 0, total: 10, expected: 0 },
    { base: 2, percentage: 0, total: 10, expected: 2 },
    { base: 2, percentage: 50, total: 10, expected: 6 },
    { base: 4, percentage: 0, total: 3, expected: 3 },
    { base: 0, percentage: 25, total: 3, expected: 1 },
    { base: 0, percentage: 100, total: 7, expected: 7 },
  ])('of $total with base $base and $percentage % above is $expected', ({ base, percentage, total, expected }) => {
    const distribution = { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: percentage };
    expect(wantedOnDemand(total, distribution)).toBe(expected);
    const placed = placeLaunches(total, [], ZONES, distribution);
    expect(placed.filter(({ purchase }) => purchase === 'on-demand')).toHaveLength(expected);
  });
});
