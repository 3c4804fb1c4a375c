import { paletteColour } from '../../page/colour.ts';
import { type PlotSeries, renderPlot } from '../../page/plot.ts';
import type { LogProperties } from '../body.ts';
import { answerFor, type DashboardInput, type ResultField } from '../dashboard.ts';
import { numberIn, timeIn } from '../log-values.ts';
import { type NamedValue, renderNamedBars } from './bars.ts';
import { renderLogTable } from './log-table.ts';
import { renderNamedPie } from './pie.ts';
import { content, NOTHING, type WidgetContent } from './widget-content.ts';

type Row = readonly ResultField[];

/** A pointer to the log event, which CloudWatch adds to every row and shows to nobody. */
const POINTER = '@ptr';

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
  if (view === 'table') return content(renderLogTable(query, rows, title));
  if (view === 'bar') return content(renderNamedBars(namedValues(rows)));
  if (view === 'pie') return content(renderNamedPie(namedValues(rows)));
  const series = seriesOf(rows);
  if (series.length === 0) return NOTHING;
  return content(renderPlot({ title, range, stacked, series, thresholds: [], left: {}, right: {} }));
}

/** The first number of each row by the names beside it. */
function namedValues(rows: readonly Row[]): readonly NamedValue[] {
  return rows.map((row, index) => ({
    label: namesOf(row).join(' ') || `Row ${index + 1}`,
    value: numbersIn(row)[0]?.value,
    unit: 'None',
    colour: paletteColour(index),
  }));
}

/** The numbers of the rows over the time in them, apart by the names beside them. */
function seriesOf(rows: readonly Row[]): readonly PlotSeries[] {
  const points = rows.flatMap((row) => {
    const time = row.map(({ value }) => timeIn(value)).find((each) => each !== undefined);
    if (time === undefined) return [];
    return numbersIn(row).map(({ field, value }) => ({ time, value, label: [...namesOf(row), field].join(' ') }));
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

/** The fields of a row that are numbers. */
function numbersIn(row: Row): readonly { readonly field: string; readonly value: number }[] {
  return row.flatMap(({ field, value }) => {
    const number = numberIn(value);
    return number === undefined ? [] : [{ field, value: number }];
  });
}

/** What in a row is neither a number nor a time. */
function namesOf(row: Row): readonly string[] {
  return row
    .filter((each) => numberIn(each.value) === undefined && timeIn(each.value) === undefined)
    .map(({ value }) => value);
}
