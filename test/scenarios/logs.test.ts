import { expect, it } from 'vitest';
import { METRICS } from '../../shared/runtime/metric-names.ts';
import { anAccount } from './account.ts';

it('a query sees what Lambda reports of a function, its lines and its metrics', { timeout: 60_000 }, async () => {
  const clusters = [{ name: 'shop', hosts: 3, services: [{ name: 'agent' }] }];
  const { simulation } = await anAccount({ clusters });
  await simulation.runFor(20 * 60_000);
  const { lambda, logs, output } = simulation;
  const names = [...new Set(lambda.invocations.map(({ functionName }) => functionName))];
  const source = names.map((name) => `SOURCE '/aws/lambda/${name}' | `).join('');
  const only = (query: string) => logs.insights(source + query).results.map(([field]) => field?.value);

  const billed = lambda.invocations.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0);
  expect(only('filter @type = "REPORT" | stats sum(@billedDuration)')).toEqual([String(billed)]);
  expect(output.logs.length).toBeGreaterThan(0);
  expect(only('filter ispresent(level) | stats count(*)')).toEqual([String(output.logs.length)]);
  expect(only(`stats sum(${METRICS.runs})`)).toEqual([String(output.sum({ name: METRICS.runs }))]);
  const { statistics } = logs.insights(`${source}stats count(*)`);
  expect(output.logBytes()).toBe(statistics.bytesScanned + 26 * statistics.recordsScanned);
});
