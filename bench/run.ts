/**
 * `npm run bench`: what the controller costs, counted in virtual time, and what its starts and connections take. Exits
 * non-zero when a threshold is missed.
 */
import { coldStart } from './cold-start.ts';
import { connections } from './connections.ts';
import { credentials } from './credentials.ts';
import { eventStorm } from './event-storm.ts';
import { scaleInDay } from './scale-in-day.ts';
import { type PlanCost, scaleInPlan } from './scale-in-plan.ts';
import { printTable } from './table.ts';

/** Calls for a storm about one cluster with up to ten served services, however many hosts it has. */
const MOST_CALLS_IN_A_STORM = 4;

const storms = [];
for (const hosts of [10, 100, 1_000]) storms.push(await eventStorm(hosts));

printTable(
  'A storm of container-instance events: one cluster, five served services, nothing to change',
  ['hosts', 'events', 'invocations', 'API calls', 'calls, one look per event', 'ratio'],
  storms.map(({ hosts, events, invocations, calls, naiveCalls }) => [
    hosts,
    events,
    invocations,
    calls,
    naiveCalls,
    `1 : ${Math.round(naiveCalls / calls).toLocaleString('en-US')}`,
  ]),
);

/** Bounds on the plan of the largest cluster, on the machine at hand. */
const MOST_MILLISECONDS = 2_000;
const MOST_MEBIBYTES = 512;
/** Ten times the hosts may take so many times as long. */
const MOST_GROWTH = 20;
/** As many in every cluster, so that what grows is the hosts and their tasks. */
const SERVICES = 400;

const plans: { readonly kind: string; readonly cost: PlanCost }[] = [];
for (const kind of ['idle', 'badly-used'] as const) {
  for (const hosts of [500, 1_000, 5_000]) plans.push({ kind, cost: await scaleInPlan(hosts, SERVICES, kind) });
}

printTable(
  'A plan of scale-in: consolidation on, one host of ten may go',
  ['hosts that go', 'hosts', 'services', 'tasks', 'drained', 'tasks moved', 'ms', 'MiB'],
  plans.map(({ kind, cost }) => [
    kind,
    cost.hosts,
    cost.services,
    cost.tasks,
    cost.drained,
    cost.moves,
    cost.milliseconds,
    cost.mebibytes,
  ]),
);

const faults = storms
  .filter(({ calls }) => calls > MOST_CALLS_IN_A_STORM)
  .map(({ calls, hosts }) => `${calls} calls at ${hosts} hosts, at most ${MOST_CALLS_IN_A_STORM} wanted`);
for (const { kind, cost } of plans) {
  const small = plans.find((each) => each.kind === kind)?.cost;
  const growth = small ? cost.milliseconds / Math.max(1, small.milliseconds) : 0;
  if (cost.hosts === 5_000) console.log(`${kind}: ten times the hosts take ${growth.toFixed(1)} times as long`);
  if (growth > MOST_GROWTH) faults.push(`a plan grows ${growth.toFixed(1)} times, at most ${MOST_GROWTH} wanted`);
  if (cost.milliseconds > MOST_MILLISECONDS)
    faults.push(`a plan takes ${cost.milliseconds} ms, at most ${MOST_MILLISECONDS} wanted`);
  if (cost.mebibytes > MOST_MEBIBYTES)
    faults.push(`a plan takes ${cost.mebibytes} MiB, at most ${MOST_MEBIBYTES} wanted`);
}
faults.push(...(await scaleInDay()));
faults.push(...(await credentials()));
faults.push(...(await connections()));
faults.push(...(await coldStart({ rounds: 21, isSaved: true })));
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
