import { setTimeout as pause } from 'node:timers/promises';
import type { TlsAccount } from './account.ts';
import type { CallerProcess, ClientKind } from './caller-process.ts';
import type { FrontCounts } from './tls-front.ts';

/** What a number of calls cost. */
export interface CallCost extends FrontCounts {
  readonly calls: number;
  readonly failures: number;
  /** Median milliseconds of a call. */
  readonly milliseconds: number;
  /** Milliseconds of the processor's time in all. */
  readonly cpu: number;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Has a fresh process make calls, so many at the same time, after one that is not counted in the milliseconds. */
export async function callsBy(
  account: TlsAccount,
  by: ClientKind,
  { calls, parallel }: { readonly calls: number; readonly parallel: number },
): Promise<CallCost> {
  const caller = account.caller();
  try {
    await account.rest();
    account.front.reset();
    const first = await caller.ask({ kind: 'call', by, calls: 1, parallel: 1 });
    const rest = await caller.ask({ kind: 'call', by, calls: calls - 1, parallel });
    const failures = first.failures + rest.failures;
    return { ...account.front.counts, calls, failures, milliseconds: median(rest.wall), cpu: rest.cpu };
  } finally {
    await caller.stop();
  }
}

/** What becomes of calls when the server has closed what was idle. */
export async function callsAfterHangUp(account: TlsAccount, parallel: number): Promise<CallCost> {
  const caller = account.caller();
  const ask = { kind: 'call', by: 'shared', calls: parallel, parallel } as const;
  try {
    await account.rest();
    await caller.ask(ask);
    account.front.hangUp();
    // Time enough for the news to arrive.
    await pause(200);
    account.front.reset();
    const { failures, wall, cpu } = await caller.ask(ask);
    return { ...account.front.counts, calls: parallel, failures, milliseconds: median(wall), cpu };
  } finally {
    await caller.stop();
  }
}

/** What a run after a freeze came to. */
export interface ThawedRun {
  /** Whether what the run had to mend is mended. */
  readonly isMended: boolean;
  /** Writes that were carried out; the run had one to make. */
  readonly writes: number;
  readonly requests: number;
  readonly connections: number;
  readonly milliseconds: number;
}

/** How connections died while a process was frozen: closed, or forgotten by something on the way. */
export type Death = 'closed' | 'forgotten';

/** Runs host-sync, freezes it while its connections die, and runs it again with something to mend. */
export async function runAfterFreeze(account: TlsAccount, death: Death, milliseconds: number): Promise<ThawedRun> {
  const caller = account.caller();
  try {
    await caller.ask({ kind: 'load', bundle: HOST_SYNC });
    await mend(account, caller);
    await caller.frozen(milliseconds, () => {
      if (death === 'closed') account.front.hangUp();
      else account.front.forget();
    });
    account.front.reset();
    const before = account.writes;
    const { wall } = await mend(account, caller);
    const { requests, connections } = account.front.counts;
    return {
      isMended: account.isMended,
      writes: account.writes - before,
      requests,
      connections,
      milliseconds: median(wall),
    };
  } finally {
    await caller.stop();
  }
}

const HOST_SYNC = new URL('../../dist/host-sync/index.mjs', import.meta.url).pathname;

async function mend(account: TlsAccount, caller: CallerProcess) {
  account.disturb();
  return caller.ask({ kind: 'run', batch: account.batch() });
}

/** What a start and the first two runs after it took, milliseconds. */
export interface FirstRuns {
  readonly load: Spent;
  readonly first: Spent;
  readonly second: Spent;
}
/** Milliseconds of the clock and of the processor. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** Starts host-sync in a fresh process and runs it twice. @param isPrepared whether its start prepares the first call */
export async function firstRuns(account: TlsAccount, isPrepared: boolean): Promise<FirstRuns> {
  const caller = account.caller(isPrepared ? { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' } : {});
  const spent = ({ wall, cpu }: { readonly wall: readonly number[]; readonly cpu: number }) => ({
    wall: median(wall),
    cpu,
  });
  try {
    const load = spent(await caller.ask({ kind: 'load', bundle: HOST_SYNC }));
    const first = spent(await mend(account, caller));
    return { load, first, second: spent(await mend(account, caller)) };
  } finally {
    await caller.stop();
  }
}
