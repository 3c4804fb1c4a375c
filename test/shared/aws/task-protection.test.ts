import { ECSClient, GetTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { taskProtections } from '../../../shared/aws/task-protection.ts';
import { range } from '../../builders/host-finding.ts';
import { taskArn } from '../../builders/hosts.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;

beforeEach(() => {
  api.reset();
});

describe('taskProtections', () => {
  it('gives protected tasks alone, and until when, in milliseconds', async () => {
    const expirationDate = new Date('2024-05-01T12:00:00Z');
    api.on(GetTaskProtectionCommand).resolves({
      protectedTasks: [
        { taskArn: taskArn(1), protectionEnabled: true, expirationDate },
        { taskArn: taskArn(2), protectionEnabled: false },
        { taskArn: taskArn(3), protectionEnabled: true },
      ],
      failures: [{ arn: taskArn(4), reason: 'TASK_NOT_VALID' }],
    });
    const protections = await taskProtections(
      ecs,
      'default',
      range(4, 1).map((each) => taskArn(each)),
      signal,
    );
    expect([...protections]).toEqual([
      [taskArn(1), expirationDate.getTime()],
      [taskArn(3), Number.POSITIVE_INFINITY],
    ]);
  });

  it('asks for a hundred in a call, and nothing for none', async () => {
    api.on(GetTaskProtectionCommand).resolves({});
    await taskProtections(
      ecs,
      'default',
      range(230).map((each) => taskArn(each)),
      signal,
    );
    await taskProtections(ecs, 'default', [], signal);
    const inputs = api.commandCalls(GetTaskProtectionCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ tasks }) => tasks?.length)).toEqual([100, 100, 30]);
    expect(inputs.every(({ cluster }) => cluster === 'default')).toBe(true);
  });
});
