import { describe, expect, it } from 'vitest';
import { aCluster, EcsTest, ONE_PER_HOST } from './ecs-test.ts';

describe('writing', () => {
  it('attributes change what a constraint matches', async () => {
    const expression = 'attribute:lifecycle == spot';
    const test = await new EcsTest()
      .withHosts(2)
      .withService({ desiredCount: 1, placementConstraints: [{ type: 'memberOf', expression }] });
    expect(test.live()).toEqual([]);
    const targetId = test.host('i-2').containerInstanceArn;
    test.call('PutAttributes', { cluster: 'main', attributes: [{ name: 'lifecycle', value: 'spot', targetId }] });
    await test.pass(60);
    expect(test.places()).toEqual(['i-2']);
    expect(
      test.call('ListAttributes', { cluster: 'main', targetType: 'container-instance', attributeName: 'lifecycle' }),
    ).toMatchObject({
      attributes: [{ name: 'lifecycle', value: 'spot', targetId }],
    });
  });

  it('tags of every kind of resource', async () => {
    const test = await aCluster();
    test.ecs.createCapacityProvider({ name: 'spot' });
    for (const { arn } of test.ecs.taggedResources()) {
      test.call('TagResource', {
        resourceArn: arn,
        tags: [
          { key: 'seen', value: 'yes' },
          { key: 'not', value: '' },
        ],
      });
      test.call('UntagResource', { resourceArn: arn, tagKeys: ['not'] });
      const { tags } = test.call<{ tags: object[] }>('ListTagsForResource', { resourceArn: arn });
      expect(tags).toContainEqual({ key: 'seen', value: 'yes' });
    }
    expect(test.ecs.taggedResources().every(({ tags }) => tags['seen'] === 'yes' && tags['not'] === undefined)).toBe(
      true,
    );
    expect(test.ecs.taggedResources()).toHaveLength(1 + 2 + 2 + 4 + 2 + 1);
  });

  it('capacity providers divide a service’s tasks by base and weight', async () => {
    const test = new EcsTest();
    for (const name of ['on-demand', 'spot'])
      test.ecs.createCapacityProvider({ name, autoScalingGroupProvider: { autoScalingGroupArn: name } });
    test.call('PutClusterCapacityProviders', {
      cluster: 'main',
      capacityProviders: ['on-demand', 'spot'],
      defaultCapacityProviderStrategy: [
        { capacityProvider: 'on-demand', base: 2, weight: 1 },
        { capacityProvider: 'spot', weight: 3 },
      ],
    });
    test.withHost(1, { capacityProvider: 'on-demand' }).withHost(2, { capacityProvider: 'spot' }).withHost(3);
    await test.withService({ desiredCount: 10 });
    expect(Object.groupBy(test.places(), (place) => place)).toMatchObject({
      'i-1': Array(4).fill('i-1'),
      'i-2': Array(6).fill('i-2'),
    });
    expect(test.call('DescribeServices', { cluster: 'main', services: ['web'] })).toMatchObject({
      services: [{ capacityProviderStrategy: [{ base: 2 }, { weight: 3 }] }],
    });
    expect(test.call('DescribeCapacityProviders', { capacityProviders: ['spot'] })).toMatchObject({
      capacityProviders: [
        { autoScalingGroupProvider: { managedScaling: { status: 'DISABLED' }, managedDraining: 'ENABLED' } },
      ],
    });
  });

  it('runs services on Fargate without hosts', async () => {
    const test = await new EcsTest().withService({ launchType: 'FARGATE' });
    expect(test.service()).toMatchObject({ runningCount: 2, steady: true });
    expect(test.call('DescribeServices', { cluster: 'main', services: ['web'] })).toMatchObject({
      services: [{ launchType: 'FARGATE' }],
    });
  });

  it('deregisters a host that runs tasks only when forced', async () => {
    const test = await new EcsTest().withHosts(2).withService(ONE_PER_HOST);
    const input = { cluster: 'main', containerInstance: test.host('i-1').containerInstanceArn };
    expect(() => test.call('DeregisterContainerInstance', input)).toThrow('Found running tasks on the instance.');
    expect(test.call('DeregisterContainerInstance', { ...input, force: true })).toMatchObject({
      containerInstance: { status: 'INACTIVE' },
    });
    expect(test.places()).toEqual(['i-2']);
  });
});
