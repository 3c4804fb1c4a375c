import uPlot from 'uplot';
import { cssColour } from '../colour.ts';
import { clockTime, clockTimeWithSeconds, dayOf, type TimeRange } from '../moment.ts';
import type { Plot, PlotAxis, PlotSeries } from '../plot.ts';
import { formatQuantity, tickSteps, type Unit } from '../quantity.ts';
import type { Aligned } from './alignment.ts';
import { colourReader } from './colours.ts';
import { drawLonePoints, lonePoints, markedPoints } from './points.ts';
import { readingPlugin } from './reading.ts';
import { drawThresholds } from './thresholds.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const FONT = '12px system-ui, sans-serif';
const CHARACTER_WIDTH = 6.6;

type Side = PlotSeries['axis'];

/**
 * How uPlot draws a plot into an area; the size aside.
 * @param part of the time that is shown; undefined for all of it
 */
export function plotOptions(
  plot: Plot,
  area: HTMLElement,
  aligned: Aligned,
  part: () => TimeRange | undefined,
): Omit<uPlot.Options, 'width' | 'height'> {
  const colour = colourReader(area);
  const sides = (['left', 'right'] as const).filter((side) => side === 'left' || uses(plot, side));
  return {
    ms: 1,
    tzDate: (time) => uPlot.tzDate(new Date(time), 'Etc/UTC'),
    legend: { show: false },
    cursor: { sync: { key: 'page', scales: ['x', null] }, drag: { x: false, y: false }, points: { size: 8 } },
    padding: [10, sides.includes('right') ? 0 : 20, 0, 0],
    scales: {
      // The first period may begin before the time.
      x: {
        time: true,
        range: () => {
          const { start, end } = plot.range;
          const shown = part() ?? { start: Math.min(start, aligned.times[0] ?? start), end };
          return [shown.start, shown.end];
        },
      },
      ...Object.fromEntries(sides.map((side) => [side, { range: rangeOf(plot, side) }])),
    },
    series: [{}, ...plot.series.map((each) => seriesOptions(each, plot, colour))],
    bands: plot.stacked ? plot.series.slice(1).map((_, index) => ({ series: [index + 1, index + 2] })) : [],
    axes: [timeAxis(plot, colour), ...sides.map((side) => valueAxis(plot, side, colour))],
    hooks: {
      drawClear: [() => area.removeAttribute('data-drawn'), (drawing) => tellShown(drawing, area)],
      drawSeries: [drawLonePoints, (drawing, index) => countDrawn(drawing, index, area)],
      draw: [(drawing) => drawThresholds(drawing, plot.thresholds, colour)],
    },
    plugins: [readingPlugin(plot, aligned, area)],
  };
}

