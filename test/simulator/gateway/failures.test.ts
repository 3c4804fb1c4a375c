import * as schemas from '@aws-sdk/client-ecs';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallLog } from '../../../simulator/gateway/call-log.ts';
import { Faults } from '../../../simulator/gateway/fault.ts';
import { Gateway } from '../../../simulator/gateway/gateway.ts';
import type { Exchange } from '../../../simulator/wire/loopback-endpoint.ts';
import { operation, type ServiceApi } from '../../../simulator/wire/operation.ts';
import { serve } from '../ec2/served.ts';
import { TestWorld } from '../ec2/test-world.ts';

const world = new TestWorld();
const broken: ServiceApi = {
  signingName: 'ecs',
  protocol: 'awsJson1_1',
  targetPrefix: 'AmazonEC2ContainerServiceV20141113',
  schemas,
  operations: {
    ListClusters: operation<object, never>({
      authorize: () => [],
      handle: () => {
        throw new TypeError('nobody thought of this');
      },
    }),
  },
  buckets: {},
};

describe('a fault of the simulator’s own', () => {
  let client: ECSClient;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const served = await serve(world, [broken]);
    client = new ECSClient(served.settings);
    close = served.close;
  });
  afterAll(() => close());

  it.each([1, 2])('is told to a client from outside, and the server goes on: call %i', async () => {
    await expect(client.send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.stringContaining('TypeError: nobody thought of this'),
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('ends the run when a function made the call', () => {
    const access = { callerOf: () => undefined, evaluate: () => ({ allowed: true }) as const };
    const gateway = new Gateway({ world, access, faults: new Faults(), log: new CallLog(), apis: [broken] });
    const exchange: Exchange = {
      request: {
        method: 'POST',
        path: '/',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/eu-west-1/ecs/aws4_request',
          'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters',
        },
        body: '{}',
      },
      connection: { lastUsed: undefined },
      reply: () => undefined,
      reset: () => undefined,
    };
    expect(() => gateway.answer(exchange, 'host-sync')).toThrow('nobody thought of this');
  });
});
