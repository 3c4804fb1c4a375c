import { costOf, MONTH_HOURS, PRICES } from '../../simulator/cost.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { metricHours } from '../../simulator/telemetry/metric-hours.ts';
import { print, styled } from '../terminal.ts';
import { spoken } from './duration.ts';
import { type Row, table } from './table.ts';

const HOUR = 3_600_000;
/** Operations shown of each function, the most frequent ones. */
const SHOWN = 4;

/** Prints what a run took: calls and invocations by function, what AWS would charge, and what the functions measured. */
export function printSummary(simulation: Simulation, began: number, columns: number): void {
  const hours = (simulation.clock.now() - began) / HOUR;
  print();
  print(styled('bold', `Summary of ${(hours * 60).toFixed(0)} minutes of cluster life`));
  table(functionRows(simulation), columns);
  print();
  table(costRows(simulation, hours), columns);
  print();
  table([...durationRows(simulation), savings(simulation)], columns);
}

function functionRows({ lambda, calls }: Simulation): readonly Row[] {
  const names = [...new Set(lambda.invocations.map(({ functionName }) => functionName))].toSorted();
  const rows = names.map((functionName) => {
    const invocations = lambda.invocations.filter((each) => each.functionName === functionName);
    const billed = invocations.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0);
    const operations = [...calls.byOperation({ functionName })].toSorted(([, a], [, b]) => b - a);
    const most = operations.slice(0, SHOWN).map(([name, count]) => `${name.replace(/^\w+:/, '')}\u00a0${count}`);
    const detail = [...most, ...(operations.length > SHOWN ? ['…'] : [])].join(', ');
    // The service's name and the stage come before the function's.
    const short = functionName.split('-').slice(3).join('-');
    return [short, `${invocations.length}`, `${Math.round(billed)} ms`, `${calls.count({ functionName })}`, detail];
  });
  return [['function', 'invocations', 'billed', 'API calls', 'most of them'], ...rows];
}

function costRows(simulation: Simulation, hours: number): readonly Row[] {
  const { lambda, output, sqsRequests } = simulation;
  const cost = costOf({ invocations: lambda.invocations, sqsRequests, logBytes: output.logBytes() });
  const dollars = (amount: number): string => `$${amount.toFixed(6)}`;
  const parts = `Lambda ${dollars(cost.lambda)}, SQS ${dollars(cost.sqs)}, logs ${dollars(cost.logs)}`;
  const monthly = `$${((cost.total / hours) * MONTH_HOURS).toFixed(2)}`;
  return [
    ['cost', dollars(cost.total), parts],
    ['', monthly, 'a month, if clusters were this lively day and night'],
    ['', ...metricsCost(simulation)],
  ];
}

/** CloudWatch charges for the hours in which a metric has values. */
function metricsCost({ output }: Simulation): readonly string[] {
  const hours = Object.values(metricHours(output.metrics));
  const sum = hours.reduce((total, each) => total + each, 0);
  const dollars = `$${((sum * PRICES.metricMonth) / MONTH_HOURS).toFixed(6)}`;
  const price = `$${PRICES.metricMonth.toFixed(2)}`;
  return [dollars, `for ${hours.length} metrics of CloudWatch, ${price} a month each; without dashboards and alarms`];
}

function durationRows({ output }: Simulation): readonly Row[] {
  const lines = output.logs.map(({ fields = {} }) => fields);
  const logged = (about: string, field: string): readonly number[] =>
    lines
      .filter(({ message, outcome }) => message === about && (outcome ?? 'done') === 'done')
      .map((fields) => fields[field])
      .filter((each) => typeof each === 'number');
  const rows: readonly (readonly [name: string, values: readonly number[], meaning: string])[] = [
    ['left', logged('drained', 'timeLeft'), 'left of the two minutes when a Spot host was DRAINING'],
    ['held', logged('complete-lifecycle-action', 'waitedFor'), 'for which hosts were held'],
    [
      'release lag',
      logged('complete-lifecycle-action', 'emptyFor'),
      'from the end of the last task on a host, or the notice of an empty one, to its release',
    ],
  ];
  return rows.map(([name, values, meaning]) => [
    name,
    values.length > 0 ? `${values.map(spoken).join(', ')} ${meaning}` : 'nothing measured',
  ]);
}

/** The hours of the hosts that scale-in removed, from then until now. */
function savings({ calls, clock }: Simulation): Row {
  const removed = calls
    .all({ operation: 'TerminateInstanceInAutoScalingGroup', outcome: 'ok' })
    .flatMap(({ time, input }) => instancesIn(input).map(() => time));
  const hours = removed.reduce((sum, time) => sum + clock.now() - time, 0) / HOUR;
  const what = `saved so far by the ${removed.length} hosts that scale-in removed, and ${removed.length} more each hour`;
  return ['host-hours', `${hours.toFixed(1)} ${what}`];
}

function instancesIn(input: unknown): readonly unknown[] {
  const ids: unknown = typeof input === 'object' && input !== null && 'InstanceIds' in input ? input.InstanceIds : [];
  return Array.isArray(ids) ? ids : [];
}
