import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDashboard } from '../../../cli/dashboard/render.ts';
import { sourcesOf, writeDashboards } from '../../../cli/dashboard/simulated.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import { aMetricWidget } from '../../builders/dashboards.ts';

const START = Date.UTC(2026, 0, 5, 9, 3);
const MINUTE = 60_000;
const METRIC = ['Shop', 'Wait', 'queue', 'orders'];

let simulation: Simulation;
let root: string;

beforeAll(async () => {
  simulation = await Simulation.start({ seed: 1, start: START, template: { Resources: {} } });
  root = await mkdtemp(path.join(tmpdir(), 'dashboards-'));
  // Nothing of this time is shown, though its periods of five minutes begin before the dashboard's time.
  put(100, START - 2 * MINUTE);
  for (const minute of [1, 2, 7]) put(minute * 1000, START + minute * MINUTE);
  await simulation.runFor(10 * MINUTE);
});
afterAll(async () => {
  await simulation.close();
  await rm(root, { recursive: true });
});

function put(value: number, time: number): void {
  const identity = { namespace: 'Shop', metricName: 'Wait', dimensions: { queue: 'orders' } };
  simulation.cloudWatch.putMetricValue({ ...identity, unit: 'Milliseconds', value, time });
}

const drawn = (properties: object): Promise<string> =>
  renderDashboard({
    name: 'shop',
    body: { widgets: [aMetricWidget({ metrics: [METRIC], stat: 'Sum', ...properties })] },
    ...sourcesOf(simulation),
    start: START,
    end: simulation.clock.now(),
  });

describe('the dashboard of a simulation', () => {
  it('has what the metrics had, in the units in which they were sent', async () => {
    expect(await drawn({ period: 60 })).toContain('<td>7 s</td><td>7 s</td><td>10 s</td>');
  });

  it('has one value of the whole time and of nothing else', async () => {
    expect(await drawn({ view: 'singleValue', setPeriodToTimeRange: true })).toMatch(/<dd>10 s</);
  });

  it('is written as a file, each dashboard of its own', async () => {
    const body = (markdown: string) =>
      JSON.stringify({ widgets: [{ type: 'text', x: 0, y: 0, properties: { markdown } }] });
    expect(await writeDashboards(simulation, root, START)).toEqual([]);
    simulation.cloudWatch.createDashboard('first', body('# One'));
    simulation.cloudWatch.createDashboard('second', body('# Two'));
    const files = await writeDashboards(simulation, root, START);
    expect(files).toEqual([path.join('.demo', 'dashboard.html'), path.join('.demo', 'dashboard-second.html')]);
    expect(await readdir(path.join(root, '.demo'))).toHaveLength(2);
    expect(await readFile(path.join(root, files[1] ?? ''), 'utf8')).toContain('<h2>Two</h2>');
  });
});
