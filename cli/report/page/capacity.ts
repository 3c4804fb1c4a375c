import { paletteColour } from '../../page/colour.ts';
import { type Html, html } from '../../page/html.ts';
import type { TimeRange } from '../../page/moment.ts';
import { type PlotSeries, renderPlot } from '../../page/plot.ts';
import type { Unit } from '../../page/quantity.ts';
import { downsampled } from '../layout/steps.ts';
import type { CapacitySample, CapacityTrack, Resources } from '../recording/recording.ts';

/** Points of a line are about four for each slice of the time, at most. */
const SLICES = 250;
const CPU_UNITS = 1024;
const MIB = 1024 * 1024;

/** What is measured, and how. */
interface Measure {
  readonly title: string;
  readonly unit: Unit;
  readonly of: (resources: Resources) => number;
}

const CPU: Measure = { title: 'vCPU', unit: 'None', of: ({ cpu }) => cpu / CPU_UNITS };
const MEMORY: Measure = { title: 'memory', unit: 'Bytes', of: ({ memory }) => memory * MIB };

/** CPU and memory of each cluster: what ACTIVE hosts have, what tasks have taken, what scale-in wants free besides. */
export function renderCapacity(tracks: readonly CapacityTrack[], range: TimeRange): Html | undefined {
  if (tracks.length === 0) return undefined;
  return html`<section class="panel capacity" aria-labelledby="capacity">
<h2 id="capacity">Capacity</h2>
<p class="soft">What the ACTIVE hosts of a cluster have, what tasks have taken of it, and what scale-in wants free besides. The time is that of the picture above.</p>
${tracks.map((track) => renderCluster(track, range))}</section>`;
}

function renderCluster(track: CapacityTrack, range: TimeRange): Html {
  const isLookedAt = track.samples.some(({ wanted }) => wanted !== undefined);
  const note = isLookedAt
    ? undefined
    : html`<p class="soft">scale-in did not look at this cluster: no headroom is wanted.</p>`;
  return html`<h3>${track.cluster}</h3>${note}<div class="plots">${[CPU, MEMORY].map((measure) => renderMeasure(track, range, measure))}</div>`;
}

function renderMeasure({ cluster, samples }: CapacityTrack, range: TimeRange, { title, unit, of }: Measure): Html {
  const known = thinned(samples, range, of);
  const line = (
    label: string,
    place: number,
    value: (sample: CapacitySample) => number | null,
    look?: PlotSeries['look'],
  ): PlotSeries => ({
    label,
    colour: paletteColour(place),
    unit,
    axis: 'left',
    additive: false,
    times: known.map(({ at }) => at),
    values: known.map(value),
    ...(look !== undefined && { look }),
  });
  const taken = line('taken by tasks', 0, ({ used }) => of(used), 'filled');
  const there = line('there on ACTIVE hosts', 2, ({ capacity }) => of(capacity));
  const wanted = line('taken, and headroom wanted', 1, (sample) => withHeadroom(sample, of), 'dashed');
  const series = samples.some((sample) => sample.wanted !== undefined) ? [there, wanted, taken] : [there, taken];
  const plot = { title: `${cluster}: ${title}`, range, stacked: false, stepped: true, series, thresholds: [] };
  return html`<div class="plot-box"><h4>${title}</h4>${renderPlot({ ...plot, left: {}, right: {} })}</div>`;
}

function withHeadroom({ used, wanted }: CapacitySample, of: Measure['of']): number | null {
  return wanted === undefined ? null : of(used) + of(wanted);
}

/** The samples at which a line would be seen to turn, and the last. */
function thinned(samples: readonly CapacitySample[], range: TimeRange, of: Measure['of']): readonly CapacitySample[] {
  const parts = [({ capacity }: CapacitySample) => capacity, ({ used }: CapacitySample) => used];
  const turns = parts.flatMap((part) =>
    downsampled(
      samples.map((sample) => ({ at: sample.at, value: of(part(sample)) })),
      range,
      SLICES,
    ),
  );
  const times = new Set(turns.map(({ at }) => at));
  return samples.filter(({ at }, index) => times.has(at) || index === samples.length - 1);
}
