import { describe, expect, it } from 'vitest';
import { eventParser, SCHEDULE_MESSAGE } from '../../functions/termination-gate/event.ts';
import { compilePattern } from '../../simulator/services/event-bridge/event-pattern.ts';
import { HERE } from '../builders/clusters.ts';
import { anEvent } from '../builders/messages.ts';
import { OUTPUTS, resource, statementsOf, target } from './packaged-template.ts';

const AT_HOME = { account: HERE.accountId, region: HERE.region };
const parse = eventParser({ topicArn: 'arn:aws:sns:us-east-1:111122223333:gate', names: ['my-*'] });

/** A documented event of this account, with some fields of its detail replaced. */
function eventHere(name: string, detail: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const event = anEvent(name, AT_HOME);
  return { ...event, detail: { ...(event['detail'] as object), ...detail } };
}

/** A launch as the EC2 Auto Scaling user guide documents it, "Successful scale-out from a warm pool". */
const launch = (Origin: string): Record<string, unknown> => ({
  ...AT_HOME,
  source: 'aws.autoscaling',
  'detail-type': 'EC2 Instance Launch Successful',
  time: '2022-03-28T00:12:37Z',
  detail: { EC2InstanceId: 'i-1234567890abcdef0', Origin, Destination: 'AutoScalingGroup' },
});

const selects = (rule: string, event: unknown): boolean =>
  compilePattern(resource(rule).Properties.EventPattern)(event);

describe('its rules', () => {
  const change = (status: string) => eventHere('ecs-container-instance-state-change', { status });

  it.each([
    ['TerminationGateLifecycleRule', eventHere('autoscaling-terminate-lifecycle-action'), 'lifecycle-notice'],
    ['TerminationGateDrainingRule', change('DRAINING'), 'host-draining'],
    ['TerminationGateInterruptionRule', eventHere('ec2-spot-interruption-warning'), 'spot-interruption'],
    ['TerminationGateLaunchRule', launch('WarmPool'), 'left-pool'],
  ])('%s selects the documented event, which the function serves', (rule, event, kind) => {
    expect(selects(rule, event)).toBe(true);
    expect(parse(event, HERE).kind).toBe(kind);
  });

  it.each([
    ['TerminationGateDrainingRule', 'hosts that do not drain', change('ACTIVE')],
    ['TerminationGateInterruptionRule', 'rebalance advice', eventHere('ec2-instance-rebalance-recommendation')],
    ['TerminationGateLaunchRule', 'launches of new instances', launch('EC2')],
  ])('%s leaves out %s', (rule, _, event) => {
    expect(selects(rule, event)).toBe(false);
  });
});

it('sends the message that the function sweeps for, on schedule', () => {
  const { ScheduleExpression, Targets } = resource('TerminationGateScheduleRule').Properties;
  const [{ Input = '' } = {}] = Targets;
  expect(ScheduleExpression).toBe('rate(5 minutes)');
  expect(JSON.parse(Input)).toEqual(SCHEDULE_MESSAGE);
  expect(parse(JSON.parse(Input), HERE)).toEqual({ kind: 'sweep' });
});

describe('its queue', () => {
  const { RedrivePolicy, MessageRetentionPeriod } = resource('TerminationGateQueue').Properties;
  const hours = 3600;

  it('keeps a message for longer than Auto Scaling holds an instance, through a look every 5 minutes', () => {
    expect(MessageRetentionPeriod).toBeGreaterThanOrEqual(2 * 48 * hours);
    expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual((48 * hours) / 300 + 100);
  });

  it('is subscribed to the topic, envelope and all, with its dead letters behind it', () => {
    const {
      TopicArn,
      Endpoint,
      RawMessageDelivery,
      RedrivePolicy: redrive,
    } = resource('TerminationGateSubscription').Properties;
    expect([TopicArn, Endpoint].map(target)).toEqual(['TerminationGateTopic', 'TerminationGateQueue']);
    expect(RawMessageDelivery).toBe(false);
    expect(target(redrive?.deadLetterTargetArn)).toBe('TerminationGateDeadLetterQueue');
  });
});

describe('its topic', () => {
  const { PolicyDocument, Topics } = resource('TerminationGateTopicPolicy').Properties;
  const role = { 'Fn::GetAtt': ['TerminationGateHookRole', 'Arn'] };

  it('refuses everyone but the role of hooks, and everyone without TLS', () => {
    const publishing = { Action: 'sns:Publish', Resource: { Ref: 'TerminationGateTopic' } };
    expect(Topics.map(target)).toEqual(['TerminationGateTopic']);
    expect(PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: { 'aws:PrincipalArn': role } }, ...publishing },
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...publishing },
    ]);
    expect(PolicyDocument.Statement).toHaveLength(2);
  });

  it('is all that the role of hooks may publish to, and only for groups of this account', () => {
    const hookRole = resource('TerminationGateHookRole');
    const groups = expect.stringMatching(/^arn:\S+:autoscaling:\S+:\$\{AWS::AccountId\}:autoScalingGroup:\*:\S+\*$/);
    expect(statementsOf(hookRole)).toMatchObject([
      { Action: 'sns:Publish', Resource: { Ref: 'TerminationGateTopic' } },
    ]);
    expect(hookRole.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'autoscaling.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': { 'Fn::Sub': groups } },
        },
      },
    ]);
  });
});

describe('its outputs', () => {
  it.each([
    ['TerminationGateTopicArn', 'TerminationGateTopic'],
    ['TerminationGateHookRoleArn', 'TerminationGateHookRole'],
    ['OperatorTopicArn', 'OperatorTopic'],
  ])('%s is what a person needs', (output, id) => {
    expect(target(OUTPUTS[output]?.Value)).toBe(id);
  });
});
