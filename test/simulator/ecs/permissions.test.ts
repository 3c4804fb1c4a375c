import { describe, expect, it } from 'vitest';
import { EcsTest } from './ecs-test.ts';

const ECS = 'arn:aws:ecs:eu-west-1:111122223333';
const MAIN = `${ECS}:cluster/main`;

/** Resources and condition keys as the Service Authorization Reference lists them. */
describe('what a call must be allowed', () => {
  it.each<[string, object, object[]]>([
    ['ListClusters', {}, [{ resource: '*' }]],
    ['DescribeClusters', { clusters: ['main', MAIN] }, [{ resource: MAIN }, { resource: MAIN }]],
    ['DescribeClusters', {}, [{ resource: `${ECS}:cluster/default` }]],
    ['ListContainerInstances', { cluster: 'main' }, [{ resource: MAIN }]],
    [
      'DescribeContainerInstances',
      { cluster: 'main', containerInstances: ['abc', `${ECS}:container-instance/main/def`] },
      [
        { resource: `${ECS}:container-instance/main/abc`, conditions: { 'ecs:cluster': MAIN } },
        { resource: `${ECS}:container-instance/main/def`, conditions: { 'ecs:cluster': MAIN } },
      ],
    ],
    [
      'UpdateContainerInstancesState',
      { cluster: MAIN, containerInstances: ['abc'] },
      [{ resource: `${ECS}:container-instance/main/abc`, conditions: { 'ecs:cluster': MAIN } }],
    ],
    ['ListServices', { cluster: 'main' }, [{ resource: '*', conditions: { 'ecs:cluster': MAIN } }]],
    [
      'DescribeServices',
      { cluster: 'main', services: ['web'] },
      [{ resource: `${ECS}:service/main/web`, conditions: { 'ecs:cluster': MAIN, 'aws:ResourceTag/team': 'shop' } }],
    ],
    [
      'UpdateService',
      { cluster: 'main', service: 'web' },
      [{ resource: `${ECS}:service/main/web`, conditions: { 'aws:ResourceTag/team': 'shop' } }],
    ],
    ['ListTasks', { cluster: 'main' }, [{ resource: '*', conditions: { 'ecs:cluster': MAIN } }]],
    [
      'ListTasks',
      { cluster: 'main', containerInstance: 'abc' },
      [{ resource: `${ECS}:container-instance/main/abc`, conditions: { 'ecs:cluster': MAIN } }],
    ],
    [
      'DescribeTasks',
      { cluster: 'main', tasks: ['abc'] },
      [{ resource: `${ECS}:task/main/abc`, conditions: { 'ecs:cluster': MAIN } }],
    ],
    ['StopTask', { cluster: 'main', task: 'abc' }, [{ resource: `${ECS}:task/main/abc` }]],
    ['RunTask', { cluster: 'main', taskDefinition: 'web' }, [{ resource: `${ECS}:task-definition/web:1` }]],
    [
      'PutAttributes',
      {
        cluster: 'main',
        attributes: [
          { name: 'a', targetId: 'abc' },
          { name: 'b', targetId: 'abc' },
        ],
      },
      [{ resource: `${ECS}:container-instance/main/abc` }],
    ],
    ['GetTaskProtection', { cluster: 'main', tasks: ['abc'] }, [{ resource: `${ECS}:task/main/abc` }]],
    [
      'TagResource',
      { resourceArn: MAIN, tags: [{ key: 'a', value: 'b' }] },
      [{ resource: MAIN, conditions: { 'aws:RequestTag/a': 'b', 'aws:TagKeys': ['a'] } }],
    ],
    ['DescribeCapacityProviders', { capacityProviders: ['spot'] }, [{ resource: `${ECS}:capacity-provider/spot` }]],
    ['DeregisterContainerInstance', { cluster: 'main', containerInstance: 'abc' }, [{ resource: MAIN }]],
  ])('%s %o', async (operation, input, expected) => {
    const test = await new EcsTest().withService({ desiredCount: 0, tags: { team: 'shop' } });
    const needed = expected.map((each) => ({ action: `ecs:${operation}`, ...each }));
    expect(test.authorizations(operation, input)).toMatchObject(needed);
  });

  it.each([
    ['cluster-write', 20, 1, ['CreateCluster', 'DeleteCluster', 'PutClusterCapacityProviders']],
    ['cluster-read', 50, 20, ['DescribeClusters', 'ListClusters']],
    ['task-definition-write', 20, 1, ['RegisterTaskDefinition']],
    ['task-definition-read', 50, 20, ['DescribeTaskDefinition', 'ListTaskDefinitions']],
    ['capacity-provider-write', 10, 1, ['CreateCapacityProvider']],
    ['capacity-provider-read', 50, 20, ['DescribeCapacityProviders']],
    ['tag-write', 20, 10, ['TagResource', 'UntagResource']],
    ['tag-read', 50, 20, ['ListTagsForResource']],
    [
      'cluster-resource-write',
      100,
      40,
      [
        'DeleteAttributes',
        'DeregisterContainerInstance',
        'PutAttributes',
        'RunTask',
        'StartTask',
        'StopTask',
        'UpdateContainerInstancesState',
      ],
    ],
    [
      'cluster-resource-read',
      100,
      20,
      ['DescribeContainerInstances', 'DescribeTasks', 'ListAttributes', 'ListContainerInstances', 'ListTasks'],
    ],
    ['service-write', 50, 5, ['CreateService', 'DeleteService', 'UpdateService']],
    ['service-read', 100, 20, ['DescribeServices', 'ListServices']],
    ['task-protection', 200, 80, ['GetTaskProtection', 'UpdateTaskProtection']],
  ])('the bucket %s holds %i, gains %i a second, and serves %o alone', (bucket, burst, sustained, operations) => {
    const { api } = new EcsTest().ecs;
    const served = Object.keys(api.operations).filter((operation) => api.operations[operation]?.bucket === bucket);
    expect(served.toSorted()).toEqual(operations.toSorted());
    expect(api.buckets[bucket]).toEqual({ burst, sustained });
  });

  it('every operation has a bucket', () => {
    const { api } = new EcsTest().ecs;
    for (const { bucket = '' } of Object.values(api.operations)) expect(api.buckets).toHaveProperty(bucket);
  });

  it('every operation has a schema in the SDK', () => {
    const { api } = new EcsTest().ecs;
    for (const operation of Object.keys(api.operations)) expect(api.schemas).toHaveProperty(`${operation}$`);
  });
});
