import { cssColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import { formatQuantity } from '../../page/quantity.ts';
import type { MetricSeries } from '../metric-series.ts';
import { type NamedValue, namedValues } from './bars.ts';

const RADIUS = 40;
const AROUND = 2 * Math.PI * RADIUS;

/** The shares of the series in their sum. */
export const renderPie = (series: readonly MetricSeries[]): Html => renderNamedPie(namedValues(series));

/** The shares of values in their sum: a ring, and the numbers as a table beside it. */
export function renderNamedPie(values: readonly NamedValue[]): Html {
  const sizes = values.map(({ value }) => Math.max(value ?? 0, 0));
  const sum = sizes.reduce((total, size) => total + size, 0);
  const shares = sizes.map((size) => (sum === 0 ? 0 : size / sum));
  const slices = values.map(({ colour }, index) => {
    const before = shares.slice(0, index).reduce((total, share) => total + share, 0);
    const length = (shares[index] ?? 0) * AROUND;
    return html`<circle r="${RADIUS}" cx="50" cy="50" style="color: ${cssColour(colour)}" stroke-dasharray="${length.toFixed(2)} ${AROUND.toFixed(2)}" stroke-dashoffset="${(-before * AROUND).toFixed(2)}"/>`;
  });
  const rows = values.map(
    (
      { label, value, unit, colour },
      index,
    ) => html`<tr><th scope="row"><span class="chip" style="color: ${cssColour(colour)}" aria-hidden="true"></span>${label}</th>
<td>${value === undefined ? 'no data' : formatQuantity(value, unit)}</td><td>${((shares[index] ?? 0) * 100).toFixed(1)}%</td></tr>`,
  );
  return html`<div class="pie"><svg viewBox="0 0 100 100" aria-hidden="true">${slices}</svg>
<table class="legend"><thead><tr><th scope="col">Series</th><th scope="col">Value</th><th scope="col">Share</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
