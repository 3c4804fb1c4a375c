import { clockTimeWithSeconds } from '../../page/moment.ts';
import { share, ticks } from '../layout/time-scale.ts';
import { element, percent } from './elements.ts';
import type { State } from './state.ts';

/** CSS pixels between two labels. */
const LABEL = 74;

/** The time over the lanes, and the lines behind them. */
export function drawAxis({ choice: { range } }: State, width: number): readonly HTMLElement[] {
  const shown = ticks(range, Math.floor(width / LABEL)).map(({ at, label }) => ({
    place: percent(share(at, range)),
    label,
  }));
  const labels = shown.map(({ place, label }) =>
    element('span', { class: edgeOf(place), text: label, style: { left: place } }),
  );
  const lines = shown.map(({ place }) => element('i', { style: { left: place } }));
  return [
    element('div', { class: 'axis', attributes: { 'aria-hidden': 'true' } }, [
      element('span', { class: 'zone', text: 'UTC' }),
      element('div', { class: 'axis-labels' }, labels),
    ]),
    element('div', { class: 'gridlines', attributes: { 'aria-hidden': 'true' } }, lines),
  ];
}

/** A label at an end stands within the lanes. */
function edgeOf(place: string): string {
  const part = Number.parseFloat(place);
  return part < 2 ? 'first' : part > 98 ? 'last' : '';
}

/** The line at the moment that is pointed at; undefined where none is. */
export function drawMoment({ choice: { moment, range } }: State): HTMLElement | undefined {
  if (moment === undefined || moment < range.start || moment > range.end) return undefined;
  const place = share(moment, range);
  return element('div', { class: 'moment', attributes: { 'aria-hidden': 'true' } }, [
    element('i', {
      class: place > 0.5 ? 'late' : '',
      text: clockTimeWithSeconds(moment),
      style: { left: percent(place) },
    }),
  ]);
}
