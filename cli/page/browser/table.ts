import { dayAndTime } from '../moment.ts';
import type { Plot } from '../plot.ts';
import { formatQuantity } from '../quantity.ts';
import type { Aligned } from './alignment.ts';

/** Writes a plot's values as a table when it is opened first: latest time first, one column a series. */
export function attachTable(figure: HTMLElement, plot: Plot, aligned: Aligned): void {
  const details = figure.querySelector<HTMLDetailsElement>('.plot-table');
  details?.addEventListener(
    'toggle',
    () => {
      const scroller = document.createElement('div');
      scroller.className = 'scroller';
      scroller.tabIndex = 0;
      scroller.role = 'region';
      scroller.ariaLabel = `Values of ${plot.title}`;
      scroller.append(tableOf(plot, aligned));
      details.append(scroller);
    },
    { once: true },
  );
}

function tableOf(plot: Plot, { times, values }: Aligned): HTMLTableElement {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const text of ['Time (UTC)', ...plot.series.map(({ label }) => label)]) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [at, time] of [...times.entries()].reverse()) {
    if (values.every((each) => typeof each[at] !== 'number')) continue;
    const row = body.insertRow();
    row.insertCell().textContent = dayAndTime(time);
    for (const [index, { unit }] of plot.series.entries()) {
      const value = values[index]?.[at];
      row.insertCell().textContent = typeof value === 'number' ? formatQuantity(value, unit) : '';
    }
  }
  return table;
}
