import { costOf } from '../../../simulator/cost.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { isoTime } from './fates.ts';
import type { AlarmEntry, FunctionUse, Rehearsal } from './rehearsal.ts';

/** Runs and calls of each function, by name. */
export function functionUse({ lambda, calls }: Simulation): readonly FunctionUse[] {
  const byName = Map.groupBy(lambda.invocations, ({ functionName }) => functionName);
  const names = [...byName.keys()].toSorted();
  return names.map((functionName) => {
    const invocations = byName.get(functionName) ?? [];
    const failures = invocations.filter(({ outcome: { kind } }) => kind === 'failed' || kind === 'timed-out');
    const billed = invocations.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0);
    return {
      function: functionName,
      invocations: invocations.length,
      failures: failures.length,
      billedMilliseconds: Math.round(billed),
      calls: Object.fromEntries(calls.byOperation({ functionName })),
    };
  });
}

export function runCost({ lambda, sqsRequests, output }: Simulation): Rehearsal['cost'] {
  return costOf({ invocations: lambda.invocations, sqsRequests, logBytes: output.logBytes() });
}

/** Alarms that went off, in order of time. */
export function alarmEntries({ cloudWatch }: Simulation): readonly AlarmEntry[] {
  return cloudWatch
    .alarms()
    .flatMap(({ name, history }) =>
      history.filter(({ to }) => to === 'ALARM').map(({ time, reason }) => ({ at: isoTime(time), name, reason })),
    )
    .toSorted((one, other) => one.at.localeCompare(other.at) || one.name.localeCompare(other.name));
}
