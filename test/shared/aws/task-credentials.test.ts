import { DescribeTaskDefinitionCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeDefinitionCredentials, taskCredentialPages } from '../../../shared/aws/task-credentials.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;

async function pages(): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of taskCredentialPages(ecs, 'default', signal)) all.push(page);
  return all;
}

beforeEach(() => {
  api.reset();
});

describe('pages of tasks', () => {
  it('are described one by one, as they are asked for', async () => {
    api
      .on(ListTasksCommand)
      .resolvesOnce({ taskArns: ['a', 'b'], nextToken: 'more' })
      .resolvesOnce({ taskArns: [], nextToken: 'last' })
      .resolvesOnce({ taskArns: ['c'] });
    api
      .on(DescribeTasksCommand)
      .resolvesOnce({
        tasks: [
          { taskDefinitionArn: 'web:1', launchType: 'EC2' },
          { taskDefinitionArn: 'job:2', overrides: { taskRoleArn: 'role' } },
        ],
      })
      .resolvesOnce({ tasks: [], failures: [{ arn: 'c', reason: 'MISSING' }] });
    expect(await pages()).toEqual([
      [
        { taskDefinitionArn: 'web:1', launchType: 'EC2', hasRoleOverride: false },
        { taskDefinitionArn: 'job:2', launchType: undefined, hasRoleOverride: true },
      ],
      [],
    ]);
    expect(api.commandCalls(DescribeTasksCommand).map((call) => call.args[0].input.tasks)).toEqual([['a', 'b'], ['c']]);
  });

  it.each([
    ['that failed', { failures: [{ arn: 'a', reason: 'ACCESS_DENIED' }] }, 'unavailable'],
    ['without a task definition', { tasks: [{ taskArn: 'a' }] }, 'unreadable'],
  ])('with a task %s are a failure that may pass', async (_, answer, reason) => {
    api.on(ListTasksCommand).resolves({ taskArns: ['a'] });
    api.on(DescribeTasksCommand).resolves(answer);
    await expect(pages()).rejects.toMatchObject({ name: 'RetryableError', reason });
  });
});

describe('a task definition', () => {
  it.each([
    [
      { taskRoleArn: 'role', networkMode: 'awsvpc' as const },
      { hasTaskRole: true, networkMode: 'awsvpc' },
    ],
    [{ taskRoleArn: '' }, { hasTaskRole: false, networkMode: 'bridge' }],
  ])('%o says %o', async (taskDefinition, expected) => {
    api.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
    expect(await describeDefinitionCredentials(ecs, 'web:1', signal)).toEqual(expected);
  });

  it('of which nothing is said is a failure', async () => {
    api.on(DescribeTaskDefinitionCommand).resolves({});
    await expect(describeDefinitionCredentials(ecs, 'web:1', signal)).rejects.toMatchObject({ reason: 'unreadable' });
  });
});
