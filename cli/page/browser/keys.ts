import type uPlot from 'uplot';
import type { Plot } from '../plot.ts';
import type { Aligned } from './alignment.ts';
import { readingsAt, timeAt } from './reading.ts';

/** Moves the cursor of a plot by arrow keys, Home and End, and says the values to screen readers. */
export function attachKeys(figure: HTMLElement, area: HTMLElement, drawing: uPlot, aligned: Aligned): void {
  const plot: Plot = JSON.parse(figure.querySelector('script')?.textContent ?? '');
  const output = figure.querySelector('output');
  let at: number | undefined;
  area.addEventListener('keydown', (event) => {
    const { min = 0, max = 0 } = drawing.scales['x'] ?? {};
    const first = aligned.times.findIndex((time) => time >= min);
    const last = aligned.times.findLastIndex((time) => time <= max);
    const next = first === -1 ? undefined : placeAfter(event.key, at, first, last);
    if (next === undefined) return;
    event.preventDefault();
    at = next;
    drawing.setCursor({ left: drawing.valToPos(aligned.times[at] ?? 0, 'x'), top: drawing.over.clientHeight / 2 });
    const readings = readingsAt(plot, aligned, at).map(({ label, text }) => `${label} ${text}`);
    if (output) output.textContent = `${timeAt(aligned, at)}: ${readings.join(', ') || 'no data'}`;
  });
  area.addEventListener('blur', () => drawing.setCursor({ left: -10, top: -10 }));
}

/** @returns undefined for a key that does not move */
function placeAfter(key: string, at: number | undefined, first: number, last: number): number | undefined {
  if (last < first) return undefined;
  const within = (place: number): number => Math.min(Math.max(place, first), last);
  if (key === 'Home') return first;
  if (key === 'End') return last;
  if (key === 'ArrowRight') return within(at === undefined ? first : at + 1);
  if (key === 'ArrowLeft') return within(at === undefined ? last : at - 1);
  return undefined;
}
