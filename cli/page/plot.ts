import { type Colour, cssColour } from './colour.ts';
import { type Html, html, jsonForScript } from './html.ts';
import type { TimeRange } from './moment.ts';
import { formatQuantity, type Unit } from './quantity.ts';

/** One line of a plot. */
export interface PlotSeries {
  readonly label: string;
  readonly colour: Colour;
  readonly unit: Unit;
  readonly axis: 'left' | 'right';
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
  /** One value for each time; null breaks the line. */
  readonly values: readonly (number | null)[];
  /** Whether values of different times may be added up. */
  readonly additive: boolean;
  /** Dashed, for what is wanted or allowed; filled, for what is taken. */
  readonly look?: 'dashed' | 'filled';
}

/** A horizontal line that values are held against. */
export interface PlotThreshold {
  readonly value: number;
  readonly label: string;
  readonly colour: Colour;
  readonly axis: 'left' | 'right';
  readonly fill: 'above' | 'below' | 'none';
}

/** Bounds and name of a vertical axis; without bounds it starts at 0 and reaches over all values. */
export interface PlotAxis {
  readonly label?: string;
  readonly min?: number;
  readonly max?: number;
}

/** A plot of series over time. The page's script draws it. */
export interface Plot {
  readonly title: string;
  readonly range: TimeRange;
  readonly stacked: boolean;
  /** Whether a value lasts until the next. */
  readonly stepped?: boolean;
  readonly series: readonly PlotSeries[];
  readonly thresholds: readonly PlotThreshold[];
  readonly left: PlotAxis;
  readonly right: PlotAxis;
}

/** A plot with its legend, whose buttons hide and show series, and its values as a table. */
export function renderPlot(plot: Plot, legend = true): Html {
  return html`<figure class="plot" data-plot>
<div class="plot-area" tabindex="0" role="group" aria-label="Plot: ${plot.title}. Arrow keys read the values."></div>
<output class="plot-reading"></output>
${legend ? renderLegend(plot) : undefined}
<details class="plot-table"><summary>Values as a table</summary></details>
<script type="application/json">${jsonForScript(plot)}</script>
</figure>`;
}

/** What the values of a series come to. */
export interface Summary {
  readonly last: number;
  readonly max: number;
  readonly sum: number;
}

/** @returns undefined for a series without values */
export function summaryOf({ values }: Pick<PlotSeries, 'values'>): Summary | undefined {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  return {
    last,
    max: known.reduce((max, value) => Math.max(max, value), last),
    sum: known.reduce((sum, value) => sum + value, 0),
  };
}

function renderLegend({ series }: Plot): Html {
  const additive = series.some((each) => each.additive);
  const sum = additive ? html`<th scope="col">Sum</th>` : undefined;
  return html`<table class="legend">
<thead><tr><th scope="col">Series</th><th scope="col">Last</th><th scope="col">Max</th>${sum}</tr></thead>
<tbody>${series.map((each, index) => renderLegendRow(each, index, additive))}</tbody></table>`;
}

function renderLegendRow(series: PlotSeries, index: number, additive: boolean): Html {
  const summary = summaryOf(series);
  const shown = (value: number | undefined): string =>
    value === undefined ? 'no data' : formatQuantity(value, series.unit);
  const sum = series.additive ? shown(summary?.sum) : '';
  return html`<tr><th scope="row"><button type="button" class="legend-series" aria-pressed="true" data-series="${index}">
<span class="chip" style="color: ${cssColour(series.colour)}" aria-hidden="true"></span><span>${series.label}</span></button></th>
<td>${shown(summary?.last)}</td><td>${shown(summary?.max)}</td>${additive ? html`<td>${sum}</td>` : undefined}</tr>`;
}
