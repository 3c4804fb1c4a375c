import {
  type Deployment,
  DescribeServicesCommand,
  ECSClient,
  ListServicesCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeAllServices } from '../../../shared/aws/described-services.ts';
import { aService } from '../../builders/clusters.ts';
import { range } from '../../builders/host-finding.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const PRIMARY: Deployment = { status: 'PRIMARY', taskDefinition: 'web:2', rolloutState: 'COMPLETED' };

/** A service as ECS answers with it. */
function described(overrides: Partial<Service> = {}): Service {
  const { tags: _, capacityProviders: __, placementConstraints: ___, ...service } = aService();
  return { ...service, taskDefinition: 'web:1', deployments: [PRIMARY], ...overrides } as Service;
}

/** What is made of one service. */
async function read(overrides: Partial<Service>) {
  api.on(ListServicesCommand).resolves({ serviceArns: ['web'] });
  api.on(DescribeServicesCommand).resolves({ services: [described(overrides)] });
  return (await describeAllServices(ecs, 'default', signal)).services[0];
}

beforeEach(() => {
  api.reset();
});

it('lists pages of a hundred, and describes ten in a call', async () => {
  api
    .on(ListServicesCommand)
    .callsFake(({ nextToken }) =>
      nextToken
        ? { serviceArns: range(5).map((index) => `b${index}`) }
        : { serviceArns: range(100).map((index) => `a${index}`), nextToken: 'more' },
    );
  api.on(DescribeServicesCommand).callsFake(({ services }) => ({
    services: (services as string[]).map((serviceName) => described({ serviceName })),
  }));
  const { services } = await describeAllServices(ecs, 'default', signal);
  expect(new Set(services.map(({ service }) => service.serviceName)).size).toBe(105);
  const inputs = api.commandCalls(DescribeServicesCommand).map((call) => call.args[0].input);
  expect(inputs).toHaveLength(11);
  expect(inputs.every(({ include, services: asked }) => include?.join() === 'TAGS' && (asked?.length ?? 0) <= 10)).toBe(
    true,
  );
  expect(api.commandCalls(ListServicesCommand)[0]?.args[0].input).toMatchObject({
    cluster: 'default',
    maxResults: 100,
  });
});

it('gives failures, but not services that are gone', async () => {
  api.on(ListServicesCommand).resolves({ serviceArns: ['a', 'b', 'c', 'd'] });
  api.on(DescribeServicesCommand).resolves({
    services: [described({ status: 'INACTIVE' }), described({ desiredCount: undefined })],
    failures: [
      { arn: 'c', reason: 'MISSING' },
      { arn: 'd', reason: 'ACCESS_DENIED' },
    ],
  });
  const { services, failures } = await describeAllServices(ecs, 'default', signal);
  expect(services).toEqual([]);
  expect(failures.map(({ reason }) => reason)).toEqual(['INCOMPLETE', 'ACCESS_DENIED']);
});

describe('a service', () => {
  it.each<[string, Partial<Service>, boolean]>([
    ['one deployment that is completed', {}, false],
    ['one without a rollout state', { deployments: [{ status: 'PRIMARY', taskDefinition: 'web:2' }] }, false],
    ['one in progress', { deployments: [{ ...PRIMARY, rolloutState: 'IN_PROGRESS' }] }, true],
    ['two', { deployments: [PRIMARY, { status: 'ACTIVE', rolloutState: 'COMPLETED' }] }, true],
    ['two task sets', { deployments: [], taskSets: [{ status: 'PRIMARY' }, { status: 'ACTIVE' }] }, true],
  ])('with %s is deploying: %s', async (_, overrides, isDeploying) => {
    expect(await read(overrides)).toMatchObject({ isDeploying });
  });

  it.each<[string, Partial<Service>, string]>([
    ['its primary deployment', {}, 'web:2'],
    ['its primary task set', { deployments: [], taskSets: [{ status: 'PRIMARY', taskDefinition: 'web:3' }] }, 'web:3'],
    ['itself', { deployments: [] }, 'web:1'],
    ['nowhere', { deployments: [], taskDefinition: undefined }, ''],
  ])('has the task definition of %s', async (_, overrides, taskDefinitionArn) => {
    expect(await read(overrides)).toMatchObject({ taskDefinitionArn });
  });

  it.each<[Partial<Service>, boolean]>([
    [{ placementStrategy: [] }, true],
    [{ placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] }, true],
    [{ placementStrategy: [{ type: 'spread', field: 'instanceId' }] }, false],
    [{ placementStrategy: [{ type: 'binpack', field: 'memory' }] }, false],
  ])('with %j spreads over zones: %s', async (overrides, spreadsOverZones) => {
    expect(await read(overrides)).toMatchObject({ spreadsOverZones });
  });

  it('has percents and counts', async () => {
    const deploymentConfiguration = { minimumHealthyPercent: 50, maximumPercent: 150 };
    const counts = { runningCount: 3, pendingCount: 1 };
    const percents = { minimumHealthyPercent: 50, maximumPercent: 150 };
    expect(await read({ deploymentConfiguration, ...counts })).toMatchObject({ ...percents, ...counts });
    expect(await read({})).toMatchObject({ minimumHealthyPercent: 100, maximumPercent: 200 });
  });
});
