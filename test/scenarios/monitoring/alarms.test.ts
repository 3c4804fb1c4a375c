import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBody } from '../../../cli/dashboard/body.ts';
import { ALARMS } from '../../../infra/monitoring/alarms.ts';
import { NAMESPACE } from '../../../shared/runtime/metric-names.ts';
import type { Dashboard } from '../../../simulator/services/cloud-watch/dashboard.ts';
import { NINE } from '../account.ts';
import { liveEvening } from './evening.ts';
import { documentedMetrics, metricsIn, neverEmitted, plotsOf, undocumented, watchedBy } from './metric-proof.ts';
import { TROUBLES, type Trouble } from './troubles.ts';
import { WatchedAccount } from './watched-account.ts';

const METRICS_PAGE = path.join(import.meta.dirname, '../../../docs/metrics.md');
const NAMES = ALARMS.map(({ name }) => name).toSorted();
/** Minutes after which nothing of a trouble is left. */
const AFTERMATH = 60;

// One account for all of it, at the end of which everything that can be emitted has been. The tests go on from each other.
let world: WatchedAccount;

beforeAll(async () => {
  world = await WatchedAccount.open();
});
afterAll(() => world.account.simulation.close());

it('no alarm goes off in an evening in which there is much to do', async () => {
  await liveEvening(world);
  expect(world.wentOff(NINE)).toEqual([]);
  expect(world.inState('OK').toSorted()).toEqual(NAMES);
});

/** Lives through a trouble. @returns whether its alarm went off and was over in time, and what else went off */
async function endure({ alarm, begin, everyMinute, goesOffWithin, recoversWithin }: Trouble) {
  const since = world.account.simulation.clock.now();
  const end = begin(world);
  const wentOff = await world.within(goesOffWithin, () => world.inState('ALARM').includes(alarm), everyMinute);
  end();
  const isOver = await world.within(recoversWithin, () => world.inState('OK').includes(alarm));
  await world.within(AFTERMATH, () => world.isQuiet);
  return { wentOff, isOver, others: world.wentOff(since).filter((each) => each !== alarm), since };
}

describe('an alarm', () => {
  it('has a trouble, each of them', () => {
    expect([...new Set(TROUBLES.map(({ alarm }) => alarm))].toSorted()).toEqual(NAMES);
  });

  it.each(TROUBLES)('$alarm: $what', async (trouble) => {
    const { alarm, besides = [] } = trouble;
    expect(world.inState('ALARM')).toEqual([]);
    const { wentOff, isOver, others, since } = await endure(trouble);
    expect({ wentOff, isOver }).toEqual({ wentOff: true, isOver: true });
    expect(besides).toEqual(expect.arrayContaining([...others]));
    const runbook = ALARMS.find(({ name }) => name === alarm)?.runbook;
    const mail = world.mails(since).find((each) => each.alarm === alarm);
    expect(mail?.description).toContain(`What to do: docs/runbook.md#${runbook}`);
  });

  it('could always tell the operator', () => {
    expect(world.account.simulation.cloudWatch.failures).toEqual([]);
  });
});

describe('the dashboard', () => {
  const all = { start: NINE, end: Number.POSITIVE_INFINITY };

  function dashboard(): Dashboard {
    const [first, ...others] = world.account.simulation.cloudWatch.dashboards();
    if (first === undefined || others.length > 0) throw new Error('The stack has not exactly one dashboard');
    return first;
  }

  it('and the alarms ask for metrics that are emitted, with exactly these dimensions', () => {
    const { cloudWatch } = world.account.simulation;
    const wanted = [...[...plotsOf(dashboard()).values()].flatMap(metricsIn), ...watchedBy(cloudWatch.alarms())];
    expect(wanted.length).toBeGreaterThan(NAMES.length);
    expect(neverEmitted(wanted, cloudWatch.listMetrics())).toEqual([]);
  });

  it('has no line without values', () => {
    const { cloudWatch, clock } = world.account.simulation;
    for (const [title, queries] of plotsOf(dashboard())) {
      const answers = cloudWatch.getMetricData(queries, { start: NINE, end: clock.now() });
      const empty = answers.filter(({ values }) => values.length === 0).map(({ label }) => label);
      expect({ title, lines: answers.length > 0, empty }).toEqual({ title, lines: true, empty: [] });
    }
  });

  it('has no table or plot of the log without rows', () => {
    const queries = parseBody(dashboard().body).flatMap(({ type, properties }) => (type === 'log' ? [properties] : []));
    const { logs } = world.account.simulation;
    const empty = queries.filter(({ query }) => logs.insights(query, all).results.length === 0);
    expect(queries).not.toEqual([]);
    expect(empty.map(({ title }) => title)).toEqual([]);
  });

  it('shows the state of every alarm', () => {
    const shown = parseBody(dashboard().body).flatMap(({ type, properties }) =>
      type === 'alarm' ? properties.alarms : [],
    );
    const alarms = world.account.simulation.cloudWatch.alarms().map(({ arn }) => arn);
    expect(shown.toSorted()).toEqual(alarms.toSorted());
  });
});

it('every saved query finds something', () => {
  const { logs } = world.account.simulation;
  const empty = logs.queryDefinitions.filter(
    ({ queryString, logGroupNames }) => logs.insights(queryString, { logGroups: logGroupNames }).results.length === 0,
  );
  expect(logs.queryDefinitions).not.toEqual([]);
  expect(empty.map(({ name }) => name)).toEqual([]);
});

it('every metric that is emitted is documented', () => {
  const own = world.account.simulation.cloudWatch.listMetrics().filter(({ namespace }) => namespace === NAMESPACE);
  expect(own).not.toEqual([]);
  expect(undocumented(own, documentedMetrics(readFileSync(METRICS_PAGE, 'utf8')))).toEqual([]);
});
