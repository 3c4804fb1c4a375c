import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListContainerInstancesCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import * as adapter from '../../../shared/aws/ecs.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;
const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}-${index}`);

beforeEach(() => {
  api.reset();
});

describe('describeClusters', () => {
  it('asks for tags, a hundred clusters in a call', async () => {
    api.on(DescribeClustersCommand).callsFake(({ clusters = [] }: { clusters?: string[] }) => ({
      clusters: clusters.map((name) => ({ clusterArn: name, status: 'ACTIVE', registeredContainerInstancesCount: 2 })),
    }));
    const names = many(250, 'cluster');
    const { clusters } = await adapter.describeClusters(ecs, names, signal);
    expect(clusters.map((cluster) => cluster.clusterArn)).toEqual(names);
    const inputs = api.commandCalls(DescribeClustersCommand).map((call) => call.args[0].input);
    expect(inputs.map((input) => input.clusters?.length).toSorted()).toEqual([100, 100, 50]);
    expect(inputs).toContainEqual(expect.objectContaining({ include: ['TAGS'] }));
  });

  it('gives what was read, every failure, and what lacked a field as a failure', async () => {
    const good = {
      clusterArn: clusterArn('good'),
      status: 'ACTIVE',
      registeredContainerInstancesCount: 3,
      tags: [{ key: 'ecs-ops:host-sync', value: 'false' }, { key: 'empty' }],
    };
    api.on(DescribeClustersCommand).resolves({
      clusters: [good, { clusterArn: clusterArn('bad'), status: 'ACTIVE' }],
      failures: [{ arn: clusterArn('gone'), reason: 'MISSING' }, {}],
    });
    const { clusters, failures } = await adapter.describeClusters(ecs, ['good', 'bad', 'gone'], signal);
    expect(clusters).toEqual([{ ...good, tags: { 'ecs-ops:host-sync': 'false', empty: '' } }]);
    expect(failures).toMatchObject([
      { arn: clusterArn('bad'), reason: 'INCOMPLETE' },
      { arn: clusterArn('gone'), reason: 'MISSING', detail: '' },
      { arn: '', reason: 'UNKNOWN' },
    ]);
  });

  it('asks nothing about nothing', async () => {
    expect(await adapter.describeClusters(ecs, [], signal)).toEqual({ clusters: [], failures: [] });
    expect(api.calls()).toHaveLength(0);
  });
});

describe('describeServices', () => {
  const described: Service = {
    serviceArn: serviceArn(),
    serviceName: 'web',
    clusterArn: clusterArn(),
    status: 'ACTIVE',
    desiredCount: 4,
    schedulingStrategy: 'REPLICA',
    capacityProviderStrategy: [{ capacityProvider: 'spot', weight: 1 }],
    placementConstraints: [{ type: 'distinctInstance' }, { type: 'memberOf', expression: 'attribute:a == b' }],
    tags: [{ key: 'ecs-ops:one-per-host', value: 'true' }],
  };

  it('asks for tags, ten services in a call, and gathers what fails in any of them', async () => {
    api.on(DescribeServicesCommand).callsFake(({ services = [] }: { services?: string[] }) => ({
      failures: services.map((arn) => ({ arn, reason: 'MISSING' })),
    }));
    const names = many(25, 'service');
    const { failures } = await adapter.describeServices(ecs, 'default', names, signal);
    expect(failures.map(({ arn }) => arn)).toEqual(names);
    const inputs = api.commandCalls(DescribeServicesCommand).map((call) => call.args[0].input);
    expect(inputs.map((input) => input.services?.length).toSorted()).toEqual([10, 10, 5]);
    expect(inputs[0]).toMatchObject({ cluster: 'default', include: ['TAGS'] });
  });

  it('takes what is needed of a service', async () => {
    api.on(DescribeServicesCommand).resolves({ services: [described] });
    const { services } = await adapter.describeServices(ecs, 'default', ['web'], signal);
    expect(services).toEqual([
      {
        serviceArn: serviceArn(),
        serviceName: 'web',
        clusterArn: clusterArn(),
        status: 'ACTIVE',
        desiredCount: 4,
        schedulingStrategy: 'REPLICA',
        launchType: undefined,
        capacityProviders: ['spot'],
        placementConstraints: described.placementConstraints,
        tags: { 'ecs-ops:one-per-host': 'true' },
      },
    ]);
  });

  it.each([
    ['without a desired count', { desiredCount: undefined }],
    ['with a constraint of an unknown type', { placementConstraints: [{ type: 'newType' as 'memberOf' }] }],
    ['with an expression left out', { placementConstraints: [{ type: 'memberOf' as const }] }],
  ])('does not guess at a service %s', async (_, overrides) => {
    api.on(DescribeServicesCommand).resolves({ services: [{ ...described, ...overrides }] });
    const { services, failures } = await adapter.describeServices(ecs, 'default', ['web'], signal);
    expect(services).toEqual([]);
    expect(failures).toMatchObject([{ arn: serviceArn(), reason: 'INCOMPLETE' }]);
  });
});

describe('listContainerInstances and listClusters', () => {
  it('read all pages, with the status and the filter in each', async () => {
    const pages = [many(100, 'a'), many(100, 'b'), many(30, 'c')];
    api.on(ListContainerInstancesCommand).callsFake(({ nextToken = '0' }: { nextToken?: string }) => ({
      containerInstanceArns: pages[Number(nextToken)],
      nextToken: Number(nextToken) < 2 ? String(Number(nextToken) + 1) : undefined,
    }));
    const query = { cluster: 'default', status: 'ACTIVE', filter: 'attribute:a == b' } as const;
    expect(await adapter.listContainerInstances(ecs, query, signal)).toEqual(pages.flat());
    const inputs = api.commandCalls(ListContainerInstancesCommand).map((call) => call.args[0].input);
    expect(inputs).toHaveLength(3);
    for (const input of inputs) expect(input).toMatchObject({ ...query, maxResults: 100 });
  });

  it('read all pages of clusters', async () => {
    api
      .on(ListClustersCommand)
      .resolvesOnce({ clusterArns: ['a'], nextToken: '1' })
      .resolves({ clusterArns: ['b'] });
    expect(await adapter.listClusters(ecs, signal)).toEqual(['a', 'b']);
  });
});

describe('countByCapacityProvider', () => {
  it('counts ACTIVE hosts by provider, a hundred in a call, and gives the failures', async () => {
    api
      .on(DescribeContainerInstancesCommand)
      .callsFake(({ containerInstances = [] }: { containerInstances?: string[] }) => ({
        containerInstances: containerInstances.map((arn, index) => ({
          containerInstanceArn: arn,
          status: index === 0 ? 'DRAINING' : 'ACTIVE',
          ...(index % 2 === 0 ? { capacityProviderName: 'spot' } : {}),
        })),
        failures: [{ arn: 'x', reason: 'MISSING' }],
      }));
    const { counts, failures } = await adapter.countByCapacityProvider(ecs, 'default', many(150, 'host'), signal);
    expect(Object.fromEntries(counts)).toEqual({ spot: 49 + 24, '': 50 + 25 });
    expect(failures).toHaveLength(2);
  });
});

describe('updateDesiredCount', () => {
  it('changes nothing but the desired count', async () => {
    api.on(UpdateServiceCommand).resolves({});
    const change = { cluster: clusterArn(), service: serviceArn(), desiredCount: 0 };
    await adapter.updateDesiredCount(ecs, change, signal);
    expect(api.commandCalls(UpdateServiceCommand).map((call) => call.args[0].input)).toEqual([change]);
  });

  it.each([
    ['ServiceNotFoundException', 'PermanentError', 'service-gone'],
    ['ServiceNotActiveException', 'PermanentError', 'service-gone'],
    ['ClusterNotFoundException', 'PermanentError', 'unknown-cluster'],
    ['ThrottlingException', 'RetryableError', 'throttled'],
    ['AccessDeniedException', 'RetryableError', 'access-denied'],
  ])('sorts %s', async (name, kind, reason) => {
    api.on(UpdateServiceCommand).rejects(Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } }));
    const call = adapter.updateDesiredCount(ecs, { cluster: 'c', service: 's', desiredCount: 1 }, signal);
    await expect(call).rejects.toMatchObject({ name: kind, reason });
  });
});
