/** `npm run bench`: what the controller costs, counted in virtual time. Exits non-zero when a threshold is missed. */
import { eventStorm } from './event-storm.ts';
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

const missed = storms.filter(({ calls }) => calls > MOST_CALLS_IN_A_STORM);
for (const { hosts, calls } of missed)
  console.log(`\nMissed: ${calls} calls at ${hosts} hosts, at most ${MOST_CALLS_IN_A_STORM} wanted`);
if (missed.length > 0) process.exitCode = 1;
