import { costOf } from '../../simulator/cost.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { print, styled } from '../terminal.ts';

const MONTH_HOURS = 730;

/** Prints what a run took: calls, invocations and what AWS would charge. */
export function printSummary(simulation: Simulation, began: number): void {
  const { calls, lambda, output } = simulation;
  const hours = (simulation.clock.now() - began) / 3_600_000;
  print();
  print(styled('bold', `Summary of ${(hours * 60).toFixed(0)} minutes of cluster life`));
  const operations = [...calls.byOperation()].sort(([, a], [, b]) => b - a);
  row('API calls', `${calls.count()}`, operations.map(([name, count]) => `${name} ${count}`).join(', '));
  const billed = lambda.invocations.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0);
  const cold = lambda.invocations.filter(({ coldStart }) => coldStart).length;
  row('Invocations', `${lambda.invocations.length}`, `${cold} cold, ${Math.round(billed)} ms billed in all`);
  const logBytes = output.logs.reduce((sum, { text }) => sum + text.length, 0);
  const cost = costOf({ invocations: lambda.invocations, sqsRequests: simulation.sqsRequests, logBytes });
  const dollars = (amount: number): string => `$${amount.toFixed(6)}`;
  const parts = `Lambda ${dollars(cost.lambda)}, SQS ${dollars(cost.sqs)}, logs ${dollars(cost.logs)}`;
  row('Cost', dollars(cost.total), parts);
  const monthly = (cost.total / hours) * MONTH_HOURS;
  row(
    '',
    `$${monthly.toFixed(2)} a month`,
    'if a cluster were this lively day and night, without dashboards and alarms',
  );
}

function row(name: string, value: string, detail: string): void {
  print(`  ${name.padEnd(12)} ${value.padEnd(14)} ${styled('dim', detail)}`);
}
