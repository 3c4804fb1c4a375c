import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SqsBatch, SqsBatchResponse } from '../../../shared/runtime/messages.ts';
import { aService, clusterArn, serviceArn } from '../../builders/clusters.ts';
import { LoopbackAws, type LoopbackRequest } from '../../builders/loopback-aws.ts';
import { aRecord } from '../../builders/messages.ts';

type Handler = (batch: SqsBatch, context: object) => Promise<SqsBatchResponse>;

const aws = new LoopbackAws();
const context = { awsRequestId: 'request', functionName: 'host-sync', getRemainingTimeInMillis: () => 60_000 };
let environment: Record<string, string>;

beforeAll(async () => {
  const url = await aws.start();
  environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: url,
    QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/host-sync',
    DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead',
  };
});
beforeEach(() => {
  vi.resetModules();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  aws.requests.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => aws.stop());

/** Starts the function anew, as a cold start does. */
async function start(overrides: Record<string, string> = {}): Promise<Handler> {
  for (const [name, value] of Object.entries({ ...environment, ...overrides })) vi.stubEnv(name, value);
  const module = (await import('../../../functions/host-sync/handler.ts')) as { handler: Handler };
  return module.handler;
}

/** A cluster of so many hosts, none DRAINING, with five services of ten tasks each. */
function serve(hosts: number) {
  const names = ['web', 'agent', 'logs', 'proxy', 'cache'];
  const services = names.map((serviceName) => {
    const { tags, capacityProviders: _, ...service } = aService({ serviceName });
    return { ...service, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  });
  const tagged = names.map((name) => ({
    ResourceARN: serviceArn(name),
    Tags: [{ Key: 'ecs-ops:one-per-host', Value: 'true' }],
  }));
  const cluster = { clusterArn: clusterArn(), status: 'ACTIVE', registeredContainerInstancesCount: hosts };
  const answers: Record<string, (input: LoopbackRequest['input']) => object> = {
    GetResources: () => ({ ResourceTagMappingList: tagged }),
    DescribeClusters: () => ({ clusters: [cluster] }),
    DescribeServices: () => ({ services }),
    ListContainerInstances: () => ({ containerInstanceArns: [] }),
    SendMessage: ({ MessageBody }) => ({
      MD5OfMessageBody: createHash('md5').update(String(MessageBody)).digest('hex'),
    }),
  };
  aws.answer = ({ operation, input }) => ({ body: answers[operation]?.(input) ?? {} });
}

const operations = () => aws.requests.map(({ operation }) => operation);

describe('the handler', () => {
  it('makes four calls for a thousand events when nothing is to be done', async () => {
    const handler = await start();
    serve(10);
    const records = Array.from({ length: 1000 }, (_, index) => aRecord({ id: `message-${index}` }));
    expect(await handler({ Records: records }, context)).toEqual({ batchItemFailures: [] });
    const expected = ['GetResources', 'DescribeClusters', 'DescribeServices', 'ListContainerInstances'];
    expect(operations()).toEqual(expected);
  });

  it('writes, keeps a message for the confirming look, and parks what it can’t read', async () => {
    const handler = await start();
    serve(12);
    const response = await handler({ Records: [aRecord(), aRecord({ id: 'bad', body: '{' })] }, context);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    const writes = aws.requests.filter(({ operation }) => operation === 'UpdateService');
    expect(writes).toHaveLength(5);
    expect(writes[0]?.input).toEqual({ cluster: clusterArn(), service: serviceArn(), desiredCount: 12 });
    const message = (name: string) => aws.requests.find(({ operation }) => operation === name)?.input;
    expect(message('SendMessage')).toMatchObject({
      QueueUrl: environment['DEAD_LETTER_QUEUE_URL'],
      MessageBody: '{',
      MessageAttributes: { reason: { StringValue: 'malformed-json' } },
    });
    expect(message('ChangeMessageVisibility')).toMatchObject({
      QueueUrl: environment['QUEUE_URL'],
      VisibilityTimeout: 10,
    });
  });

  it.each(['DRY_RUN', 'HOST_SYNC_DRY_RUN'])('writes nothing under %s', async (variable) => {
    const handler = await start({ [variable]: 'true' });
    serve(12);
    expect(await handler({ Records: [aRecord()] }, context)).toEqual({ batchItemFailures: [] });
    expect(operations()).not.toContain('UpdateService');
  });

  it('does not start with wrong settings', async () => {
    await expect(start({ QUEUE_URL: '', HOST_SYNC_DRY_RUN: 'perhaps' })).rejects.toThrow('2 settings are wrong');
  });
});

describe('between runs', () => {
  it('connections that may have died are given up after a pause, and kept otherwise', async () => {
    const handler = await start();
    serve(10);
    const run = async (pause: number) => {
      const now = Date.now() + pause;
      vi.spyOn(Date, 'now').mockReturnValue(now);
      aws.requests.length = 0;
      await handler({ Records: [aRecord()] }, context);
      return aws.requests[0]?.requestsBefore;
    };
    await run(0);
    expect(await run(1_000)).toBeGreaterThan(0);
    expect(await run(60_000)).toBe(0);
  });
});
