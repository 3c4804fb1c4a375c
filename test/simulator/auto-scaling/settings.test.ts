import { describe, expect, it } from 'vitest';
import { AutoScalingTest } from './auto-scaling-test.ts';

const WEB = { AutoScalingGroupName: 'web' };

describe('groups through the API', () => {
  const template = { launchTemplateName: 'hosts', instanceType: 'm7g.large' };

  it('are created from a launch template, updated and deleted', async () => {
    const test = new AutoScalingTest();
    test.autoScaling.registerLaunchTemplate('hosts', template);
    test.autoScaling.registerLaunchTemplate('hosts', { ...template, instanceType: 'm7g.xlarge' });
    test.call('CreateAutoScalingGroup', {
      ...WEB,
      MinSize: 1,
      MaxSize: 3,
      AvailabilityZones: ['eu-west-1b'],
      LaunchTemplate: { LaunchTemplateName: 'hosts', Version: '$Latest' },
      Tags: [{ Key: 'team', Value: 'blue', PropagateAtLaunch: false }],
      LifecycleHookSpecificationList: [
        { LifecycleHookName: 'gate', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
      ],
    });
    await test.world.pass(60);
    expect(test.autoScaling.view('web')).toMatchObject({
      tags: { team: 'blue' },
      hooks: [{ name: 'gate', heartbeatTimeout: 3600, defaultResult: 'ABANDON' }],
      instances: [{ state: 'InService', zone: 'eu-west-1b', instanceType: 'm7g.xlarge' }],
    });
    expect(test.ec2.instances()[0]?.tags).not.toHaveProperty('team');
    test.call('UpdateAutoScalingGroup', { ...WEB, MinSize: 2, CapacityRebalance: true });
    expect(test.autoScaling.view('web')).toMatchObject({ min: 2, max: 3, desired: 2, capacityRebalance: true });
    test.call('UpdateAutoScalingGroup', { ...WEB, MinSize: 0, MaxSize: 0 });
    expect(test.autoScaling.view('web')).toMatchObject({ desired: 0 });
  });

  it('mix Spot and on demand', async () => {
    const test = new AutoScalingTest();
    test.autoScaling.registerLaunchTemplate('hosts', template);
    test.call('CreateAutoScalingGroup', {
      ...WEB,
      MinSize: 0,
      MaxSize: 8,
      DesiredCapacity: 6,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: 'hosts' } },
        InstancesDistribution: { OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 25 },
      },
    });
    await test.world.pass(60);
    const purchases = test.autoScaling.view('web').instances.map(({ purchase }) => purchase);
    expect(purchases.filter((purchase) => purchase === 'on-demand')).toHaveLength(3);
  });

  it.each([
    { why: 'twice', input: { ...WEB, LaunchTemplate: { LaunchTemplateName: 'hosts' } }, code: 'AlreadyExists' },
    { why: 'without a template', input: {}, code: 'ValidationError' },
    {
      why: 'from an unknown template',
      input: { LaunchTemplate: { LaunchTemplateName: 'x' } },
      code: 'ValidationError',
    },
    {
      why: 'with a maximum under the minimum',
      input: { MaxSize: 0, LaunchTemplate: { LaunchTemplateName: 'hosts' } },
      code: 'ValidationError',
    },
  ])('are not created $why', async ({ input, code }) => {
    const test = await new AutoScalingTest().withGroup({ launchTemplate: template });
    const create = (): unknown =>
      test.call('CreateAutoScalingGroup', { AutoScalingGroupName: 'new', MinSize: 1, MaxSize: 1, ...input });
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});

describe('hooks through the API', () => {
  const put = (test: AutoScalingTest, input: object): unknown =>
    test.call('PutLifecycleHook', {
      ...WEB,
      LifecycleHookName: 'gate',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      ...input,
    });

  it('are put, changed, described and deleted', async () => {
    const test = await new AutoScalingTest().withGroup();
    put(test, {
      HeartbeatTimeout: 900,
      NotificationTargetARN: 'arn:aws:sqs:eu-west-1:111122223333:q',
      RoleARN: 'arn:role',
    });
    put(test, { DefaultResult: 'CONTINUE', NotificationTargetARN: '' });
    expect(test.call('DescribeLifecycleHooks', WEB)).toEqual({
      LifecycleHooks: [
        {
          LifecycleHookName: 'gate',
          AutoScalingGroupName: 'web',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          NotificationTargetARN: undefined,
          RoleARN: 'arn:role',
          NotificationMetadata: undefined,
          HeartbeatTimeout: 900,
          GlobalTimeout: 90_000,
          DefaultResult: 'CONTINUE',
        },
      ],
    });
    test.call('DeleteLifecycleHook', { ...WEB, LifecycleHookName: 'gate' });
    expect(test.call('DescribeLifecycleHooks', WEB)).toEqual({ LifecycleHooks: [] });
  });

  it.each([
    { why: 'a heartbeat under 30 s', input: { HeartbeatTimeout: 29 } },
    { why: 'a heartbeat over 7200 s', input: { HeartbeatTimeout: 7201 } },
    { why: 'a target without a role', input: { NotificationTargetARN: 'arn:aws:sns:eu-west-1:111122223333:t' } },
    { why: 'an unknown transition', input: { LifecycleTransition: 'autoscaling:EC2_INSTANCE_SLEEPING' } },
    { why: 'an unknown result', input: { DefaultResult: 'WAIT' } },
    { why: 'an unknown group', input: { AutoScalingGroupName: 'nowhere' } },
  ])('are refused with $why', async ({ input }) => {
    const test = await new AutoScalingTest().withGroup();
    expect(() => put(test, input)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });
});
