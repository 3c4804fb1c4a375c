import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Simulation } from '../../../simulator/simulation.ts';
import { hostSyncResources } from '../deploy/a-stack.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const START = Date.UTC(2026, 0, 5, 9);

/** Throws for `fail`; else waits as told, and prints a metric in the embedded metric format. */
const SOURCE = `
  export const handler = async ({ Records }) => {
    const { fail, wait = 0 } = JSON.parse(Records[0].body);
    if (fail) throw new Error('as told');
    await new Promise((resolve) => setTimeout(resolve, wait));
    const metric = { Namespace: 'Shop', Dimensions: [['Country'], []], Metrics: [{ Name: 'Orders', Unit: 'Count' }] };
    console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] }, Country: 'IE', Orders: [2, 3] }));
  };
`;

const open: Simulation[] = [];
afterEach(async () => {
  for (const simulation of open.splice(0)) await simulation.close();
});

/** A queue that feeds a function one message at a time, and an alarm on the function's errors. */
async function aDeployment(settings: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync('/tmp/simulated-function-');
  writeFileSync(path.join(folder, 'index.mjs'), SOURCE);
  const { Rule: _rule, Schedule: _schedule, QueuePolicy: _policy, ...resources } = hostSyncResources();
  const Handler = `${path.relative(ROOT, folder)}/index.handler`;
  Object.assign(resources['Function']?.Properties ?? {}, { Handler, ...settings });
  Object.assign(resources['Mapping']?.Properties ?? {}, { BatchSize: 1, MaximumBatchingWindowInSeconds: 0 });
  const Alarm = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Function' } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    },
  };
  const simulation = await Simulation.start({ start: START, template: { Resources: { ...resources, Alarm } } });
  open.push(simulation);
  const values = (namespace: string, metricName: string, dimensions: Record<string, string>, stat: string) => {
    const query = { id: 'm', period: 300, metricStat: { namespace, metricName, dimensions, stat } };
    return simulation.cloudWatch.getMetricData([query], { start: START, end: START + 300_000 })[0]?.values;
  };
  const ofFunction = (metricName: string, stat = 'Sum') =>
    values('AWS/Lambda', metricName, { FunctionName: 'host-sync' }, stat);
  const send = (body: object) => {
    simulation.sqs.queueByUrl('ecs-ops-Queue').send({ body: JSON.stringify(body), senderId: 'me' });
  };
  return { simulation, send, values, ofFunction };
}

it('Lambda sends its metrics of each function, and the embedded ones come in with their dimensions', async () => {
  const { simulation, send, values, ofFunction } = await aDeployment();
  send({ wait: 20_000 });
  send({ wait: 10_000 });
  await simulation.runFor(60_000);
  send({ fail: true });
  await simulation.runFor(90_000);
  expect({
    invocations: ofFunction('Invocations'),
    errors: ofFunction('Errors'),
    throttles: ofFunction('Throttles'),
    concurrent: ofFunction('ConcurrentExecutions', 'Maximum'),
  }).toEqual({ invocations: [3], errors: [1], throttles: [0], concurrent: [2] });
  const [longest = 0] = ofFunction('Duration', 'Maximum') ?? [];
  const [median = 0] = ofFunction('Duration', 'p50') ?? [];
  expect([Math.floor(longest / 1000), Math.floor(median / 1000)]).toEqual([20, 10]);
  expect(values('Shop', 'Orders', { Country: 'IE' }, 'Sum')).toEqual([10]);
  expect(values('Shop', 'Orders', {}, 'Maximum')).toEqual([3]);
  expect(values('AWS/SQS', 'NumberOfMessagesReceived', { QueueName: 'ecs-ops-Queue' }, 'Sum')).toEqual([3]);
  expect(simulation.cloudWatch.listMetrics().filter(({ custom }) => custom)).toMatchObject([
    { metricName: 'Orders', dimensions: { Country: 'IE' }, unit: 'Count', clockHours: 1 },
    { metricName: 'Orders', dimensions: {}, unit: 'Count', clockHours: 1 },
  ]);
  expect(simulation.cloudWatch.alarm('errors').history.map(({ time, to }) => [(time - START) / 60_000, to])).toEqual([
    [1, 'OK'],
    [2, 'ALARM'],
  ]);
});

it('a throttled request is neither an invocation nor an error', async () => {
  const { simulation, send, ofFunction } = await aDeployment({ ReservedConcurrentExecutions: 0 });
  send({});
  await simulation.runFor(60_000);
  expect([ofFunction('Throttles'), ofFunction('Invocations'), ofFunction('Errors')]).toEqual([[1], [], []]);
});

it('a queue that a mapping polls stays active', async () => {
  const { simulation } = await aDeployment();
  await simulation.runFor(8 * 3_600_000);
  const latest = (QueueName: string) => {
    const metricStat = {
      namespace: 'AWS/SQS',
      metricName: 'NumberOfMessagesSent',
      dimensions: { QueueName },
      stat: 'Sum',
    };
    const range = { start: START + 7 * 3_600_000, end: START + 8 * 3_600_000 };
    return simulation.cloudWatch.getMetricData([{ id: 'm', period: 3600, metricStat }], range)[0]?.values;
  };
  expect([latest('ecs-ops-Queue'), latest('dead')]).toEqual([[0], []]);
});
