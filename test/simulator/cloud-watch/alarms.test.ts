import { describe, expect, it } from 'vitest';
import { START } from '../ec2/test-world.ts';
import { timelineOf } from './a-cloud-watch.ts';
import { ALARM_ARN, aWatchedStack, NAME, topicPolicy } from './a-watched-stack.ts';

const _ = undefined;

describe('an alarm follows its metric', () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly (number | undefined)[], string[]]>([
    [
      'two breaching minutes in a row',
      {},
      [1, 9, 1, 9, 9, 1, 1, 1],
      ['1 OK', '5 ALARM', '6 OK', '12 INSUFFICIENT_DATA'],
    ],
    [
      '1 out of 2',
      { DatapointsToAlarm: 1 },
      [1, 9, 1, 1, 1, 9],
      ['1 OK', '2 ALARM', '4 OK', '6 ALARM', '10 INSUFFICIENT_DATA'],
    ],
    ['missing minutes as breaching', { TreatMissingData: 'breaching' }, [1, 1, 1], ['1 OK', '7 ALARM']],
    ['no data at all as breaching', { TreatMissingData: 'breaching' }, [], ['1 ALARM']],
    ['no data at all', {}, [], []],
    ['missing minutes as fine', { TreatMissingData: 'notBreaching' }, [9, 9], ['1 OK', '2 ALARM', '5 OK']],
    ['missing minutes ignored', { TreatMissingData: 'ignore' }, [1, 9, 9], ['1 OK', '3 ALARM']],
    [
      'the last real data again, while it is in range',
      { EvaluationPeriods: 1 },
      [9],
      ['1 ALARM', '4 INSUFFICIENT_DATA'],
    ],
    [
      'five minutes that begin with every minute',
      { Period: 300, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
      [1, 1, 1, 1, 1, 1, 1, 1],
      ['1 OK'],
    ],
    [
      'five minutes across the boundary of two',
      { Period: 300, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
      [_, _, _, 3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ['1 OK', '7 ALARM', '9 OK'],
    ],
    [
      // The user guide warns of it: the last data is looked at again once nothing comes any more.
      'periods gone by, when nothing comes any more',
      { Period: 300, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
      [_, _, _, 3, _, _, 3],
      ['1 OK', '7 ALARM', '9 OK', '12 ALARM', '14 OK', '17 ALARM', '19 OK'],
    ],
    [
      'a percentile',
      { Statistic: _, ExtendedStatistic: 'p50', EvaluationPeriods: 1 },
      [1, 9],
      ['1 OK', '2 ALARM', '5 INSUFFICIENT_DATA'],
    ],
    ['another unit: no data', { Unit: 'Bytes' }, [9, 9, 9], []],
    [
      'math',
      {
        ...Object.fromEntries(
          ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period'].map((name) => [name, _]),
        ),
        EvaluationPeriods: 1,
        Metrics: [
          {
            Id: 'orders',
            ReturnData: false,
            MetricStat: {
              Metric: { Namespace: 'Shop', MetricName: 'Orders', Dimensions: [{ Name: 'Country', Value: 'IE' }] },
              Period: 60,
              Stat: 'Sum',
            },
          },
          { Id: 'double', Expression: 'FILL(orders, 0) * 2', Label: 'twice' },
        ],
      },
      [1, 3, 1],
      ['1 OK', '2 ALARM', '3 OK'],
    ],
  ])('%s', async (_name, given, orders, expected) => {
    const alarm = Object.fromEntries(Object.entries(given));
    const { world, cloudWatch } = aWatchedStack({ alarm, orders });
    await world.pass(20 * 60);
    expect(timelineOf(cloudWatch.alarm(NAME).history)).toEqual(expected);
  });

  it('keeps its state, the reason and when it changed', async () => {
    const { world, cloudWatch } = aWatchedStack({ orders: [9, 9, 9] });
    expect(cloudWatch.alarm(NAME)).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      stateReason: 'Unchecked: Initial alarm creation',
      history: [],
      arn: ALARM_ARN,
    });
    await world.pass(180);
    expect(cloudWatch.alarm(NAME)).toMatchObject({ state: 'ALARM', stateUpdatedAt: START + 120_000 });
    expect(() => cloudWatch.alarm('other')).toThrow('There is no alarm other');
  });
});

