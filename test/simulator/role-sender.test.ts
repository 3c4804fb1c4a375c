import { expect, it } from 'vitest';
import { Iam } from '../../simulator/account/iam.ts';
import { RoleSender } from '../../simulator/role-sender.ts';
import { AutoScalingSimulator } from '../../simulator/services/auto-scaling/auto-scaling-simulator.ts';
import { Ec2Simulator } from '../../simulator/services/ec2/ec2-simulator.ts';
import { DeliveryRouter } from '../../simulator/services/service-delivery.ts';
import { SnsSimulator } from '../../simulator/services/sns/sns-simulator.ts';
import { SqsSimulator } from '../../simulator/services/sqs/sqs-simulator.ts';
import { aGroup, EC2_DURATIONS, GATE_HOOK } from './auto-scaling/auto-scaling-test.ts';
import { TestWorld } from './ec2/test-world.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:termination';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:gate';
const AUTO_SCALING = 'autoscaling.amazonaws.com';

const allowing = (Action: string, Resource: string, Service?: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...(Service === undefined ? {} : { Principal: { Service } }), Action, Resource }],
});

/** A group whose hooks may notify a topic, which a queue is subscribed to for terminations only. */
function anAccount(
  role: { readonly trusted?: string; readonly may?: readonly [action: string, resource: string] } = {},
) {
  const world = new TestWorld();
  const iam = new Iam(world);
  iam.createRole({
    name: 'hook',
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: role.trusted ?? AUTO_SCALING }, Action: 'sts:AssumeRole' }],
    },
  });
  const [action, resource] = role.may ?? ['sns:Publish', TOPIC];
  iam.putRolePolicy('hook', 'notify', allowing(action, resource));
  const sqs = new SqsSimulator(world, (name) => `http://localhost/1/${name}`);
  const Policy = JSON.stringify(allowing('sqs:SendMessage', '*', 'sns.amazonaws.com'));
  const queue = sqs.createQueue('gate', { Policy });
  const sns = new SnsSimulator(world, new DeliveryRouter({ sqs }));
  sns.createTopic('termination');
  const attributes = {
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: JSON.stringify({ LifecycleTransition: ['autoscaling:EC2_INSTANCE_TERMINATING'] }),
  };
  sns.subscribe({ topicArn: TOPIC, protocol: 'sqs', endpoint: QUEUE, attributes });
  const sender = new RoleSender(iam, sns, sqs);
  const autoScaling = new AutoScalingSimulator(world, new Ec2Simulator(world, { durations: EC2_DURATIONS }), {
    notify: ({ arn: targetArn, roleArn = '' }, { subject, message: body }) =>
      sender.send({ role: roleArn, service: AUTO_SCALING, targetArn, body, subject }),
  });
  const putHook = (target: string): void =>
    autoScaling.putLifecycleHook('web', { ...GATE_HOOK, notificationTargetArn: target });
  autoScaling.createGroup(aGroup({ desired: 1 }));
  return { world, autoScaling, queue, putHook };
}

it('a hook’s notice goes through its topic to the queue that filters for it, its test notification does not', async () => {
  const { world, autoScaling, queue, putHook } = anAccount();
  putHook(TOPIC);
  await world.pass(60);
  expect(queue.messages()).toEqual([]);
  autoScaling.setDesiredCapacity('web', 0);
  await world.pass(60);
  const [action] = autoScaling.lifecycleActions();
  const bodies = queue.messages().map(({ body }) => JSON.parse(JSON.parse(body).Message));
  expect(bodies).toMatchObject([{ EC2InstanceId: action?.instanceId, LifecycleActionToken: action?.token }]);
});

it('a hook can have a queue as its target: the test notification comes first', () => {
  const { queue, putHook } = anAccount({ may: ['sqs:SendMessage', QUEUE] });
  putHook(QUEUE);
  expect(queue.messages().map(({ body }) => JSON.parse(body).Event)).toEqual(['autoscaling:TEST_NOTIFICATION']);
});

it.each([
  { why: 'trusts another service', role: { trusted: 'ec2.amazonaws.com' } },
  { why: 'may not publish', role: { may: ['sns:Publish', `${TOPIC}-other`] as const } },
])('a hook is not put when its role $why', ({ role }) => {
  const { putHook } = anAccount(role);
  expect(() => putHook(TOPIC)).toThrow(
    expect.objectContaining({
      code: 'ValidationError',
      message: expect.stringContaining('Unable to publish test message to notification target'),
    }),
  );
});
