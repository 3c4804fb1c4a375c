import { mkdtemp, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeClustersCommand, ListClustersCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiAttempt } from '../../../shared/aws/attempts.ts';
import { type ClientSettings, ecsClient, sqsClient, taggingClient } from '../../../shared/aws/clients.ts';
import { describeClusters } from '../../../shared/aws/ecs.ts';
import { agents, dropIdleSockets } from '../../../shared/aws/sockets.ts';
import { changeVisibility } from '../../../shared/aws/sqs.ts';
import { resourcesTagged } from '../../../shared/aws/tagging.ts';
import { LoopbackAws } from '../../builders/loopback-aws.ts';

const aws = new LoopbackAws();
const attempts: ApiAttempt[] = [];
const calls: string[] = [];
const signal = new AbortController().signal;
let settings: ClientSettings;

beforeAll(async () => {
  const url = await aws.start();
  // A configuration that would lead astray, if it were read.
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'clients-')), 'config');
  await writeFile(file, '[default]\nendpoint_url = http://127.0.0.1:9\nregion = eu-north-1\nmax_attempts = 1\n');
  vi.stubEnv('AWS_CONFIG_FILE', file);
  settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
    endpoint: () => url,
    useFipsEndpoint: false,
    onAttempt: (attempt) => attempts.push(attempt),
    onCall: (service, operation) => {
      calls.push(`${service} ${operation} begins`);
      return ({ outcome, status, retries }) => calls.push(`${outcome} ${status}, ${retries} retries`);
    },
  };
});

beforeEach(() => {
  aws.requests.length = 0;
  attempts.length = 0;
  calls.length = 0;
  aws.answer = () => ({ body: { clusterArns: [], clusters: [], failures: [] } });
});

afterAll(() => {
  aws.stop();
  vi.unstubAllEnvs();
});

const list = () => ecsClient(settings).send(new ListClustersCommand({}));

describe('clients', () => {
  it('are made once', () => {
    expect(ecsClient(settings)).toBe(ecsClient({ ...settings, region: 'eu-west-1' }));
    expect(sqsClient(settings)).toBe(sqsClient(settings));
    expect(taggingClient(settings)).toBe(taggingClient(settings));
  });

  it('sign with the given credentials for the given Region, at the given endpoint', async () => {
    await list();
    const [request] = aws.requests;
    expect(request?.headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/us-east-1\/ecs\/aws4_request/);
    expect(request?.headers['x-amz-security-token']).toBe('token');
    expect(request?.headers['user-agent']).toContain('app/ecs-ops');
  });

  it('send SQS and tagging requests to the endpoint too, whatever the URL of the queue', async () => {
    const message = { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/q', receiptHandle: 'r', seconds: 5 };
    await changeVisibility(sqsClient(settings), message, signal);
    await resourcesTagged(taggingClient(settings), { resourceType: 'ecs:service', key: 'k' }, signal);
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['ChangeMessageVisibility', 'GetResources']);
  });

  it('report each attempt, with its outcome', async () => {
    const errors = ['ThrottlingException', 'ServerException'];
    const answers = errors.map((type) => ({ status: type.startsWith('S') ? 500 : 400, body: { __type: type } }));
    aws.answer = () => answers.shift() ?? { status: 400, body: { __type: 'AccessDeniedException' } };
    await expect(list()).rejects.toThrow();
    expect(attempts.slice(0, 3)).toEqual([
      { service: 'ecs', operation: 'ListClusters', outcome: 'throttled' },
      { service: 'ecs', operation: 'ListClusters', outcome: 'failed' },
      { service: 'ecs', operation: 'ListClusters', outcome: 'denied' },
    ]);
  });

  it('report each call once, with the outcome of its last request and its retries', async () => {
    await list();
    const answers = [{ status: 500, body: { __type: 'ServerException' } }];
    const denied = { status: 400, body: { __type: 'AccessDeniedException' } };
    aws.answer = () => answers.shift() ?? denied;
    await expect(list()).rejects.toThrow();
    aws.answer = () => ({ status: 400, body: { __type: 'InvalidParameterException' } });
    await expect(list()).rejects.toThrow();
    await resourcesTagged(taggingClient(settings), { resourceType: 'ecs:service', key: 'k' }, signal).catch(() => []);
    expect(calls).toEqual([
      'ECS ListClusters begins',
      'answered 200, 0 retries',
      'ECS ListClusters begins',
      'denied 400, 1 retries',
      'ECS ListClusters begins',
      'failed 400, 0 retries',
      'ResourceGroupsTaggingAPI GetResources begins',
      'failed 400, 0 retries',
    ]);
  });

  it('report throttled calls as such', async () => {
    aws.answer = () => ({ status: 400, body: { __type: 'ThrottlingException' } });
    await expect(list()).rejects.toThrow();
    expect(calls).toEqual(['ECS ListClusters begins', 'throttled 400, 3 retries']);
  });

  it('give up after four attempts', async () => {
    aws.answer = () => ({ status: 503, body: { __type: 'ServerException' } });
    await expect(list()).rejects.toMatchObject({ $metadata: { attempts: 4 } });
    expect(aws.requests).toHaveLength(4);
  });
});

