import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Simulation } from '../../simulator/simulation.ts';
import type { TimeRange } from '../page/moment.ts';
import type { Unit } from '../page/quantity.ts';
import type { Alarm, DashboardInput } from './dashboard.ts';
import { renderDashboard } from './render.ts';
import type { UnitOf } from './units.ts';

/** Where `npm run demo` leaves its pages, from the package's root. */
export const PAGES = '.demo';

const UNITS: readonly string[] = [
  'None',
  'Count',
  'Percent',
  'Microseconds',
  'Milliseconds',
  'Seconds',
  'Bytes',
] satisfies Unit[];
const isUnit = (unit: string): unit is Unit => UNITS.includes(unit);

/**
 * Writes the dashboard of a simulation's stack as a page, as it is at this moment.
 * @param root the folder in which PAGES lies
 * @returns the files, one a dashboard, from the root; the first is `dashboard.html`
 */
export async function writeDashboards(simulation: Simulation, root: string, start: number): Promise<readonly string[]> {
  const range = { start, end: simulation.clock.now() };
  const written: string[] = [];
  for (const [index, { name, body }] of simulation.cloudWatch.dashboards().entries()) {
    const document = await renderDashboard({ name, body, ...sourcesOf(simulation), ...range });
    const file = path.join(PAGES, index === 0 ? 'dashboard.html' : `dashboard-${name}.html`);
    await mkdir(path.join(root, PAGES), { recursive: true });
    await writeFile(path.join(root, file), document);
    written.push(file);
  }
  return written;
}

/** The simulated CloudWatch as what dashboards are drawn from. */
export function sourcesOf(simulation: Simulation): Omit<DashboardInput, 'name' | 'body' | keyof TimeRange> {
  const { cloudWatch, logs, world } = simulation;
  return {
    region: world.account.region,
    getMetricData: (queries, range, periods) => cloudWatch.getMetricData(queries, range, periods),
    insights: (query, range) => logs.insights(query, range).results,
    alarms: cloudWatch.alarms().map(
      ({ name, arn, state, stateUpdatedAt, definition, history }): Alarm => ({
        name,
        arn,
        state,
        stateSince: stateUpdatedAt,
        history: history.map(({ time, to, reason }) => ({ time, state: to, reason })),
        ...(definition.description === undefined ? {} : { description: definition.description }),
      }),
    ),
    unitOf: unitsIn(simulation),
  };
}

/** The units in which metrics were sent. */
function unitsIn({ cloudWatch }: Simulation): UnitOf {
  const units = new Map(
    cloudWatch.listMetrics().map((metric) => [keyOf(metric.namespace, metric.metricName), metric.unit]),
  );
  return (namespace, metricName) => {
    const unit = units.get(keyOf(namespace, metricName));
    return unit !== undefined && isUnit(unit) ? unit : undefined;
  };
}

const keyOf = (namespace: string, metricName: string): string => JSON.stringify([namespace, metricName]);
