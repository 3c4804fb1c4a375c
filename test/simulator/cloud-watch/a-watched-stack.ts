import type { TemplateResource } from '../../../simulator/deploy/template.ts';
import { aStack } from '../deploy/a-stack.ts';
import { START } from '../ec2/test-world.ts';

export const NAME = 'too-many-orders';
export const ALARM_ARN = `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${NAME}`;

const TOPIC = {
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: 'operator', Subscription: [{ Protocol: 'email', Endpoint: 'operator@example.com' }] },
};

/** The policy of the operator's topic. */
export function topicPolicy(statement: Readonly<Record<string, unknown>> = {}): TemplateResource {
  const allow = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: { Ref: 'Topic' },
    ...statement,
  };
  const PolicyDocument = { Version: '2012-10-17', Statement: [allow] };
  return { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument } };
}

/** Properties of an alarm on more than 5 orders a minute, which tells the operator of every change. */
export function alarmProperties(): Record<string, unknown> {
  return {
    AlarmName: NAME,
    AlarmDescription: 'More than the shop can deliver',
    Namespace: 'Shop',
    MetricName: 'Orders',
    Dimensions: [{ Name: 'Country', Value: 'IE' }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [{ Ref: 'Topic' }],
    OKActions: [{ Ref: 'Topic' }],
    InsufficientDataActions: [{ Ref: 'Topic' }],
  };
}

/** Deploys the alarm, and sends so many orders in each minute, undefined for none, from the first one on. */
export function aWatchedStack({
  alarm = {},
  policy = topicPolicy(),
  orders = [],
}: {
  readonly alarm?: Readonly<Record<string, unknown>>;
  readonly policy?: TemplateResource | undefined;
  readonly orders?: readonly (number | undefined)[];
} = {}) {
  const stack = aStack({
    Topic: TOPIC,
    Policy: policy,
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...alarmProperties(), ...alarm } },
  });
  for (const [minute, value] of orders.entries()) {
    const time = START + minute * 60_000 + 30_000;
    const datum = { namespace: 'Shop', metricName: 'Orders', dimensions: { Country: 'IE' }, unit: 'Count', time };
    if (value === undefined) continue;
    stack.world.clock.at(time, 'orders', () => stack.cloudWatch.putMetricValue({ ...datum, value }));
  }
  return stack;
}
