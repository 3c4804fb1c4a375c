import uPlot from 'uplot';
import type { Plot } from '../plot.ts';
import { align } from './alignment.ts';
import { attachKeys } from './keys.ts';
import { attachLegend } from './legend.ts';
import { plotOptions } from './options.ts';
import { attachTable } from './table.ts';

/** Height of a plot whose place in the page sets none, in CSS pixels. */
const LEAST_HEIGHT = 120;

/** Draws every plot of the page. @returns draws them again, for other colours */
export function drawPlots(page: Document): () => void {
  const drawn = [...page.querySelectorAll<HTMLElement>('[data-plot]')].map(drawPlot);
  return () => {
    for (const plot of drawn) plot.redraw(false, true);
  };
}

function drawPlot(figure: HTMLElement): uPlot {
  const plot: Plot = JSON.parse(figure.querySelector('script')?.textContent ?? '');
  const area = figure.querySelector<HTMLElement>('.plot-area');
  if (!area) throw new Error(`${plot.title} has no place to be drawn`);
  const aligned = align(plot);
  const size = () => ({ width: area.clientWidth, height: Math.max(area.clientHeight, LEAST_HEIGHT) });
  const drawing = new uPlot({ ...plotOptions(plot, area, aligned), ...size() }, aligned.drawn, area);
  attachLegend(figure, drawing);
  attachKeys(figure, area, drawing, aligned);
  attachTable(figure, plot, aligned);
  new ResizeObserver(() => {
    const { width, height } = size();
    if (width !== drawing.width || height !== drawing.height) drawing.setSize({ width, height });
  }).observe(area);
  return drawing;
}
