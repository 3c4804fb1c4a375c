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
    const next = placeAfter(event.key, at, aligned.times.length);
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
function placeAfter(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowRight') return at === undefined ? 0 : Math.min(at + 1, last);
  if (key === 'ArrowLeft') return at === undefined ? last : Math.max(at - 1, 0);
  return undefined;
}
