import uPlot from 'uplot';
import type { TimeRange } from '../moment.ts';
import type { Plot } from '../plot.ts';
import { align } from './alignment.ts';
import { attachKeys } from './keys.ts';
import { attachLegend } from './legend.ts';
import { plotOptions } from './options.ts';
import { attachTable } from './table.ts';

/** Height of a plot whose place in the page sets none, in CSS pixels. */
const LEAST_HEIGHT = 120;

/** The plots of a page. */
export interface Plots {
  /** Draws them again, for other colours. */
  readonly redraw: () => void;
  /** Has them show a part of their time. */
  readonly show: (range: TimeRange) => void;
}

/** Draws every plot of the page. */
export function drawPlots(page: Document): Plots {
  const drawn = [...page.querySelectorAll<HTMLElement>('[data-plot]')].map(drawPlot);
  return {
    redraw: () => {
      for (const { drawing } of drawn) drawing.redraw(false, true);
    },
    show: (range) => {
      for (const { show } of drawn) show(range);
    },
  };
}

interface DrawnPlot {
  readonly drawing: uPlot;
  readonly show: (range: TimeRange) => void;
}

function drawPlot(figure: HTMLElement): DrawnPlot {
  const plot: Plot = JSON.parse(figure.querySelector('script')?.textContent ?? '');
  const area = figure.querySelector<HTMLElement>('.plot-area');
  if (!area) throw new Error(`${plot.title} has no place to be drawn`);
  const aligned = align(plot);
  const size = () => ({ width: area.clientWidth, height: Math.max(area.clientHeight, LEAST_HEIGHT) });
  let part: TimeRange | undefined;
  const drawing = new uPlot({ ...plotOptions(plot, area, aligned, () => part), ...size() }, aligned.drawn, area);
  attachLegend(figure, drawing);
  attachKeys(figure, area, drawing, aligned);
  attachTable(figure, plot, aligned);
  new ResizeObserver(() => {
    const { width, height } = size();
    if (width !== drawing.width || height !== drawing.height) drawing.setSize({ width, height });
  }).observe(area);
  return {
    drawing,
    show: (range) => {
      const isWhole = range.start <= plot.range.start && range.end >= plot.range.end;
      part = isWhole ? undefined : range;
      drawing.setScale('x', { min: range.start, max: range.end });
    },
  };
}
