import { eventStorm } from './event-storm.ts';
import { printTable } from './table.ts';

/** Calls for a storm about one cluster with up to ten served services, however many hosts it has. */
const MOST_CALLS = 4;

/** Counts what host-sync does about an event of each host of a cluster. @returns what missed its threshold */
export async function storm(): Promise<readonly string[]> {
  const storms = [];
  for (const hosts of [10, 100, 1_000]) storms.push(await eventStorm(hosts));
  printTable(
    'A storm of container-instance events: one cluster, five served services, nothing to change',
    ['hosts', 'events', 'invocations', 'API calls', 'calls, one look per event', 'ratio'],
    storms.map(({ hosts, events, invocations, calls, naiveCalls }) => [
      ...[hosts, events, invocations, calls, naiveCalls],
      `1 : ${Math.round(naiveCalls / calls).toLocaleString('en-US')}`,
    ]),
  );
  return storms
    .filter(({ calls }) => calls > MOST_CALLS)
    .map(({ calls, hosts }) => `${calls} calls at ${hosts} hosts, at most ${MOST_CALLS} wanted`);
}
