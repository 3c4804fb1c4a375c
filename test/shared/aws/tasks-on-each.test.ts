import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { tasksOnEach } from '../../../shared/aws/tasks.ts';
import { aTask, hostArn, taskArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;

/** A task as ECS answers with it. */
function described(arn: string) {
  const { taskDefinitionArn, group, lastStatus, desiredStatus } = aTask();
  return { taskArn: arn, taskDefinitionArn, group, lastStatus, desiredStatus };
}

beforeEach(() => {
  api.reset();
});

describe('tasksOnEach', () => {
  const hosts = [hostArn(1), hostArn(2), hostArn(3)];
  const ofHost = (arn = '') => [taskArn(hosts.indexOf(arn))];

  beforeEach(() => {
    api.on(ListTasksCommand).callsFake(({ containerInstance, desiredStatus }) => ({
      taskArns: desiredStatus === 'STOPPED' ? ofHost(containerInstance) : [],
    }));
    api.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.map((arn) => described(arn)),
    }));
  });
  const outcomes = async () =>
    [...(await tasksOnEach(ecs, 'default', hosts, signal))].map(([arn, tasks]) => [
      arn,
      tasks instanceof Error ? tasks.reason : tasks.map((task) => task.taskArn),
    ]);

  it('lists the tasks of each host, and describes them together', async () => {
    expect(await outcomes()).toEqual(hosts.map((arn) => [arn, ofHost(arn)]));
    expect(api.commandCalls(ListTasksCommand)).toHaveLength(6);
    expect(api.commandCalls(DescribeTasksCommand)).toHaveLength(1);
  });

  it('gives the host whose tasks can’t be listed its failure, and the others their tasks', async () => {
    api.on(ListTasksCommand, { containerInstance: hosts[1] }).rejects(new Error('down'));
    expect(await outcomes()).toEqual([
      [hosts[0], ofHost(hosts[0])],
      [hosts[1], 'unexpected-error'],
      [hosts[2], ofHost(hosts[2])],
    ]);
  });

  it('gives the host whose task can’t be described its failure, and the others their tasks', async () => {
    api.on(DescribeTasksCommand).callsFake(({ tasks }: { tasks: string[] }) => ({
      tasks: tasks.filter((arn) => arn !== taskArn(1)).map((arn) => described(arn)),
      failures: tasks.includes(taskArn(1)) ? [{ arn: taskArn(1), reason: 'ACCESS_DENIED' }] : [],
    }));
    expect(await outcomes()).toEqual([
      [hosts[0], ofHost(hosts[0])],
      [hosts[1], 'unavailable'],
      [hosts[2], ofHost(hosts[2])],
    ]);
  });
});