describe('without an endpoint of its own', () => {
  it.each([
    [false, 'ecs.us-east-1.amazonaws.com'],
    [true, 'ecs-fips.us-east-1.amazonaws.com'],
  ])('a client calls AWS’s, whatever environment and file say (FIPS: %s)', async (useFipsEndpoint, host) => {
    vi.stubEnv('AWS_ENDPOINT_URL_ECS', 'http://127.0.0.1:9');
    vi.resetModules();
    const fresh = await import('../../../shared/aws/clients.ts');
    const client = fresh.ecsClient({ ...settings, useFipsEndpoint, endpoint: () => undefined });
    const hosts: unknown[] = [];
    // Ends the call before anything is sent.
    client.middlewareStack.add(
      () => async (sent) => {
        hosts.push((sent.request as { hostname?: string }).hostname);
        throw new Error('not sent');
      },
      { step: 'finalizeRequest', priority: 'high' },
    );
    await expect(client.send(new ListClustersCommand({}))).rejects.toThrow('not sent');
    expect(hosts).toEqual([host]);
  });
});

describe('a time-out', () => {
  it('ends a connection that is never made, and the call is retried on another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    dropIdleSockets();
    const stuck = Object.defineProperty(new Socket(), 'connecting', { value: true });
    const connect = vi.spyOn(agents.httpAgent, 'createConnection').mockReturnValueOnce(stuck);
    try {
      aws.answer = () => ({ body: { clusterArns: ['a'] } });
      const answer = list();
      await vi.waitUntil(() => connect.mock.calls.length === 1, { interval: 5 });
      await vi.advanceTimersByTimeAsync(1_000);
      for (let turn = 0; turn < 200 && aws.requests.length < 1; turn += 1) {
        await pause(5);
        await vi.advanceTimersByTimeAsync(5);
      }
      expect(stuck.destroyed).toBe(true);
      await expect(answer).resolves.toMatchObject({ clusterArns: ['a'], $metadata: { attempts: 2 } });
    } finally {
      connect.mockRestore();
      vi.useRealTimers();
    }
  });

  it('ends a request that is never answered, and is retried', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      aws.answer = ({ headers }) =>
        String(headers['amz-sdk-request']).startsWith('attempt=1') ? 'silence' : { body: { clusterArns: ['a'] } };
      const answer = list();
      await vi.waitUntil(() => aws.requests.length === 1, { interval: 5 });
      // Four attempts have to fit well into the part of a minute that is for reading.
      await vi.advanceTimersByTimeAsync(4_000);
      for (let turn = 0; turn < 200 && aws.requests.length < 2; turn += 1) {
        await pause(5);
        await vi.advanceTimersByTimeAsync(5);
      }
      expect(aws.requests).toHaveLength(2);
      await expect(answer).resolves.toMatchObject({ clusterArns: ['a'], $metadata: { attempts: 2 } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('of the invocation ends a call at once, as a failure that is retried later', async () => {
    const controller = new AbortController();
    aws.answer = () => {
      controller.abort();
      return 'silence';
    };
    const call = describeClusters(ecsClient(settings), ['default'], controller.signal);
    await expect(call).rejects.toMatchObject({ name: 'RetryableError', reason: 'out-of-time' });
    expect(aws.requests).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are used again', async () => {
    await list();
    await list();
    expect(aws.requests.at(-1)?.requestsBefore).toBeGreaterThan(0);
  });

  it('that died while the process was frozen do not fail a call: the SDK retries a reset', async () => {
    await list();
    aws.answer = ({ requestsBefore }) => (requestsBefore > 0 ? 'reset' : { body: { clusterArns: ['a'] } });
    await expect(list()).resolves.toMatchObject({ clusterArns: ['a'] });
  });

  it('that died may be more than there are attempts: idle ones are dropped before a run', async () => {
    dropIdleSockets();
    await Promise.all(Array.from({ length: 8 }, list));
    aws.requests.length = 0;
    aws.answer = ({ requestsBefore }) => (requestsBefore > 0 ? 'reset' : { body: {} });
    dropIdleSockets();
    await Promise.all(Array.from({ length: 8 }, list));
    expect(aws.requests).toHaveLength(8);
  });

  it('that died together cost a call one attempt, not one for each of them', async () => {
    await Promise.all(Array.from({ length: 8 }, list));
    aws.requests.length = 0;
    aws.answer = ({ requestsBefore }) => (requestsBefore > 0 ? 'reset' : { body: {} });
    await expect(list()).resolves.toMatchObject({ $metadata: { attempts: 2 } });
  });

  it('that break after a write was made repeat the write, which changes nothing more', async () => {
    const counts: unknown[] = [];
    aws.answer = ({ input }) => {
      counts.push(input['desiredCount']);
      return counts.length === 1 ? 'reset' : { body: { service: {} } };
    };
    await ecsClient(settings).send(new UpdateServiceCommand({ cluster: 'c', service: 's', desiredCount: 7 }));
    expect(counts).toEqual([7, 7]);
  });

  it('serve many calls side by side', async () => {
    await Promise.all(Array.from({ length: 60 }, () => ecsClient(settings).send(new DescribeClustersCommand({}))));
    expect(aws.requests).toHaveLength(60);
  });
});
