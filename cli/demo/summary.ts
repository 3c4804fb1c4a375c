import { DURATIONS, type DurationName } from '../../shared/runtime/metric-names.ts';
import { costOf, PRICES } from '../../simulator/cost.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { print, styled } from '../terminal.ts';
import { spoken } from './duration.ts';
import { layOut } from './layout.ts';

const MONTH_HOURS = 730;
const INDENT = 2;
/** Operations shown of each function, the most frequent ones. */
const SHOWN = 4;

/** Prints what a run took: calls and invocations by function, what AWS would charge, and what the functions measured. */
export function printSummary(simulation: Simulation, began: number, columns: number): void {
  const hours = (simulation.clock.now() - began) / 3_600_000;
  print();
  print(styled('bold', `Summary of ${(hours * 60).toFixed(0)} minutes of cluster life`));
  table(functionRows(simulation), columns);
  print();
  table(costRows(simulation, hours), columns);
  print();
  table(durationRows(simulation), columns);
}

/** Cells, the last of which may go over several lines. */
type Row = readonly string[];

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
  const logBytes = output.logs.reduce((sum, { text }) => sum + text.length, 0);
  const cost = costOf({ invocations: lambda.invocations, sqsRequests, logBytes });
  const dollars = (amount: number): string => `$${amount.toFixed(6)}`;
  const parts = `Lambda ${dollars(cost.lambda)}, SQS ${dollars(cost.sqs)}, logs ${dollars(cost.logs)}`;
  const monthly = `$${((cost.total / hours) * MONTH_HOURS).toFixed(2)}`;
  return [
    ['cost', dollars(cost.total), parts],
    ['', monthly, 'a month, if a cluster were this lively day and night'],
    ['', ...metricsCost(simulation)],
  ];
}

function metricsCost({ output }: Simulation): readonly string[] {
  const { size } = new Set(output.metrics.map(({ name, dimensions }) => JSON.stringify([name, dimensions])));
  const monthly = `$${(size * PRICES.metricMonth).toFixed(2)}`;
  const price = `$${PRICES.metricMonth.toFixed(2)}`;
  return [monthly, `a month at most for ${size} metrics of CloudWatch, ${price} each; without dashboards and alarms`];
}

const MEASURED: readonly (readonly [name: DurationName, meaning: string])[] = [
  [DURATIONS.spotDrainTimeLeft, 'left of the two minutes when a Spot host was DRAINING'],
  [DURATIONS.gateWait, 'for which hosts were held'],
  [DURATIONS.gateReleaseLag, 'from the end of the last task on a host to its release'],
];

function durationRows({ output }: Simulation): readonly Row[] {
  return MEASURED.map(([name, meaning]) => {
    const values = output.values({ name }).map(({ value }) => spoken(value));
    return [name, values.length > 0 ? `${values.join(', ')} ${meaning}` : 'nothing measured'];
  });
}

/** Columns that the last cells need to stand beside the others; with fewer, they go below. */
const BESIDE = 32;

function table(rows: readonly Row[], columns: number): void {
  const cells = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: cells - 1 }, (_, cell) => Math.max(...rows.map((row) => row[cell]?.length ?? 0)));
  for (const row of rows) {
    const head = widths.map((width, cell) => (row[cell] ?? '').padEnd(width)).join('  ');
    const beside = columns - (INDENT + head.length + 2) >= BESIDE;
    const indent = beside ? INDENT + head.length + 2 : 2 * INDENT;
    const detail = layOut([[row.at(-1) ?? '', 'dim']], columns - indent);
    if (!beside) print(`${' '.repeat(INDENT)}${head.trimEnd()}`);
    for (const [index, line] of detail.entries()) {
      print(`${index === 0 && beside ? `${' '.repeat(INDENT)}${head}  ` : ' '.repeat(indent)}${line}`);
    }
  }
}
