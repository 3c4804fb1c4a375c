import { type Colour, cssColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import { summaryOf } from '../../page/plot.ts';
import { formatQuantity, type Unit } from '../../page/quantity.ts';
import type { MetricSeries } from '../metric-series.ts';

/** One value with a name, as bars and pies show it. */
export interface NamedValue {
  readonly label: string;
  readonly value: number | undefined;
  readonly unit: Unit;
  readonly colour: Colour;
}

/** The last value of each series. */
export const namedValues = (series: readonly MetricSeries[]): readonly NamedValue[] =>
  series.map((each) => ({ ...each, value: summaryOf(each)?.last }));

/** A horizontal bar for each series. */
export const renderBars = (series: readonly MetricSeries[]): Html => renderNamedBars(namedValues(series));

/** A horizontal bar for each value, as a table whose numbers are the bars' lengths. */
export function renderNamedBars(values: readonly NamedValue[]): Html {
  const most = Math.max(...values.map(({ value }) => Math.abs(value ?? 0)));
  const rows = values.map(({ label, value, unit, colour }) => {
    const share = most === 0 ? 0 : (Math.abs(value ?? 0) / most) * 100;
    const shown = value === undefined ? 'no data' : formatQuantity(value, unit);
    return html`<tr><th scope="row">${label}</th><td class="bar-cell"><span class="bar" style="width: ${share.toFixed(1)}%; color: ${cssColour(colour)}"></span></td><td>${shown}</td></tr>`;
  });
  return html`<table class="bars"><tbody>${rows}</tbody></table>`;
}
