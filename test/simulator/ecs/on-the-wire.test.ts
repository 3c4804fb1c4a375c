import {
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListServicesCommand,
  paginateListTasks,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
  UpdateTaskProtectionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../ec2/served.ts';
import { EcsTest } from './ecs-test.ts';

const test = new EcsTest().withHosts(3);
const cluster = 'main';
let client: ECSClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const served = await serve(test.world, [test.ecs.api]);
  client = new ECSClient(served.settings);
  close = served.close;
});
afterAll(() => close());

it('takes a service from its definition to a drained host, with the SDK’s own client', async () => {
  const { taskDefinition } = await client.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'web', image: 'web:1', essential: true, stopTimeout: 20 }],
      tags: [{ key: 'team', value: 'shop' }],
    }),
  );
  expect(taskDefinition).toMatchObject({
    revision: 1,
    status: 'ACTIVE',
    registeredAt: new Date(test.world.clock.now()),
  });
  await client.send(
    new CreateServiceCommand({
      cluster,
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 3,
      placementConstraints: [{ type: 'distinctInstance' }],
    }),
  );
  await test.pass(60);
  const { containerInstanceArns = [] } = await client.send(
    new ListContainerInstancesCommand({ cluster, status: 'ACTIVE', filter: 'ec2InstanceId in [i-1]' }),
  );
  const drained = await client.send(
    new UpdateContainerInstancesStateCommand({
      cluster,
      containerInstances: [...containerInstanceArns, 'abc'],
      status: 'DRAINING',
    }),
  );
  expect(drained).toMatchObject({
    containerInstances: [{ status: 'DRAINING', agentConnected: true }],
    failures: [{ reason: 'MISSING' }],
  });
  await client.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 2 }));
  await test.pass(60);
  const { services } = await client.send(
    new DescribeServicesCommand({ cluster, services: ['web'], include: ['TAGS'] }),
  );
  expect(services?.[0]).toMatchObject({
    runningCount: 2,
    desiredCount: 2,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  });
  expect(services?.[0]?.events?.[0]).toMatchObject({
    message: '(service web) has reached a steady state.',
    createdAt: expect.any(Date),
  });
  const { containerInstances } = await client.send(
    new DescribeContainerInstancesCommand({ cluster, containerInstances: containerInstanceArns }),
  );
  expect(containerInstances?.[0]).toMatchObject({
    runningTasksCount: 0,
    registeredAt: expect.any(Date),
    status: 'DRAINING',
  });
});

it('answers everything else in its shape', async () => {
  const { clusters } = await client.send(
    new DescribeClustersCommand({ clusters: [cluster], include: ['TAGS', 'SETTINGS', 'STATISTICS'] }),
  );
  expect(clusters?.[0]).toMatchObject({ registeredContainerInstancesCount: 3, runningTasksCount: 2 });
  const arns: string[] = [];
  for await (const { taskArns } of paginateListTasks({ client }, { cluster, maxResults: 1 }))
    arns.push(...(taskArns ?? []));
  expect(arns).toHaveLength(2);
  const { protectedTasks } = await client.send(
    new UpdateTaskProtectionCommand({
      cluster,
      tasks: arns.slice(0, 1),
      protectionEnabled: true,
      expiresInMinutes: 60,
    }),
  );
  expect(protectedTasks).toMatchObject([{ protectionEnabled: true, expirationDate: expect.any(Date) }]);
  const { tasks: run } = await client.send(
    new RunTaskCommand({ cluster, taskDefinition: 'web', startedBy: 'someone' }),
  );
  const { task } = await client.send(new StopTaskCommand({ cluster, task: run?.[0]?.taskArn ?? '', reason: 'enough' }));
  expect(task).toMatchObject({ stoppedReason: 'enough', startedBy: 'someone', stopCode: 'UserInitiated' });
  const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: arns }));
  expect(tasks?.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING', 'RUNNING']);
  const { taskDefinition, tags } = await client.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1', include: ['TAGS'] }),
  );
  expect(taskDefinition?.containerDefinitions?.[0]).toMatchObject({ name: 'web', stopTimeout: 20 });
  expect(tags).toEqual([{ key: 'team', value: 'shop' }]);
  const { serviceArns } = await client.send(new ListServicesCommand({ cluster, schedulingStrategy: 'REPLICA' }));
  expect(serviceArns).toEqual(['arn:aws:ecs:eu-west-1:111122223333:service/main/web']);
});

it('answers errors as the client knows them', async () => {
  await expect(client.send(new UpdateServiceCommand({ cluster, service: 'none' }))).rejects.toMatchObject({
    name: 'ServiceNotFoundException',
    $metadata: { httpStatusCode: 400 },
  });
});
