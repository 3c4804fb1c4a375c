import { TlsAccount } from './connections/account.ts';
import type { ClientKind } from './connections/caller-process.ts';
import {
  type CallCost,
  callsAfterHangUp,
  callsBy,
  type FirstRuns,
  firstRuns,
  median,
  runAfterFreeze,
  type Spent,
  type ThawedRun,
} from './connections/measures.ts';
import { saveResults } from './results.ts';
import { printTable } from './table.ts';

/** Fewer than the API's bucket holds. */
const CALLS = 40;
const PARALLEL = 4;
const FRESH_PROCESSES = 7;
/** Milliseconds of a freeze: shorter, and longer than the pause after which a run drops its connections. */
const [SHORT, LONG] = [500, 5_500];

interface Measured {
  readonly calls: readonly (readonly [string, CallCost])[];
  readonly freezes: readonly (readonly [string, ThawedRun])[];
  readonly starts: readonly (readonly [string, FirstRuns])[];
}

/** Measures connections over TLS, and what a first run costs. @returns what missed its threshold */
export async function connections(): Promise<string[]> {
  const account = await TlsAccount.start();
  try {
    const measured = { calls: await calls(account), freezes: await freezes(account), starts: await starts(account) };
    print(measured);
    saveResults('connections', measured);
    return faultsOf(measured);
  } finally {
    await account.stop();
  }
}

async function calls(account: TlsAccount): Promise<Measured['calls']> {
  const oneByOne = (by: ClientKind) => callsBy(account, by, { calls: CALLS, parallel: 1 });
  return [
    ['shared clients, one call after the other', await oneByOne('shared')],
    ['a new client for each call', await oneByOne('one a call')],
    ['keep-alive off', await oneByOne('no keep-alive')],
    [`shared clients, ${PARALLEL} at a time`, await callsBy(account, 'shared', { calls: CALLS, parallel: PARALLEL })],
    ['shared clients, idle ones closed by the server', await callsAfterHangUp(account, PARALLEL)],
  ];
}

async function freezes(account: TlsAccount): Promise<Measured['freezes']> {
  return [
    [`${SHORT} ms, closed by the server`, await runAfterFreeze(account, 'closed', SHORT)],
    [`${SHORT} ms, silently dead`, await runAfterFreeze(account, 'forgotten', SHORT)],
    [`${LONG} ms, closed by the server`, await runAfterFreeze(account, 'closed', LONG)],
    [`${LONG} ms, silently dead`, await runAfterFreeze(account, 'forgotten', LONG)],
  ];
}

async function starts(account: TlsAccount): Promise<Measured['starts']> {
  const unprepared: FirstRuns[] = [];
  const prepared: FirstRuns[] = [];
  for (let index = 0; index < FRESH_PROCESSES; index += 1) {
    unprepared.push(await firstRuns(account, false));
    prepared.push(await firstRuns(account, true));
  }
  return [
    ['as it comes', mediansOf(unprepared)],
    ['first call prepared', mediansOf(prepared)],
  ];
}

function mediansOf(all: readonly FirstRuns[]): FirstRuns {
  const of = (phase: keyof FirstRuns): Spent => ({
    wall: median(all.map((runs) => runs[phase].wall)),
    cpu: median(all.map((runs) => runs[phase].cpu)),
  });
  return { load: of('load'), first: of('first'), second: of('second') };
}

function print({ calls: costs, freezes: thawed, starts: started }: Measured): void {
  const usual = costs[0]?.[1].milliseconds ?? Number.NaN;
  printTable(
    'Calls of ListClusters over TLS: milliseconds a call, the first one apart',
    ['', 'calls', 'connections', 'handshakes', 'resumptions', 'failures', 'ms a call', 'ratio'],
    costs.map(([name, { milliseconds, ...cost }]) => [
      name,
      ...[cost.calls, cost.connections, cost.handshakes, cost.resumptions, cost.failures],
      milliseconds.toFixed(1),
      (milliseconds / usual).toFixed(1),
    ]),
  );
  printTable(
    'A run of host-sync that has one write to make, after a freeze in which its connections died',
    ['', 'mended', 'writes', 'requests', 'connections', 'ms'],
    thawed.map(([name, run]) => [
      name,
      run.isMended ? 'yes' : 'no',
      ...[run.writes, run.requests, run.connections, Math.round(run.milliseconds)],
    ]),
  );
  printTable(
    'A fresh process of host-sync: medians, milliseconds of the clock and of the processor',
    ['', 'start', 'CPU', 'first run', 'CPU', 'second run', 'CPU'],
    started.map(([name, { load, first, second }]) => [
      name,
      ...[load, first, second].flatMap(({ wall, cpu }) => [wall.toFixed(1), cpu.toFixed(1)]),
    ]),
  );
}

function faultsOf({ calls: costs, freezes: thawed, starts: started }: Measured): string[] {
  const faults = costs.filter(([, { failures }]) => failures > 0).map(([name]) => `${name}: calls failed`);
  const [oneByOne, , , parallel] = costs.map(([, cost]) => cost);
  if (oneByOne?.connections !== 1) faults.push('calls one after the other do not share one connection');
  if (parallel === undefined || parallel.connections > PARALLEL)
    faults.push(`${PARALLEL} calls at a time open more connections than that`);
  for (const [name, { isMended, writes }] of thawed)
    if (!isMended || writes !== 1) faults.push(`a freeze of ${name}: ${writes} writes, one wanted`);
  const [asItComes, prepared] = started.map(([, { first }]) => first);
  if (!(prepared && asItComes && prepared.cpu < asItComes.cpu && prepared.wall < asItComes.wall))
    faults.push('a first run takes no less when it is prepared');
  return faults;
}
