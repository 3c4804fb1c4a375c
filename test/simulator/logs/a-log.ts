import { EXAMPLE_ACCOUNT } from '../../../simulator/account/account.ts';
import { LogsSimulator } from '../../../simulator/services/logs/logs-simulator.ts';
import { FunctionOutput } from '../../../simulator/telemetry/function-output.ts';

/** The moment of a line logged at 0 seconds. */
export const BEGIN = Date.parse('2026-03-02T09:00:00Z');

/** When queries are asked: an hour later. */
const NOW = BEGIN + 3_600_000;

/** Names of the functions that there are. */
export const FUNCTIONS = ['gate', 'sync'];

/** What a function printed so many seconds after the beginning: a JSON document, or a plain line. */
export interface Printed {
  readonly at: number;
  readonly line: string | Readonly<Record<string, unknown>>;
  readonly functionName?: string;
}

/** Logs of functions that printed what is given, `gate` where no other is named. */
export function aLog(lines: readonly Printed[]) {
  const output = new FunctionOutput();
  for (const { at, line, functionName = 'gate' } of lines) {
    output.add(functionName, typeof line === 'string' ? line : JSON.stringify(line), BEGIN + at * 1_000);
  }
  return { output, logs: logsOf(output) };
}

/** CloudWatch Logs with what is in an output. */
export function logsOf(output: FunctionOutput): LogsSimulator {
  const definition = (name: string) => (FUNCTIONS.includes(name) ? { ...FUNCTION, name } : undefined);
  return new LogsSimulator({ account: EXAMPLE_ACCOUNT, clock: { now: () => NOW }, output, lambda: { definition } });
}

const FUNCTION = {
  name: 'gate',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:gate',
  roleName: 'role',
  modulePath: '/code/index.mjs',
  exportName: 'handler',
  timeout: 60_000,
  memorySize: 256,
  environment: {},
  reservedConcurrency: undefined,
};

/** The rows of a query on the log of `gate`, as objects. */
export function rowsOf(logs: LogsSimulator, query: string): readonly Readonly<Record<string, string>>[] {
  const { results } = logs.insights(query, { logGroups: ['/aws/lambda/gate'] });
  return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
}
