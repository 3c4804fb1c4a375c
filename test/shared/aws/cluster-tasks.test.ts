import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { describeClusterTasks, describeFewTasks } from '../../../shared/aws/cluster-tasks.ts';
import { range } from '../../builders/host-finding.ts';
import { hostArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const running = { cluster: 'default', desiredStatus: 'RUNNING' } as const;
const taskArn = (index: number) => `arn:aws:ecs:us-east-1:111122223333:task/default/${index}`;

const described = (arn: string, overrides: Partial<Task> = {}): Task => ({
  taskArn: arn,
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/web:1',
  group: 'service:web',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  containerInstanceArn: hostArn(1),
  launchType: 'EC2',
  ...overrides,
});

beforeEach(() => {
  api.reset();
});

it('reads page by page, each page in one call, in order', async () => {
  api.on(ListTasksCommand).callsFake(({ nextToken = '0' }) => {
    const first = Number(nextToken) * 100;
    const more = first < 400 ? { nextToken: String(Number(nextToken) + 1) } : {};
    return { taskArns: range(100).map((index) => taskArn(first + index)), ...more };
  });
  api.on(DescribeTasksCommand).callsFake(({ tasks }) => ({ tasks: (tasks as string[]).map((arn) => described(arn)) }));
  const tasks = await describeClusterTasks(ecs, running, signal);
  expect(tasks.map((task) => task.taskArn)).toEqual(range(500).map(taskArn));
  expect(api.commandCalls(DescribeTasksCommand)).toHaveLength(5);
  expect(api.commandCalls(ListTasksCommand)[0]?.args[0].input).toMatchObject({ ...running, maxResults: 100 });
});

it.each([
  { mostPages: 4, described: 4, tasks: 400 },
  { mostPages: 3, described: 0, tasks: undefined },
])('reads no more than $mostPages pages, and describes nothing where there are more', async (expected) => {
  api.on(ListTasksCommand).callsFake(({ nextToken = '0' }) => {
    const first = Number(nextToken) * 100;
    const more = first < 300 ? { nextToken: String(Number(nextToken) + 1) } : {};
    return { taskArns: range(100).map((index) => taskArn(first + index)), ...more };
  });
  api.on(DescribeTasksCommand).callsFake(({ tasks }) => ({ tasks: (tasks as string[]).map((arn) => described(arn)) }));
  const tasks = await describeFewTasks(ecs, { ...running, mostPages: expected.mostPages }, signal);
  expect(tasks?.length).toBe(expected.tasks);
  expect(api.commandCalls(ListTasksCommand)).toHaveLength(4);
  expect(api.commandCalls(DescribeTasksCommand)).toHaveLength(expected.described);
});

it('gives where tasks are, and leaves those aside that ECS has forgotten', async () => {
  api.on(ListTasksCommand).resolves({ taskArns: [taskArn(1), taskArn(2), taskArn(3)] });
  api.on(DescribeTasksCommand).resolves({
    tasks: [described(taskArn(1)), described(taskArn(2), { containerInstanceArn: undefined, group: undefined })],
    failures: [{ arn: taskArn(3), reason: 'MISSING' }],
  });
  const query = { ...running, desiredStatus: 'STOPPED', containerInstance: hostArn(1) } as const;
  const tasks = await describeClusterTasks(ecs, query, signal);
  expect(tasks.map(({ containerInstanceArn, group }) => [containerInstanceArn, group])).toEqual([
    [hostArn(1), 'service:web'],
    [undefined, ''],
  ]);
  expect(api.commandCalls(ListTasksCommand)[0]?.args[0].input).toMatchObject(query);
});

it.each([
  ['one failed', { failures: [{ arn: taskArn(1), reason: 'ACCESS_DENIED' }] }],
  ['one lacks a field', { tasks: [described(taskArn(1), { lastStatus: undefined })] }],
])('throws when %s: a task that is not seen might be on a host that looks empty', async (_, answer) => {
  api.on(ListTasksCommand).resolves({ taskArns: [taskArn(1)] });
  api.on(DescribeTasksCommand).resolves(answer);
  await expect(describeClusterTasks(ecs, running, signal)).rejects.toMatchObject({ reason: 'unavailable' });
});
