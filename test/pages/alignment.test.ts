import { expect, it } from 'vitest';
import { align } from '../../cli/page/browser/alignment.ts';
import { paletteColour } from '../../cli/page/colour.ts';
import type { Plot, PlotSeries } from '../../cli/page/plot.ts';

const aSeries = (times: readonly number[], values: readonly (number | null)[]): PlotSeries => ({
  label: 'a series',
  colour: paletteColour(0),
  unit: 'None',
  axis: 'left',
  additive: false,
  times,
  values,
});

const aPlot = (series: readonly PlotSeries[], stacked = false): Plot => ({
  title: 'a plot',
  range: { start: 0, end: 10 },
  stacked,
  series,
  thresholds: [],
  left: {},
  right: {},
});

it('a break lasts until the next value, over times that only other series have', () => {
  const { times, values } = align(
    aPlot([aSeries([1, 2, 5], [10, null, 50]), aSeries([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])]),
  );
  expect(times).toEqual([1, 2, 3, 4, 5]);
  expect(values[0]).toEqual([10, null, null, null, 50]);
});

it('a time that only others have does not break a line', () => {
  const { values } = align(aPlot([aSeries([1, 3], [10, 30]), aSeries([1, 2, 3], [1, 2, 3])]));
  expect(values[0]).toEqual([10, undefined, 30]);
});

it('stacked series stand on those after them, and are read as they are', () => {
  const { drawn, values } = align(
    aPlot([aSeries([1, 2], [10, 20]), aSeries([1, 2], [1, null]), aSeries([1, 2], [5, 6])], true),
  );
  expect(drawn).toEqual([
    [1, 2],
    [16, 26],
    [6, null],
    [5, 6],
  ]);
  expect(values[0]).toEqual([10, 20]);
});
