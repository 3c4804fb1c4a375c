import { describe, expect, it } from 'vitest';
import { aCluster, EcsTest } from './ecs-test.ts';

const MAIN = 'arn:aws:ecs:eu-west-1:111122223333:cluster/main';

describe('errors', () => {
  it.each<[string, object, string]>([
    ['ListContainerInstances', { cluster: 'none' }, 'ClusterNotFoundException'],
    ['ListContainerInstances', { cluster: 'main', filter: 'nonsense' }, 'InvalidParameterException'],
    ['ListContainerInstances', { cluster: 'main', status: 'GONE' }, 'InvalidParameterException'],
    ['ListContainerInstances', { cluster: 'main', maxResults: 101 }, 'InvalidParameterException'],
    ['ListContainerInstances', { cluster: 'main', nextToken: 'nonsense' }, 'InvalidParameterException'],
    ['DescribeContainerInstances', { cluster: 'main', containerInstances: [] }, 'InvalidParameterException'],
    [
      'DescribeContainerInstances',
      { cluster: 'main', containerInstances: Array(101).fill('a') },
      'InvalidParameterException',
    ],
    [
      'UpdateContainerInstancesState',
      { cluster: 'main', containerInstances: Array(11).fill('a'), status: 'DRAINING' },
      'InvalidParameterException',
    ],
    [
      'UpdateContainerInstancesState',
      { cluster: 'main', containerInstances: ['a'], status: 'INACTIVE' },
      'InvalidParameterException',
    ],
    ['DescribeServices', { cluster: 'main', services: Array(11).fill('web') }, 'InvalidParameterException'],
    ['DescribeServices', { cluster: 'none', services: ['web'] }, 'ClusterNotFoundException'],
    ['ListServices', { cluster: 'main', maxResults: 101 }, 'InvalidParameterException'],
    ['UpdateService', { cluster: 'main', service: 'none', desiredCount: 1 }, 'ServiceNotFoundException'],
    ['UpdateService', { cluster: 'none', service: 'web', desiredCount: 1 }, 'ClusterNotFoundException'],
    ['UpdateService', { cluster: 'main', service: 'web', desiredCount: -1 }, 'InvalidParameterException'],
    ['UpdateService', { cluster: 'main', service: 'logs', desiredCount: 1 }, 'InvalidParameterException'],
    ['UpdateService', { cluster: 'main', service: 'web', taskDefinition: 'none' }, 'ClientException'],
    [
      'CreateService',
      { cluster: 'main', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 },
      'InvalidParameterException',
    ],
    ['CreateService', { cluster: 'main', serviceName: 'x', taskDefinition: 'web' }, 'InvalidParameterException'],
    [
      'CreateService',
      {
        cluster: 'main',
        serviceName: 'x',
        taskDefinition: 'web',
        desiredCount: 1,
        placementConstraints: [{ type: 'memberOf', expression: '(' }],
      },
      'InvalidParameterException',
    ],
    [
      'CreateService',
      {
        cluster: 'main',
        serviceName: 'x',
        taskDefinition: 'web',
        desiredCount: 1,
        placementConstraints: [{ type: 'memberOf', expression: `attribute:a == ${'x'.repeat(2_000)}` }],
      },
      'InvalidParameterException',
    ],
    ['DeleteService', { cluster: 'main', service: 'web' }, 'InvalidParameterException'],
    ['DescribeTasks', { cluster: 'main', tasks: [] }, 'InvalidParameterException'],
    ['ListTasks', { cluster: 'main', serviceName: 'none' }, 'ServiceNotFoundException'],
    ['ListTasks', { cluster: 'main', containerInstance: 'none' }, 'InvalidParameterException'],
    ['StopTask', { cluster: 'main', task: 'none' }, 'InvalidParameterException'],
    ['RunTask', { cluster: 'main', taskDefinition: 'web', count: 11 }, 'InvalidParameterException'],
    ['DeleteCluster', { cluster: 'main' }, 'ClusterContainsContainerInstancesException'],
    ['PutAttributes', { cluster: 'main', attributes: [{ name: 'a', targetId: 'none' }] }, 'TargetNotFoundException'],
    ['TagResource', { resourceArn: `${MAIN}x`, tags: [{ key: 'a', value: 'b' }] }, 'ResourceNotFoundException'],
    [
      'PutClusterCapacityProviders',
      { cluster: 'main', capacityProviders: ['none'], defaultCapacityProviderStrategy: [] },
      'InvalidParameterException',
    ],
  ])('%s %o is refused with %s', async (operation, input, code) => {
    const test = await aCluster();
    expect(() => test.call(operation, input)).toThrow(expect.objectContaining({ name: 'ServiceError', code }));
  });

  it('a deleted service is not ACTIVE, and its name can be used again', async () => {
    const test = await aCluster();
    test.call('DeleteService', { cluster: 'main', service: 'web', force: true });
    const update = { cluster: 'main', service: 'web', desiredCount: 1 };
    expect(() => test.call('UpdateService', update)).toThrow(
      expect.objectContaining({ code: 'ServiceNotActiveException' }),
    );
    expect(test.call('ListServices', { cluster: 'main' })).toMatchObject({
      serviceArns: [expect.stringContaining('/logs')],
    });
    await test.pass(60);
    expect(test.service()).toMatchObject({ status: 'INACTIVE', runningCount: 0 });
    test.ecs.createService({ cluster: 'main', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 });
    await test.pass(60);
    expect(test.service()).toMatchObject({ status: 'ACTIVE', runningCount: 1 });
  });
});

