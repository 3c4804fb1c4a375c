import { expect } from 'vitest';
import type { CallRecord } from '../../simulator/gateway/call-log.ts';
import type { InvocationRecord } from '../../simulator/services/lambda/lambda-parts.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** Milliseconds that a run may take besides its calls. */
const WORK = 1_000;
/** Milliseconds for each call: the tail of its latency. */
const CALL = 100;

type Run = Pick<InvocationRecord, 'functionName' | 'start' | 'end' | 'outcome'>;
type Call = Pick<CallRecord, 'functionName' | 'time' | 'outcome'>;

/** Runs that took longer than their calls and a second. Those with a failed call are left out: the SDK pauses then. */
export function runsThatSlept(runs: readonly Run[], calls: readonly Call[]): readonly Run[] {
  const byFunction = Map.groupBy(calls, ({ functionName }) => functionName);
  return runs.filter(({ functionName, start, end, outcome }) => {
    if (outcome.kind !== 'succeeded' || end - start <= WORK) return false;
    const own = (byFunction.get(functionName) ?? []).filter(({ time }) => time >= start && time <= end);
    return own.every((call) => call.outcome === 'ok') && end - start > WORK + CALL * own.length;
  });
}

/** Fails when a function slept, unless faults made calls fail or come late. */
export function expectNobodySlept({ lambda, calls, faults }: Simulation): void {
  if (!faults.wereInjected) expect(runsThatSlept(lambda.invocations, calls.all())).toEqual([]);
}
