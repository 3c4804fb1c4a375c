import { type Html, html } from '../../page/html.ts';
import { clockTimeWithSeconds, dayOf } from '../../page/moment.ts';
import type { ResultField } from '../dashboard.ts';
import { columnsOf } from '../log-columns.ts';
import { numberIn, timeIn } from '../log-values.ts';

type Row = readonly ResultField[];

/** What of a time is its day. */
const DAY = 'yyyy-mm-dd';
/** A text without spaces that is longer than this may break anywhere. */
const LONGEST_WORD = 36;

/** A column: its field, and how its cells are written. */
interface Column {
  readonly field: string;
  readonly kind: 'time' | 'figure' | 'mixed';
  /** Where all its times are of one day: that day. */
  readonly day?: string;
}

/** The rows that a query found, as a table. */
export function renderLogTable(query: string, rows: readonly Row[], title: string): Html {
  const cells = rows.map((row) => new Map(row.map(({ field, value }) => [field, value])));
  const columns = columnsOf(query, rows).map((field) =>
    columnOf(
      field,
      cells.map((row) => row.get(field) ?? '').filter((value) => value !== ''),
    ),
  );
  const lines = cells.map(
    (row) => html`<tr>${columns.map((column) => renderCell(column, row.get(column.field) ?? ''))}</tr>`,
  );
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Rows of ${title}"><table class="data"><thead><tr>${columns.map(renderHeading)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

function columnOf(field: string, values: readonly string[]): Column {
  if (values.length === 0) return { field, kind: 'mixed' };
  const times = values.map(timeIn).filter((time) => time !== undefined);
  if (times.length === values.length) {
    const days = new Set(values.map((value) => value.slice(0, DAY.length)));
    const day = times[0] === undefined ? undefined : dayOf(times[0]);
    return days.size === 1 && day !== undefined ? { field, kind: 'time', day } : { field, kind: 'time' };
  }
  return { field, kind: values.every((value) => numberIn(value) !== undefined) ? 'figure' : 'mixed' };
}

function renderHeading({ field, kind, day }: Column): Html {
  const its = day === undefined ? undefined : html` <span class="day">${day}</span>`;
  return html`<th scope="col"${kind === 'figure' ? html` class="figure"` : undefined}>${field}${its}</th>`;
}

function renderCell({ kind, day }: Column, value: string): Html {
  if (kind === 'figure') return html`<td class="figure">${value}</td>`;
  const time = kind === 'time' ? timeIn(value) : undefined;
  if (time !== undefined) {
    const shown = day === undefined ? value.replace(/\.000$/, '') : clockTimeWithSeconds(time);
    return html`<td class="time" title="${value}">${shown}</td>`;
  }
  const isWord = value.length <= LONGEST_WORD && !/\s/.test(value);
  return html`<td class="${isWord ? 'word' : 'prose'}">${value}</td>`;
}
