import { loadTemplate } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE, Simulation } from '../../simulator/simulation.ts';
import { clusterNames, onDemandGroup, planDay, REFERENCE, type ReferenceAccount, setUp, WORK } from './account.ts';
import { type Counts, countsOf, NO_COUNTS, plus } from './counts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday. */
const MIDNIGHT = Date.UTC(2026, 0, 5);
/** Time before, in which hosts boot and tasks start; nothing of it counts. */
const SETTLING = 40 * MINUTE;
/** Version of hosts that have been there for weeks, and whose agents reconnect several times an hour. */
const LONG_AGO = 5_000;
/** Lambda gathers batches in five pollers side by side. */
const GATHERERS = 5;
/**
 * The parts of a day that are played, side by side. At night nothing happens but that agents reconnect and the schedules
 * go on: two hours of it stand for all twelve.
 */
const PARTS = [
  { from: 2, hours: 2, times: 6 },
  { from: WORK.from, hours: WORK.hours / 2, times: 1 },
  { from: WORK.from + WORK.hours / 2, hours: WORK.hours / 2, times: 1 },
] as const;
/** From one host of a rolling replacement to the next. */
const REPLACEMENT_STEP = 10 * MINUTE;
const REPLACEMENT_HOURS = 3;

/** What happens in a span of time, from its beginning on. */
type Plan = (simulation: Simulation, midnight: number) => void;

interface Span {
  readonly account: ReferenceAccount;
  /** Hour of the day. */
  readonly from: number;
  readonly hours: number;
  readonly plan: Plan;
}

/** Counts a quiet day of the reference account. Needs what `npm run package` writes. */
export async function quietDay(): Promise<Counts> {
  const plan: Plan = (simulation, midnight) => planDay(simulation, REFERENCE, midnight);
  const parts = PARTS.map(async ({ from, hours, times }) => ({
    counts: await play({ account: REFERENCE, from, hours, plan }),
    times,
  }));
  return (await Promise.all(parts)).reduce((sum, { counts, times }) => plus(sum, counts, times), NO_COUNTS);
}

/** Counts what a rolling replacement of one group's hosts takes: the same hours with it, less those without. */
export async function rollingReplacement(): Promise<Counts> {
  const account = { ...REFERENCE, clusters: 1 };
  const span = { account, from: 0, hours: REPLACEMENT_HOURS };
  const [replaced, quiet] = await Promise.all([
    play({ ...span, plan: (simulation) => replaceHosts(simulation, account) }),
    play({ ...span, plan: () => undefined }),
  ]);
  return plus(replaced, quiet, -1);
}

function replaceHosts(simulation: Simulation, account: ReferenceAccount): void {
  const { autoScaling, clock } = simulation;
  const [cluster = ''] = clusterNames(account);
  const old = autoScaling.view(onDemandGroup(cluster)).instances.map(({ instanceId }) => instanceId);
  for (const [index, instanceId] of old.entries())
    clock.after((index + 1) * REPLACEMENT_STEP, 'replacement of a host', () =>
      autoScaling.terminateInstances([instanceId], { decrement: false }),
    );
}

async function play({ account, from, hours, plan }: Span): Promise<Counts> {
  const simulation = await Simulation.start({
    seed: from + 1,
    start: MIDNIGHT + from * HOUR - SETTLING,
    template: loadTemplate(PACKAGED_TEMPLATE),
    ecs: { agentReconnectsPerHour: account.agentReconnectsPerHour },
  });
  try {
    for (const mapping of simulation.mappings.values()) mapping.gatherers = GATHERERS;
    setUp(simulation, account);
    await simulation.runFor(SETTLING);
    simulation.ecs.ageHosts(LONG_AGO);
    const before = countsOf(simulation);
    plan(simulation, MIDNIGHT);
    await simulation.runFor(hours * HOUR);
    return plus(countsOf(simulation), before, -1);
  } finally {
    await simulation.close();
  }
}
