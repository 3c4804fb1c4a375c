import { describe, expect, it } from 'vitest';
import { aCluster, EcsTest } from './ecs-test.ts';

const MAIN = 'arn:aws:ecs:eu-west-1:111122223333:cluster/main';

describe('pages', () => {
  it.each([
    ['ListContainerInstances', 'containerInstanceArns', {}, 100],
    ['ListContainerInstances', 'containerInstanceArns', { maxResults: 40 }, 40],
    ['ListTasks', 'taskArns', {}, 100],
    ['ListServices', 'serviceArns', {}, 10],
    ['ListServices', 'serviceArns', { maxResults: 100 }, 100],
  ])('%s gives each of %s once, %o', async (operation, member, page, size) => {
    const test = await new EcsTest().withHosts(101).withService({ desiredCount: 120 });
    for (let number = 0; number < 110; number += 1) {
      test.ecs.createService({ cluster: 'main', serviceName: `s${number}`, taskDefinition: 'web', desiredCount: 0 });
    }
    const sizes: number[] = [];
    const arns = new Set<string>();
    let nextToken: string | undefined;
    do {
      const answer = test.call<Record<string, unknown>>(operation, { cluster: 'main', ...page, nextToken });
      const found = answer[member] as string[];
      sizes.push(found.length);
      for (const arn of found) arns.add(arn);
      nextToken = answer['nextToken'] as string | undefined;
    } while (nextToken !== undefined);
    expect(arns.size).toBe(sizes.reduce((total, each) => total + each, 0));
    expect(arns.size).toBe({ containerInstanceArns: 101, taskArns: 120, serviceArns: 111 }[member]);
    expect(sizes.slice(0, -1).every((each) => each === size)).toBe(true);
  });

  it('go on in the right place when entries come and go between two calls', async () => {
    const test = new EcsTest().withHosts(6);
    const page = { cluster: 'main', maxResults: 3 };
    const { nextToken } = test.call<{ nextToken: string }>('ListContainerInstances', page);
    test.ecs.hostTerminated('i-1');
    test.withHost(7);
    await test.pass(60);
    const { containerInstanceArns } = test.call<{ containerInstanceArns: string[] }>('ListContainerInstances', {
      ...page,
      maxResults: 100,
      nextToken,
    });
    const arns = ['i-4', 'i-5', 'i-6', 'i-7'].map((id) => test.host(id).containerInstanceArn);
    expect(containerInstanceArns).toEqual(arns);
  });
});

describe('reading', () => {
  it('counts ACTIVE and DRAINING hosts, and lists by status and expression', async () => {
    const test = await aCluster();
    test.ecs.setHostStatus('i-2', 'DRAINING');
    const list = (input: object): number =>
      test.call<{ containerInstanceArns: string[] }>('ListContainerInstances', { cluster: 'main', ...input })
        .containerInstanceArns.length;
    expect(test.call('DescribeClusters', { clusters: [MAIN], include: ['STATISTICS', 'TAGS'] })).toMatchObject({
      clusters: [
        { registeredContainerInstancesCount: 2, runningTasksCount: 4, activeServicesCount: 2, status: 'ACTIVE' },
      ],
    });
    expect([list({}), list({ status: 'ACTIVE' }), list({ status: 'DRAINING' })]).toEqual([2, 1, 1]);
    expect(list({ filter: 'ec2InstanceId in [i-1, i-9]' })).toBe(1);
    expect(list({ status: 'DRAINING', filter: 'ec2InstanceId == i-1' })).toBe(0);
    expect(list({ filter: 'task:group == service:logs and runningTasksCount > 1' })).toBe(2);
  });

  it('shows tags only where they are asked for', async () => {
    const test = await aCluster();
    const describe = (include: string[]): object =>
      test.call('DescribeServices', { cluster: 'main', services: ['logs'], include });
    expect(describe([])).toMatchObject({ services: [{ tags: [] }] });
    expect(describe(['TAGS'])).toMatchObject({ services: [{ tags: [{ key: 'team', value: 'ops' }] }] });
  });

  it('lists tasks being stopped with the stopped ones, for an hour after they stopped', async () => {
    const test = await aCluster();
    const [task] = test.live();
    test.call('StopTask', { cluster: 'main', task: task?.taskArn, reason: 'Spot' });
    const listed = (): string[] =>
      test.call<{ taskArns: string[] }>('ListTasks', { cluster: 'main', serviceName: 'web', desiredStatus: 'STOPPED' })
        .taskArns;
    expect(listed()).toEqual([task?.taskArn]);
    expect(test.call('DescribeTasks', { cluster: 'main', tasks: [task?.taskArn] })).toMatchObject({
      tasks: [{ lastStatus: 'STOPPING', desiredStatus: 'STOPPED', stoppedReason: 'Spot', stopCode: 'UserInitiated' }],
    });
    await test.pass(3_600);
    expect(listed()).toHaveLength(1);
    await test.pass(60);
    expect(listed()).toEqual([]);
  });

  it.each<[string, object, number]>([
    ['everything', {}, 4],
    ['a family', { family: 'web' }, 2],
    ['a service', { serviceName: 'logs' }, 2],
    ['a host', { containerInstance: 'i-1' }, 2],
    ['a host and a service', { containerInstance: 'i-1', serviceName: 'web' }, 1],
    ['stopped tasks', { desiredStatus: 'STOPPED' }, 0],
    ['Fargate', { launchType: 'FARGATE' }, 0],
  ])('lists tasks by %s', async (_, { containerInstance, ...input }: { containerInstance?: string }, count) => {
    const test = await aCluster();
    const host =
      containerInstance === undefined ? {} : { containerInstance: test.host(containerInstance).containerInstanceArn };
    expect(
      test.call<{ taskArns: string[] }>('ListTasks', { cluster: 'main', ...input, ...host }).taskArns,
    ).toHaveLength(count);
  });
});