function seriesOptions(
  { label, axis, colour, look }: PlotSeries,
  { stacked, stepped }: Plot,
  read: (css: string) => string,
): uPlot.Series {
  const stroke = (): string => read(cssColour(colour));
  return {
    label,
    scale: axis,
    stroke,
    ...(stacked || look === 'filled' ? { fill: () => `color-mix(in srgb, ${stroke()} 35%, transparent)` } : {}),
    width: 2,
    ...(look === 'dashed' ? { dash: [6, 4] } : {}),
    ...(stepped === true && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
    points: {
      show: true,
      size: 5,
      fill: stroke,
      // Steps need no points to be seen.
      filter: stepped === true ? (drawing, at) => lonePoints(drawing.data[at] ?? []) : markedPoints,
    },
  };
}

/** Tells tests from when to when a plot is drawn. */
function tellShown({ scales }: uPlot, area: HTMLElement): void {
  const { min, max } = scales['x'] ?? {};
  area.dataset['shown'] = [min, max].map((time) => new Date(time ?? 0).toISOString()).join(' ');
}

/** Tells tests how many points of each series stand in the plot, in the order of the series. */
function countDrawn(drawing: uPlot, index: number, area: HTMLElement): void {
  const { min = 0, max = 0 } = drawing.scales['x'] ?? {};
  const [times, values = []] = [drawing.data[0], drawing.data[index]];
  const drawn = times.filter((time, at) => typeof values[at] === 'number' && time >= min && time <= max).length;
  area.dataset['drawn'] = [area.dataset['drawn'], drawn].filter((part) => part !== undefined).join(' ');
}

function uses({ series, thresholds }: Plot, side: Side): boolean {
  return [...series, ...thresholds].some(({ axis }) => axis === side);
}

/** From 0, or from the least value below it, over all of the time, so that parts of it compare; thresholds too. */
function rangeOf(plot: Plot, side: Side): uPlot.Range.Function {
  const { min: least, max: most }: PlotAxis = plot[side];
  const thresholds = plot.thresholds.filter(({ axis }) => axis === side).map(({ value }) => value);
  return (drawing) => {
    const shown = drawing.series.flatMap(({ scale, show }, index) =>
      scale === side && show === true ? [extremes(drawing.data[index] ?? [])] : [],
    );
    const lowest = Math.min(0, ...shown.map(({ low }) => low), ...thresholds);
    const highest = Math.max(0, ...shown.map(({ high }) => high), ...thresholds);
    const top = highest === lowest ? lowest + 1 : highest + (highest - lowest) * 0.08;
    const bottom = least ?? (lowest < 0 ? lowest * 1.08 : 0);
    return [bottom, Math.max(most ?? top, bottom + Number.EPSILON)];
  };
}

function extremes(values: uPlot.AlignedData[number] | readonly []): { readonly low: number; readonly high: number } {
  let [low, high] = [0, 0];
  for (const value of values) {
    low = Math.min(low, value ?? 0);
    high = Math.max(high, value ?? 0);
  }
  return { low, high };
}

function unitOf({ series }: Plot, side: Side): Unit {
  return series.find(({ axis }) => axis === side)?.unit ?? 'None';
}

function axisColours(colour: (css: string) => string) {
  const grid = { stroke: () => colour('var(--grid)'), width: 1 };
  return { stroke: () => colour('var(--text-soft)'), grid, ticks: { ...grid, size: 4 }, font: FONT, labelFont: FONT };
}

function timeAxis({ range }: Plot, colour: (css: string) => string): uPlot.Axis {
  const length = range.end - range.start;
  const values: uPlot.Axis.DynamicValues = (_, splits) => timeLabels(splits, length);
  return { ...axisColours(colour), space: 56, size: namesDays(length) ? 44 : 28, gap: 4, values };
}

/** Whether a plot of so many milliseconds says which day it is. */
const namesDays = (length: number): boolean => length > DAY / 2;

/** The clock, and the day where it begins; days alone where the plot is long. */
function timeLabels(splits: readonly number[], length: number): string[] {
  const step = (splits[1] ?? DAY) - (splits[0] ?? 0);
  const clock = step < MINUTE ? clockTimeWithSeconds : clockTime;
  return splits.map((time, index) => {
    if (step >= DAY) return dayOf(time);
    const newDay = namesDays(length) && (index === 0 || dayOf(time) !== dayOf(splits[index - 1] ?? time));
    return newDay ? `${clock(time)}\n${dayOf(time)}` : clock(time);
  });
}

function valueAxis(plot: Plot, side: Side, colour: (css: string) => string): uPlot.Axis {
  const unit = unitOf(plot, side);
  const steps = tickSteps(unit);
  const label = plot[side].label;
  const colours = axisColours(colour);
  return {
    ...colours,
    scale: side,
    side: side === 'left' ? 3 : 1,
    space: 34,
    grid: { ...colours.grid, show: side === 'left' },
    values: (_, splits) => splits.map((value) => formatQuantity(value, unit)),
    size: (_, values) => Math.max(...(values ?? ['']).map(({ length }) => length)) * CHARACTER_WIDTH + 14,
    ...(steps ? { incrs: [...steps] } : {}),
    ...(label === undefined ? {} : { label, labelSize: 18, labelGap: 0 }),
  };
}
