import type uPlot from 'uplot';
import { cssColour } from '../colour.ts';
import { clockTimeWithSeconds, dayOf } from '../moment.ts';
import type { Plot } from '../plot.ts';
import { formatQuantity } from '../quantity.ts';
import type { Aligned } from './alignment.ts';

/** One series under the cursor. */
export interface Reading {
  readonly index: number;
  readonly label: string;
  readonly text: string;
}

/** The time of a place in the data, as people read it. */
export const timeAt = ({ times }: Aligned, at: number): string => {
  const time = times[at] ?? 0;
  return `${dayOf(time)}, ${clockTimeWithSeconds(time)} UTC`;
};

/** What the series have at a place in the data; those without a value there are left out. */
export function readingsAt(plot: Plot, { values }: Aligned, at: number): readonly Reading[] {
  return plot.series.flatMap(({ label, unit }, index) => {
    const value = values[index]?.[at];
    return typeof value === 'number' ? [{ index, label, text: formatQuantity(value, unit) }] : [];
  });
}

/** Shows the values under the cursor beside it. */
export function readingPlugin(plot: Plot, aligned: Aligned, area: HTMLElement): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'plot-values';
  box.hidden = true;
  return {
    hooks: {
      init: (drawing) => drawing.over.append(box),
      setCursor: (drawing) => {
        const { idx, left = -1 } = drawing.cursor;
        const readings = typeof idx === 'number' && left >= 0 ? readingsAt(plot, aligned, idx) : [];
        // The cursors of all plots move together; the values show where the pointer or the focus is.
        box.hidden = readings.length === 0 || !area.matches(':hover, :focus-visible');
        if (box.hidden || typeof idx !== 'number') return;
        const shown = readings.filter(({ index }) => drawing.series[index + 1]?.show);
        box.replaceChildren(heading(timeAt(aligned, idx)), ...shown.map((each) => line(each, plot)));
        const width = drawing.over.clientWidth;
        box.style.left = `${left > width / 2 ? Math.max(0, left - box.offsetWidth - 12) : Math.min(left + 12, Math.max(0, width - box.offsetWidth))}px`;
      },
    },
  };
}

function heading(text: string): HTMLElement {
  const element = document.createElement('strong');
  element.textContent = text;
  return element;
}

function line({ index, label, text }: Reading, { series }: Plot): HTMLElement {
  const [row, chip, name, value] = ['div', 'span', 'span', 'b'].map((tag) => document.createElement(tag));
  if (!(row && chip && name && value)) throw new Error('the browser made no element');
  chip.className = 'chip';
  const colour = series[index]?.colour;
  if (colour) chip.style.color = cssColour(colour);
  name.textContent = label;
  value.textContent = text;
  row.append(chip, name, value);
  return row;
}
