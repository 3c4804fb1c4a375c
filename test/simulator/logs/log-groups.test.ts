import { expect, it } from 'vitest';
import type { InvocationRecord } from '../../../simulator/services/lambda/lambda-parts.ts';
import { endLines, startLines } from '../../../simulator/services/lambda/platform-lines.ts';
import { FunctionOutput } from '../../../simulator/telemetry/function-output.ts';
import { aLog, BEGIN, logsOf, rowsOf } from './a-log.ts';

const METRICS = { CloudWatchMetrics: [{ Namespace: 'ops', Dimensions: [['function']], Metrics: [{ Name: 'held' }] }] };
const DOCUMENT = { _aws: METRICS, function: 'gate', held: 3 };

it('a query sees the groups and the time it is given, and says what it went through', () => {
  const { logs } = aLog([
    { at: 0, line: 'a' },
    { at: 1, line: 'bé' },
    { at: 2, line: 'c', functionName: 'sync' },
    { at: 3, line: 'd' },
  ]);
  const within = { start: BEGIN + 1_000, end: BEGIN + 2_000 };
  const both =
    "SOURCE '/aws/lambda/gate' | SOURCE '/aws/lambda/sync' | filter @message != 'bé' | fields @message | limit 1";
  expect(logs.insights(both, within)).toEqual({
    results: [[{ field: '@message', value: 'c' }]],
    statistics: { recordsMatched: 1, recordsScanned: 2, bytesScanned: 4 },
  });
  const { statistics } = logs.insights('filter @message = "a"', { logGroups: ['/aws/lambda/gate'] });
  expect(statistics).toEqual({ recordsMatched: 1, recordsScanned: 3, bytesScanned: 5 });
});

it('documents of metrics are in the log group, and not among the lines that the function logged', () => {
  const { output, logs } = aLog([
    { at: 0, line: DOCUMENT },
    { at: 1, line: { message: 'held' } },
  ]);
  expect(output.logs.map(({ fields }) => fields)).toEqual([{ message: 'held' }]);
  expect(rowsOf(logs, 'filter held > 2 | fields held, _aws.CloudWatchMetrics.0.Namespace as namespace')).toEqual([
    { held: '3', namespace: 'ops' },
  ]);
});

it('every event is billed with its bytes and 26 more', () => {
  const { output } = aLog([
    { at: 0, line: DOCUMENT },
    { at: 1, line: 'é\n\nab' },
    { at: 2, line: 'abc', functionName: 'sync' },
  ]);
  output.addPlatformLines('gate', ['END'], BEGIN);
  expect(output.logBytes('gate')).toBe(JSON.stringify(DOCUMENT).length + 2 + 2 + 3 + 4 * 26);
  expect(output.logBytes('sync')).toBe(29);
  expect(output.logBytes('other')).toBe(0);
  expect(output.logBytes()).toBe(output.logBytes('gate') + 29);
});

it('takes 200 fields of an event', () => {
  const members = Array.from({ length: 201 }, (_, index) => [`f${index}`, index]);
  const { logs } = aLog([{ at: 0, line: Object.fromEntries(members) }]);
  expect(rowsOf(logs, 'fields f199, f200')).toEqual([{ f199: '199' }]);
});

const SUCCEEDED: InvocationRecord = {
  functionName: 'gate',
  start: BEGIN,
  end: BEGIN + 1_500,
  billedMilliseconds: 1_750,
  coldStart: true,
  memorySize: 256,
  outcome: { kind: 'succeeded', payload: null },
};

/** The log of one invocation as Lambda writes it. */
function platformLog(record: InvocationRecord, initialisation: number) {
  const output = new FunctionOutput();
  output.addPlatformLines('gate', startLines('id-1', initialisation), record.start);
  output.addPlatformLines('gate', endLines('id-1', record, initialisation), record.end);
  return { output, logs: logsOf(output) };
}

it('Lambda reports what an invocation took', () => {
  const { output, logs } = platformLog(SUCCEEDED, 250);
  expect(output.logs).toEqual([]);
  expect(output.events.map(({ text }) => text.split(' ')[0])).toEqual(['INIT_START', 'START', 'END', 'REPORT']);
  const fields = '@type, @requestId, @duration, @billedDuration, @initDuration, @memorySize / 1000 / 1000 as memory';
  expect(rowsOf(logs, `fields ${fields}, @maxMemoryUsed < @memorySize as fits | filter @requestId = "id-1"`)).toEqual([
    {
      '@type': 'REPORT',
      '@requestId': 'id-1',
      '@duration': '1500',
      '@billedDuration': '1750',
      '@initDuration': '250',
      memory: '256',
      fits: '1',
    },
    { '@type': 'END', '@requestId': 'id-1', fits: '0' },
    { '@type': 'START', '@requestId': 'id-1', fits: '0' },
  ]);
});

it.each([
  ['no cold start', {}, 'INIT_START', 0],
  ['no error', {}, 'Task timed out', 0],
  ['a time-out', { outcome: { kind: 'timed-out' } }, 'id-1 Task timed out after 1.50 seconds', 1],
  ['a time-out', { outcome: { kind: 'timed-out' } }, 'Status: timeout', 1],
  [
    'an error',
    { outcome: { kind: 'failed', errorType: 'TypeError', errorMessage: 'x' } },
    '"errorType":"TypeError"',
    1,
  ],
] as const)('%s of an invocation is in its log', (_, overrides, text, count) => {
  const { logs } = platformLog({ ...SUCCEEDED, coldStart: false, ...overrides }, 0);
  expect(rowsOf(logs, `filter @message like '${text}'`)).toHaveLength(count);
});