describe('what is missing or refused one by one comes back in failures', () => {
  it.each<[string, object, object]>([
    [
      'DescribeClusters',
      { clusters: ['main', 'none'] },
      { clusters: [{ clusterName: 'main' }], failures: [{ arn: MAIN.replace('main', 'none'), reason: 'MISSING' }] },
    ],
    [
      'DescribeServices',
      { services: ['web', 'none'] },
      {
        services: [{ serviceName: 'web' }],
        failures: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service/none', reason: 'MISSING' }],
      },
    ],
    [
      'DescribeServices',
      { services: ['arn:aws:ecs:eu-west-1:111122223333:service/other/web'] },
      {
        services: [],
        failures: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service/other/web', reason: 'MISSING' }],
      },
    ],
    [
      'DescribeContainerInstances',
      { containerInstances: ['abc'] },
      {
        containerInstances: [],
        failures: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:container-instance/main/abc', reason: 'MISSING' }],
      },
    ],
    [
      'DescribeTasks',
      { tasks: ['abc'] },
      { tasks: [], failures: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:task/main/abc', reason: 'MISSING' }] },
    ],
    ['GetTaskProtection', { tasks: ['abc'] }, { protectedTasks: [], failures: [{ reason: 'MISSING' }] }],
    [
      'DescribeCapacityProviders',
      { capacityProviders: ['abc', 'FARGATE'] },
      { capacityProviders: [{ name: 'FARGATE' }], failures: [{ reason: 'MISSING' }] },
    ],
  ])('%s', async (operation, input, answer) => {
    expect((await aCluster()).call(operation, { cluster: 'main', ...input })).toMatchObject(answer);
  });

  it('UpdateContainerInstancesState drains what it can', async () => {
    const test = new EcsTest().withHosts(3).withHost(4, { registrationDuration: 60_000 });
    const [active, draining, inactive, registering] = ['i-1', 'i-2', 'i-3', 'i-4'].map(
      (id) => test.host(id).containerInstanceArn,
    );
    test.ecs.setHostStatus('i-2', 'DRAINING');
    test.ecs.hostTerminated('i-3');
    await test.pass(30);
    const containerInstances = [active, draining, inactive, registering, 'abc'];
    expect(
      test.call('UpdateContainerInstancesState', { cluster: 'main', containerInstances, status: 'DRAINING' }),
    ).toMatchObject({
      containerInstances: [
        { containerInstanceArn: active, status: 'DRAINING' },
        { containerInstanceArn: draining, status: 'DRAINING' },
      ],
      failures: [
        { reason: 'MISSING' },
        { arn: inactive, reason: 'INACTIVE' },
        { arn: registering, reason: 'REGISTERING' },
      ],
    });
  });

  it('UpdateTaskProtection protects tasks of services only', async () => {
    const test = await aCluster();
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '1', memory: '1' });
    const [job] = test.ecs.runTask({ cluster: 'main', taskDefinition: 'job' });
    const [task] = test.live();
    const tasks = [job, task?.taskArn];
    expect(test.call('UpdateTaskProtection', { cluster: 'main', tasks, protectionEnabled: true })).toMatchObject({
      protectedTasks: [
        {
          taskArn: task?.taskArn,
          protectionEnabled: true,
          expirationDate: new Date(test.world.clock.now() + 7_200_000),
        },
      ],
      failures: [{ arn: job, reason: 'TASK_NOT_VALID' }],
    });
  });
});
