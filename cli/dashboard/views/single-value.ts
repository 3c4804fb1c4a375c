import { cssColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import { summaryOf } from '../../page/plot.ts';
import { formatQuantity } from '../../page/quantity.ts';
import type { MetricProperties } from '../body.ts';
import type { MetricSeries } from '../metric-series.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** A large number for each series: its last value, with the values before it as a small line where they are given. */
export function renderSingleValues(
  series: readonly MetricSeries[],
  { singleValueFullPrecision }: MetricProperties,
  trends: readonly MetricSeries[],
): Html {
  const items = series.map((each, index) => {
    const last = summaryOf(each)?.last;
    const short = last === undefined ? 'no data' : formatQuantity(last, each.unit);
    const shown = singleValueFullPrecision && last !== undefined ? String(last) : short;
    return html`<div class="number"><dt><span class="chip" style="color: ${cssColour(each.colour)}" aria-hidden="true"></span>${each.label}</dt>
<dd${last === undefined ? html` class="soft"` : undefined}>${shown}${renderTrend(trends[index])}</dd></div>`;
  });
  return html`<dl class="numbers">${items}</dl>`;
}

function renderTrend(series: MetricSeries | undefined): Html | undefined {
  if (series === undefined) return undefined;
  const known = series.values.filter((value) => value !== null);
  if (known.length < 2) return undefined;
  const most = Math.max(...known, 0);
  const least = Math.min(...known, 0);
  const points = known.map((value, at) => {
    const x = (at / (known.length - 1)) * WIDTH;
    const y = HEIGHT - 2 - ((value - least) / (most - least || 1)) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return html`<svg class="trend" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"
style="color: ${cssColour(series.colour)}" data-points="${known.length}"><polyline points="${points.join(' ')}"/></svg>`;
}
