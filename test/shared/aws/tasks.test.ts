import {
  DescribeTasksCommand,
  ECSClient,
  InvalidParameterException,
  ListTasksCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stopTask, tasksInCluster, tasksOn } from '../../../shared/aws/tasks.ts';
import { aTask, hostArn, taskArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const arns = (from: number, count: number) => Array.from({ length: count }, (_, index) => taskArn(from + index));
const invalid = (message: string) => new InvalidParameterException({ message, $metadata: { httpStatusCode: 400 } });

/** A task as ECS answers with it. */
function described(overrides: Partial<Task> = {}): Task {
  const { taskArn: arn, taskDefinitionArn, group, lastStatus, desiredStatus } = aTask();
  return { taskArn: arn, taskDefinitionArn, group, lastStatus, desiredStatus, launchType: 'EC2', ...overrides };
}

/** Lists these tasks, as many to a page; each task is described as running. */
function serve(lists: Readonly<Record<string, readonly string[]>>, pageSize = 100): void {
  api.on(ListTasksCommand).callsFake(({ desiredStatus, nextToken = '0' }) => {
    const [all, start] = [lists[desiredStatus] ?? [], Number(nextToken)];
    const end = start + pageSize;
    return { taskArns: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
  });
  api.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
    tasks: tasks.map((arn) => described({ taskArn: arn })),
  }));
}

beforeEach(() => {
  api.reset();
});

describe('tasksOn', () => {
  it('reads both lists, all pages, each task once, a hundred in a call', async () => {
    serve({ RUNNING: arns(0, 130), STOPPED: [...arns(125, 5), ...arns(200, 40)] }, 50);
    const tasks = await tasksOn(ecs, 'default', hostArn(1), signal);
    expect(tasks.map((task) => task.taskArn).toSorted()).toEqual([...arns(0, 130), ...arns(200, 40)].toSorted());
    const lists = api.commandCalls(ListTasksCommand).map((call) => call.args[0].input);
    expect(lists).toHaveLength(4);
    expect(lists.every((input) => input.cluster === 'default' && input.containerInstance === hostArn(1))).toBe(true);
    const describes = api.commandCalls(DescribeTasksCommand).map((call) => call.args[0].input);
    expect(describes.map((input) => input.tasks?.length).toSorted()).toEqual([100, 70]);
    expect(describes).toContainEqual(expect.objectContaining({ include: ['TAGS'] }));
  });

  it('reads the list of those to run first: a task that is stopped meanwhile is in the other one then', async () => {
    // A task that is stopped between the two calls leaves the one list and enters the other.
    let calls = 0;
    api.on(ListTasksCommand).callsFake(({ desiredStatus }) => {
      const isIn = desiredStatus === (calls++ === 0 ? 'RUNNING' : 'STOPPED');
      return { taskArns: isIn ? [taskArn(1)] : [] };
    });
    api.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.map((arn) => described({ taskArn: arn, lastStatus: 'STOPPING' })),
    }));
    expect(await tasksOn(ecs, 'default', hostArn(1), signal)).toHaveLength(1);
    const lists = api.commandCalls(ListTasksCommand).map((call) => call.args[0].input.desiredStatus);
    expect(lists).toEqual(['RUNNING', 'STOPPED']);
  });

  it('asks for the other list once the first is read, and not before', async () => {
    const first = Promise.withResolvers<{ taskArns: string[] }>();
    api.on(ListTasksCommand).callsFake(({ desiredStatus }) => (desiredStatus === 'RUNNING' ? first.promise : {}));
    const read = tasksOn(ecs, 'default', hostArn(1), signal);
    await new Promise(setImmediate);
    expect(api.commandCalls(ListTasksCommand)).toHaveLength(1);
    first.resolve({ taskArns: [] });
    await read;
    expect(api.commandCalls(ListTasksCommand)).toHaveLength(2);
  });

  it('reads one list alone when that is all that is wanted, and describes nothing of nothing', async () => {
    serve({ STOPPED: arns(0, 3) });
    expect(await tasksOn(ecs, 'default', hostArn(1), signal, ['RUNNING'])).toEqual([]);
    expect(api.commandCalls(ListTasksCommand).map((call) => call.args[0].input.desiredStatus)).toEqual(['RUNNING']);
    expect(api.commandCalls(DescribeTasksCommand)).toHaveLength(0);
  });

  it('gives times in milliseconds, reservations as numbers, tags by key', async () => {
    serve({ RUNNING: [taskArn(1)] });
    const at = new Date('2024-01-01T00:00:00Z');
    const task = described({
      group: 'family:batch',
      startedBy: 'cron',
      createdAt: at,
      startedAt: at,
      stoppingAt: at,
      stoppedAt: at,
      cpu: '256',
      memory: '512',
      tags: [{ key: 'a', value: 'b' }],
    });
    api.on(DescribeTasksCommand).resolves({ tasks: [task] });
    const [createdAt, startedAt, stoppingAt, stoppedAt] = [at.getTime(), at.getTime(), at.getTime(), at.getTime()];
    expect(await tasksOn(ecs, 'default', hostArn(1), signal)).toEqual([
      aTask({
        group: 'family:batch',
        startedBy: 'cron',
        createdAt,
        startedAt,
        stoppingAt,
        stoppedAt,
        cpu: 256,
        memory: 512,
        tags: { a: 'b' },
      }),
    ]);
  });

  it('takes a task that ECS has forgotten for one that is gone', async () => {
    serve({ STOPPED: arns(1, 2) });
    api.on(DescribeTasksCommand).resolves({ tasks: [described()], failures: [{ arn: taskArn(2), reason: 'MISSING' }] });
    expect(await tasksOn(ecs, 'default', hostArn(1), signal)).toHaveLength(1);
  });

  it.each([
    ['a task that can’t be read', { failures: [{ arn: taskArn(1), reason: 'ACCESS_DENIED' }] }],
    ['a task without a status', { tasks: [described({ lastStatus: undefined })] }],
    ['a task that is to run, and that ECS does not know', { failures: [{ arn: taskArn(1), reason: 'MISSING' }] }],
    ['a task that the answer leaves out', { tasks: [] }],
  ])('fails for %s: a host must not be taken for empty', async (_, answer) => {
    serve({ RUNNING: [taskArn(1)] });
    api.on(DescribeTasksCommand).resolves(answer);
    await expect(tasksOn(ecs, 'default', hostArn(1), signal)).rejects.toMatchObject({ reason: 'unavailable' });
  });
});

