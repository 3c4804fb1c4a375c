import { describe, expect, it } from 'vitest';
import { formatQuantity, tickSteps, type Unit } from '../../../cli/page/quantity.ts';

describe('a value for people', () => {
  it.each<[number, Unit, string]>([
    [0, 'Milliseconds', '0 s'],
    [0.25, 'Milliseconds', '250 µs'],
    [840, 'Milliseconds', '840 ms'],
    [4200, 'Milliseconds', '4.2 s'],
    [60_000, 'Milliseconds', '1 min'],
    [200_000, 'Milliseconds', '3 min 20 s'],
    [119_600, 'Milliseconds', '2 min'],
    [7500, 'Seconds', '2 h 5 min'],
    [93_600, 'Seconds', '1 d 2 h'],
    [1500, 'Microseconds', '1.5 ms'],
    [-90, 'Seconds', '−1 min 30 s'],
    [512, 'Bytes', '512 B'],
    [1536, 'Bytes', '1.5 KiB'],
    [5 * 1024 ** 3, 'Bytes', '5 GiB'],
    [99.95, 'Percent', '100%'],
    [12.34, 'Percent', '12.3%'],
    [1234, 'Count', '1,234'],
    [12_345, 'Count', '12.35K'],
    [0.125, 'None', '0.125'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });
});

it.each<Unit>(['Milliseconds', 'Seconds', 'Microseconds', 'Bytes'])('ticks of %s ascend', (unit) => {
  const steps = tickSteps(unit) ?? [];
  expect(steps.length).toBeGreaterThan(20);
  expect(steps).toEqual([...new Set(steps)].sort((one, other) => one - other));
});
