import { cssColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import { summaryOf } from '../../page/plot.ts';
import { formatQuantity } from '../../page/quantity.ts';
import type { MetricProperties } from '../body.ts';
import { DashboardError } from '../dashboard.ts';
import type { MetricSeries } from '../metric-series.ts';

/** Length of the half circle. */
const LENGTH = Math.PI * 40;
const ARC = 'M 10 50 A 40 40 0 0 1 90 50';

/**
 * How far the last value of each series lies between the bounds of the left axis.
 * @throws DashboardError without those bounds, which CloudWatch wants for a gauge
 */
export function renderGauges(series: readonly MetricSeries[], { yAxis, title = 'A gauge' }: MetricProperties): Html {
  const { min, max } = yAxis.left ?? {};
  if (min === undefined || max === undefined || max <= min) {
    throw new DashboardError([`${title}: a gauge needs yAxis.left.min and a larger yAxis.left.max`]);
  }
  const gauges = series.map((each) => {
    const last = summaryOf(each)?.last;
    const share = Math.min(Math.max(((last ?? min) - min) / (max - min), 0), 1);
    return html`<li class="gauge"><svg viewBox="0 0 100 56" aria-hidden="true"><path class="gauge-whole" d="${ARC}"/><path class="gauge-share" d="${ARC}"
style="color: ${cssColour(each.colour)}" stroke-dasharray="${(share * LENGTH).toFixed(2)} ${LENGTH.toFixed(2)}"/></svg>
<span class="soft">${each.label}</span><strong>${last === undefined ? 'no data' : formatQuantity(last, each.unit)}</strong>
<span class="soft">${formatQuantity(min, each.unit)} to ${formatQuantity(max, each.unit)}</span></li>`;
  });
  return html`<ul class="gauges">${gauges}</ul>`;
}