describe('tasksInCluster', () => {
  /** Describes each task on the host of its number's parity, unless told otherwise. */
  function serveOn(overrides: (number: number) => Partial<Task> = () => ({})): void {
    const numbers = new Map(arns(0, 300).map((arn, number) => [arn, number]));
    api.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.map((arn) => {
        const number = numbers.get(arn) ?? 0;
        return described({ taskArn: arn, containerInstanceArn: hostArn(number % 2), ...overrides(number) });
      }),
    }));
  }

  it('reads both lists of the whole cluster, all pages, and tells the tasks by host', async () => {
    serve({ RUNNING: arns(0, 130), STOPPED: [...arns(125, 5), ...arns(200, 40)] }, 50);
    serveOn();
    const tasks = await tasksInCluster(ecs, 'default', signal);
    const wanted = [...arns(0, 130), ...arns(200, 40)];
    for (const host of [0, 1]) {
      const here = tasks.get(hostArn(host))?.map((task) => task.taskArn);
      expect(here?.toSorted()).toEqual(wanted.filter((_, index) => index % 2 === host).toSorted());
    }
    const lists = api.commandCalls(ListTasksCommand).map((call) => call.args[0].input);
    expect(lists.map(({ desiredStatus }) => desiredStatus)).toEqual(['RUNNING', 'RUNNING', 'RUNNING', 'STOPPED']);
    expect(lists.every((input) => input.cluster === 'default' && input.containerInstance === undefined)).toBe(true);
    expect(api.commandCalls(DescribeTasksCommand)).toHaveLength(2);
  });

  it('gives nothing rather than a part when any task could not be read', async () => {
    serve({ RUNNING: arns(0, 3) });
    api.on(DescribeTasksCommand).resolves({ tasks: [described({ taskArn: taskArn(0) })] });
    await expect(tasksInCluster(ecs, 'default', signal)).rejects.toThrow('LEFT_OUT');
  });

  it.each([
    ['one that has not been placed', { lastStatus: 'PROVISIONING' }, true],
    ['one on Fargate', { launchType: 'FARGATE' }, true],
    ['one that has stopped', { lastStatus: 'STOPPED', desiredStatus: 'STOPPED' }, true],
    ['one that runs on a host that is not named: that host would look empty', {}, false],
    ['one that is being stopped there', { lastStatus: 'STOPPING', desiredStatus: 'STOPPED' }, false],
  ] as const)('without a container instance it takes %s: %o, %s', async (_, overrides, isTaken) => {
    serve({ RUNNING: arns(0, 2) });
    serveOn((number) => {
      if (number === 0) return {};
      const { containerInstanceArn, ...task } = described({ taskArn: taskArn(1), ...overrides });
      return { ...task, containerInstanceArn: undefined } as unknown as Partial<Task>;
    });
    const read = tasksInCluster(ecs, 'default', signal);
    if (isTaken) expect((await read).get(hostArn(0))).toHaveLength(1);
    else await expect(read).rejects.toMatchObject({ reason: 'inconsistent-reads' });
  });
});

describe('stopTask', () => {
  it('gives the reason, cut to what ECS takes', async () => {
    api.on(StopTaskCommand).resolves({});
    await stopTask(ecs, 'default', taskArn(1), `ecs-ops: ${'x'.repeat(300)}`, signal);
    const [input] = api.commandCalls(StopTaskCommand).map((call) => call.args[0].input);
    expect(input).toMatchObject({ cluster: 'default', task: taskArn(1) });
    expect(input?.reason).toHaveLength(255);
  });

  it('is done when the task is gone', async () => {
    api.on(StopTaskCommand).rejects(invalid('The referenced task was not found.'));
    await expect(stopTask(ecs, 'default', taskArn(1), 'why', signal)).resolves.toBeUndefined();
  });

  it('fails for good when ECS says something else is wrong', async () => {
    api.on(StopTaskCommand).rejects(invalid('Invalid reason.'));
    await expect(stopTask(ecs, 'default', taskArn(1), 'why', signal)).rejects.toMatchObject({ reason: 'rejected' });
  });
});
