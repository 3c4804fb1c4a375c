import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

const ANY_UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

describe('a hook with a notification target', () => {
  it('sends the target a test notification when it is put', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 0 });
    test.autoScaling.putLifecycleHook('web', GATE_HOOK);
    const [{ targetArn, notice } = { targetArn: '', notice: { subject: '', message: '{}' } }] = test.notices;
    expect(targetArn).toBe(GATE_HOOK.notificationTargetArn);
    expect(notice.subject).toBe('Auto Scaling: test notification for group "web"');
    expect(JSON.parse(notice.message)).toEqual({
      Service: 'AWS Auto Scaling',
      Time: '2026-03-02T09:01:00.000Z',
      RequestId: ANY_UUID,
      Event: 'autoscaling:TEST_NOTIFICATION',
      AccountId: '111122223333',
      AutoScalingGroupName: 'web',
      AutoScalingGroupARN: test.autoScaling.view('web').arn,
    });
  });

  it('sends it the action when an instance waits, and nothing to the event bus', async () => {
    const hooks = [{ ...GATE_HOOK, notificationMetadata: '{"cluster":"default"}' }];
    const test = await new AutoScalingTest().withGroup({ desired: 1, hooks });
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(2);
    const notice = test.notices[1]?.notice;
    expect(notice?.subject).toBe(`Auto Scaling:  Lifecycle action 'TERMINATING' for instance ${id} in progress.`);
    expect(JSON.parse(notice?.message ?? '')).toEqual({
      Origin: 'AutoScalingGroup',
      LifecycleHookName: 'gate',
      Destination: 'EC2',
      AccountId: '111122223333',
      RequestId: ANY_UUID,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      AutoScalingGroupName: 'web',
      Service: 'AWS Auto Scaling',
      Time: '2026-03-02T09:01:02.000Z',
      EC2InstanceId: id,
      LifecycleActionToken: test.autoScaling.lifecycleActions()[0]?.token,
      NotificationMetadata: '{"cluster":"default"}',
    });
    expect(test.world.eventsOf('EC2 Instance-terminate Lifecycle Action')).toEqual([]);
  });

  it('is not put when the target can’t be reached', async () => {
    const notify = (): never => {
      throw new ServiceError('NotFound', 'Topic does not exist');
    };
    const test = await new AutoScalingTest({ notify }).withGroup();
    expect(() => test.autoScaling.putLifecycleHook('web', GATE_HOOK)).toThrow('Unable to publish test message');
    expect(test.autoScaling.view('web').hooks).toEqual([]);
  });

  it('whose target is gone later waits for its time-out', async () => {
    let gone = false;
    const notify = (): void => {
      if (gone) throw new ServiceError('NotFound', 'Topic does not exist');
    };
    const test = await new AutoScalingTest({ notify }).withGroup({ desired: 1, hooks: [GATE_HOOK] });
    gone = true;
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(10);
    expect(test.states()).toEqual(['Terminating:Wait']);
  });
});

describe('a hook without a target', () => {
  it.each([
    {
      transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      name: 'launch',
      origin: 'EC2',
      destination: 'AutoScalingGroup',
    },
    {
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      name: 'terminate',
      origin: 'AutoScalingGroup',
      destination: 'EC2',
    },
  ] as const)('publishes EC2 Instance-$name Lifecycle Action', async ({ transition, name, origin, destination }) => {
    const hooks = [{ name: 'my-hook', transition, notificationMetadata: 'additional-info' }];
    const test = await new AutoScalingTest().withGroup({ desired: 1, hooks });
    if (name === 'terminate') test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(2);
    const [action] = test.autoScaling.lifecycleActions();
    expect(test.world.eventsOf(`EC2 Instance-${name} Lifecycle Action`)).toEqual([
      {
        source: 'aws.autoscaling',
        detailType: `EC2 Instance-${name} Lifecycle Action`,
        resources: [test.autoScaling.view('web').arn],
        detail: {
          LifecycleActionToken: action?.token,
          AutoScalingGroupName: 'web',
          LifecycleHookName: 'my-hook',
          EC2InstanceId: action?.instanceId,
          LifecycleTransition: transition,
          NotificationMetadata: 'additional-info',
          Origin: origin,
          Destination: destination,
        },
        at: expect.any(Number),
      },
    ]);
    expect(test.notices).toEqual([]);
  });
});

it('a group’s ARN is shaped as AWS documents it', async () => {
  const test = await new AutoScalingTest().withGroup();
  expect(test.autoScaling.view('web').arn).toMatch(
    /^arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/,
  );
});