describe('a change of state', () => {
  it('tells the topic, as CloudWatch does', async () => {
    const { world, sns } = aWatchedStack({ orders: [9, 9] });
    await world.pass(150);
    expect(sns.outbox.map(({ subject }) => subject)).toEqual([
      'OK: "too-many-orders" in EU (Ireland)',
      'ALARM: "too-many-orders" in EU (Ireland)',
    ]);
    expect(JSON.parse(sns.outbox[1]?.message ?? '')).toEqual({
      AlarmName: NAME,
      AlarmDescription: 'More than the shop can deliver',
      AWSAccountId: '111122223333',
      AlarmConfigurationUpdatedTimestamp: '2026-03-02T09:00:00.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason:
        'Threshold Crossed: 2 out of the last 2 datapoints [9.0 (02/03/26 09:01:00), 9.0 (02/03/26 09:00:00)] were ' +
        'greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
      StateChangeTime: '2026-03-02T09:02:00.000+0000',
      Region: 'EU (Ireland)',
      AlarmArn: ALARM_ARN,
      OldStateValue: 'OK',
      OKActions: ['arn:aws:sns:eu-west-1:111122223333:operator'],
      AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:operator'],
      InsufficientDataActions: ['arn:aws:sns:eu-west-1:111122223333:operator'],
      Trigger: {
        MetricName: 'Orders',
        Namespace: 'Shop',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [{ value: 'IE', name: 'Country' }],
        Period: 60,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 5,
        TreatMissingData: 'missing',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });

  it.each([
    [{ OKActions: [] }, ['ALARM', 'INSUFFICIENT_DATA']],
    [{ AlarmActions: [], InsufficientDataActions: [] }, ['OK']],
    [{ ActionsEnabled: false }, []],
  ])('%j', async (alarm, expected) => {
    const { world, cloudWatch, sns } = aWatchedStack({ alarm, orders: [9, 9] });
    await world.pass(15 * 60);
    expect(sns.outbox.map(({ subject }) => subject.split(':')[0])).toEqual(expected);
    expect(cloudWatch.alarm(NAME).history.map(({ to }) => to)).toEqual(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
  });

  const when = (test: Readonly<Record<string, unknown>>) => topicPolicy({ Condition: test });
  it.each([
    ['its account', when({ StringEquals: { 'aws:SourceAccount': '111122223333' } }), true],
    ['its ARN', when({ ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:*:alarm:${NAME}` } }), true],
    ['another account', when({ StringEquals: { 'aws:SourceAccount': '444455556666' } }), false],
    ['another alarm', when({ ArnEquals: { 'aws:SourceArn': `${ALARM_ARN}s` } }), false],
    ['another service', topicPolicy({ Principal: { Service: 'events.amazonaws.com' } }), false],
    ['another action', topicPolicy({ Action: 'sns:Subscribe' }), false],
  ])('where the policy admits %s', async (_name, policy, admitted) => {
    const { world, cloudWatch, sns } = aWatchedStack({ policy, orders: [9, 9] });
    await world.pass(150);
    expect(sns.outbox).toHaveLength(admitted ? 2 : 0);
    const failed = admitted ? [] : ['1 too-many-orders operator', '2 too-many-orders operator'];
    expect(
      cloudWatch.failures.map(
        ({ time, alarmName, topicArn }) => `${(time - START) / 60_000} ${alarmName} ${topicArn.split(':').at(-1)}`,
      ),
    ).toEqual(failed);
  });
});

describe('at deployment', () => {
  const metricStat = { Metric: { Namespace: 'Shop', MetricName: 'Orders' }, Period: 60, Stat: 'Sum' };
  const single = ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period'];
  const math = (...Metrics: object[]) => ({ ...Object.fromEntries(single.map((name) => [name, _])), Metrics });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ EvaluationInterval: 10 }, 'does not have the property EvaluationInterval'],
    [{ EvaluateLowSampleCountPercentile: 'ignore' }, 'does not have the property EvaluateLowSampleCountPercentile'],
    [{ Threshold: _ }, 'Threshold is missing'],
    [{ EvaluationPeriods: 0 }, 'EvaluationPeriods must be a whole number over 0'],
    [{ DatapointsToAlarm: 3 }, 'DatapointsToAlarm must not be more than EvaluationPeriods'],
    [{ ComparisonOperator: 'LessThanLowerThreshold' }, 'ComparisonOperator must be one of'],
    [{ TreatMissingData: 'NotBreaching' }, 'TreatMissingData must be one of missing, notBreaching'],
    [{ ExtendedStatistic: 'p9' }, 'either Statistic or ExtendedStatistic'],
    [{ Statistic: 'p90' }, 'A percentile is an ExtendedStatistic'],
    [{ Statistic: 'Mean' }, 'does not have the statistic Mean'],
    [{ Period: 30 }, 'multiple of 60 seconds, not 30'],
    [{ Dimensions: [{ Name: 'A', Value: 'b', Unit: 'c' }] }, 'does not have Dimensions.Unit'],
    [{ AlarmActions: ['arn:aws:automate:eu-west-1:ec2:reboot'] }, 'has topics as actions'],
    [{ AlarmActions: Array<string>(6).fill('arn:aws:sns:eu-west-1:111122223333:a') }, 'may have 5 actions'],
    [{ Metrics: [] }, 'either Metrics or Namespace, MetricName'],
    [math({ Id: 'm', MetricStat: metricStat }, { Id: 'e', Expression: 'm * 2' }), 'Exactly one of Metrics'],
    [math({ Id: 'm' }), 'm must have either Expression or MetricStat'],
    [math({ Id: 'm', MetricStat: metricStat, AccountId: '1' }), 'does not have Metrics.AccountId'],
    [
      math({ Id: 'm', MetricStat: metricStat, ReturnData: false }, { Id: 'e', Expression: 'RATE(m)' }),
      'does not have the function RATE',
    ],
    [
      math({ Id: 'm', MetricStat: metricStat, ReturnData: false }, { Id: 'e', Expression: 'SUM(m)' }),
      'e must come to one time series',
    ],
    [
      math({ Id: 'm', MetricStat: metricStat, ReturnData: false }, { Id: 'e', Expression: 'm', Period: 300 }),
      'must have one Period',
    ],
  ])('refuses %j', (alarm, reason) => {
    expect(() => aWatchedStack({ alarm })).toThrow(reason);
  });

  it('names an alarm after its stack, and gives its ARN', () => {
    const { stack } = aWatchedStack({ alarm: { AlarmName: _ } });
    expect(stack.resources['Alarm']).toMatchObject({
      ref: 'ops-Alarm',
      attributes: { Arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ops-Alarm' },
    });
  });

  it('an alarm that was deleted changes no more', async () => {
    const { world, cloudWatch, stack } = aWatchedStack({ orders: [9, 9] });
    stack.resources['Alarm']?.remove?.();
    await world.pass(300);
    expect([cloudWatch.alarms(), cloudWatch.failures]).toEqual([[], []]);
  });
});
