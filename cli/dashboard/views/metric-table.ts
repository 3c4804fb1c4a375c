import { type Html, html } from '../../page/html.ts';
import { dayAndTime } from '../../page/moment.ts';
import { formatQuantity } from '../../page/quantity.ts';
import type { MetricProperties } from '../body.ts';
import type { MetricSeries } from '../metric-series.ts';

type Known = readonly number[];
const sum = (values: Known): number => values.reduce((total, value) => total + value, 0);

/** CloudWatch's summaries of a row. */
const SUMMARIES = {
  MIN: { heading: 'Min', of: (values: Known) => Math.min(...values) },
  MAX: { heading: 'Max', of: (values: Known) => Math.max(...values) },
  SUM: { heading: 'Sum', of: sum },
  AVG: { heading: 'Average', of: (values: Known) => sum(values) / values.length },
} as const;
const ALL = ['MIN', 'MAX', 'SUM', 'AVG'] as const;

/** A row for each series: its summaries, then its values, the latest first. */
export function renderMetricTable(series: readonly MetricSeries[], { table }: MetricProperties, title: string): Html {
  const summaries = (table.summaryColumns ?? ALL).map((name) => SUMMARIES[name]);
  const every = table.showTimeSeriesData === false ? [] : series.flatMap(({ times }) => times);
  const times = [...new Set(every)].sort((one, other) => other - one);
  const head = [...summaries.map(({ heading }) => heading), ...times.map(dayAndTime)];
  const rows = series.map((each) => {
    const known = each.values.filter((value) => value !== null);
    const of = new Map(each.times.map((time, at) => [time, each.values[at]]));
    const values = [
      ...summaries.map((summary) => (known.length === 0 ? undefined : summary.of(known))),
      ...times.map((time) => of.get(time)),
    ];
    return html`<tr><th scope="row">${each.label}</th>${values.map((value) => html`<td class="amount">${typeof value === 'number' ? formatQuantity(value, each.unit) : '–'}</td>`)}</tr>`;
  });
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Rows of ${title}"><table class="data"><thead><tr><th scope="col">Series</th>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
