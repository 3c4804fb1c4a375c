import { paletteColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import { type PlotSeries, renderPlot } from '../../page/plot.ts';
import type { LogProperties } from '../body.ts';
import { answerFor, type DashboardInput, type ResultField } from '../dashboard.ts';
import { type NamedValue, renderNamedBars } from './bars.ts';
import { renderNamedPie } from './pie.ts';
import { content, NOTHING, type WidgetContent } from './widget-content.ts';

type Row = readonly ResultField[];

/** A pointer to the log event, which CloudWatch adds to every row and shows to nobody. */
const POINTER = '@ptr';
/** What Logs Insights writes for times: `2026-01-05 17:31:00.000`, UTC. */
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/** A log widget: the answer of its query in the view that it asks for. */
export async function logWidget(
  { query, view, stacked }: LogProperties,
  title: string,
  { insights, start, end }: DashboardInput,
): Promise<WidgetContent> {
  const range = { start, end };
  const found = await answerFor(title, () => insights(query, range));
  const rows = found.map((row) => row.filter(({ field }) => field !== POINTER));
  if (rows.length === 0) return NOTHING;
  if (view === 'table') return content(renderRows(rows, title));
  if (view === 'bar') return content(renderNamedBars(namedValues(rows)));
  if (view === 'pie') return content(renderNamedPie(namedValues(rows)));
  const series = seriesOf(rows);
  if (series.length === 0) return NOTHING;
  return content(renderPlot({ title, range, stacked, series, thresholds: [], left: {}, right: {} }));
}

function renderRows(rows: readonly Row[], title: string): Html {
  const fields = [...new Set(rows.flatMap((row) => row.map(({ field }) => field)))];
  const lines = rows.map((row) => {
    const values = new Map(row.map(({ field, value }) => [field, value]));
    return html`<tr>${fields.map((field) => renderCell(values.get(field) ?? ''))}</tr>`;
  });
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Rows of ${title}"><table class="data"><thead><tr>${fields.map((field) => html`<th scope="col">${field}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

function renderCell(value: string): Html {
  if (value !== '' && Number.isFinite(Number(value))) return html`<td class="figure">${value}</td>`;
  return TIME.test(value) ? html`<td class="time">${value.replace(/\.000$/, '')}</td>` : html`<td>${value}</td>`;
}

/** The first number of each row by the names beside it. */
function namedValues(rows: readonly Row[]): readonly NamedValue[] {
  return rows.map((row, index) => ({
    label: namesOf(row).join(' ') || `Row ${index + 1}`,
    value: row.flatMap(numberIn)[0]?.value,
    unit: 'None',
    colour: paletteColour(index),
  }));
}

/** The numbers of the rows over the time in them, apart by the names beside them. */
function seriesOf(rows: readonly Row[]): readonly PlotSeries[] {
  const points = rows.flatMap((row) => {
    const time = row.map(({ value }) => timeIn(value)).find((each) => each !== undefined);
    if (time === undefined) return [];
    return row
      .flatMap(numberIn)
      .map(({ field, value }) => ({ time, value, label: [...namesOf(row), field].join(' ') }));
  });
  const byLabel = Map.groupBy(
    points.toSorted((one, other) => one.time - other.time),
    ({ label }) => label,
  );
  return [...byLabel].map(([label, its], index) => ({
    label,
    colour: paletteColour(index),
    unit: 'None',
    axis: 'left',
    additive: false,
    times: its.map(({ time }) => time),
    values: its.map(({ value }) => value),
  }));
}

function timeIn(text: string): number | undefined {
  const [, day, clock] = TIME.exec(text) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${clock}Z`);
}

function numberIn({ field, value }: ResultField): readonly { readonly field: string; readonly value: number }[] {
  const number = Number(value);
  return value !== '' && Number.isFinite(number) ? [{ field, value: number }] : [];
}

/** What in a row is neither a number nor a time. */
function namesOf(row: Row): readonly string[] {
  return row
    .filter((each) => numberIn(each).length === 0 && timeIn(each.value) === undefined)
    .map(({ value }) => value);
}
