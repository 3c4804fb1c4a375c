import type {
  CapacityProvider,
  CreateCapacityProviderRequest,
  CreateCapacityProviderResponse,
  DescribeCapacityProvidersRequest,
  DescribeCapacityProvidersResponse,
  PutClusterCapacityProvidersRequest,
  PutClusterCapacityProvidersResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import { isFargate } from '../scheduler/capacity-choice.ts';
import { shortName } from '../state/identifiers.ts';
import type { CapacityProviderRecord, ClusterRecord } from '../state/records.ts';
import { clusterShape } from './cluster-shapes.ts';
import { invalidParameter } from './errors.ts';
import { requireCluster } from './lookups.ts';
import { paginate } from './pagination.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { tagList, tagMap } from './tag-lists.ts';

/** Operations on capacity providers. The API documents no bucket for them. */
export function capacityProviderOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  return {
    CreateCapacityProvider: operation<CreateCapacityProviderRequest, CreateCapacityProviderResponse>({
      authorize: ({ name = '', tags }) => [
        { ...permissions.capacityProvider('CreateCapacityProvider', name), conditions: requestTagConditions(tags) },
      ],
      handle: (input) => ({ capacityProvider: shape(createCapacityProvider(core, input), ['TAGS']) }),
    }),
    DescribeCapacityProviders: operation<DescribeCapacityProvidersRequest, DescribeCapacityProvidersResponse>({
      authorize: ({ capacityProviders }) =>
        (capacityProviders ?? ['*']).map((name) => permissions.capacityProvider('DescribeCapacityProviders', name)),
      handle: (input) => describe(core, input),
    }),
    PutClusterCapacityProviders: operation<PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse>({
      authorize: ({ cluster }) => [permissions.cluster('PutClusterCapacityProviders', cluster)],
      handle: (input) => ({ cluster: clusterShape(putClusterCapacityProviders(core, input), []) }),
    }),
  };
}

/** Managed scaling is off unless asked for; managed draining is on. Source: ECS API reference, AutoScalingGroupProvider. */
export function createCapacityProvider(
  { state }: EcsCore,
  input: CreateCapacityProviderRequest,
): CapacityProviderRecord {
  const name = input.name ?? '';
  if (!/^(?!aws|ecs|fargate)[\w-]{1,255}$/i.test(name)) throw invalidParameter('Invalid capacity provider name.');
  if (state.capacityProviders.has(name)) {
    throw invalidParameter(`The specified capacity provider '${name}' already exists.`);
  }
  const arn = state.arns.capacityProvider(name);
  const provider = input.autoScalingGroupProvider;
  const description: CapacityProvider = {
    capacityProviderArn: arn,
    name,
    status: 'ACTIVE',
    ...(provider === undefined
      ? {}
      : {
          autoScalingGroupProvider: {
            managedScaling: { status: 'DISABLED' },
            managedTerminationProtection: 'DISABLED',
            managedDraining: 'ENABLED',
            ...provider,
          },
        }),
  };
  const record = { order: state.nextOrder(), arn, name, tags: tagMap(input.tags), description };
  state.capacityProviders.set(name, record);
  return record;
}

function describe(
  { state }: EcsCore,
  { capacityProviders: names, include = [], ...page }: DescribeCapacityProvidersRequest,
): DescribeCapacityProvidersResponse {
  if (names === undefined) {
    const { items, nextToken } = paginate(state.capacityProviders.values(), page);
    return { capacityProviders: items.map((record) => shape(record, include)), failures: [], nextToken };
  }
  const found = names.map((name) => ({
    name,
    described: describeOne(state.capacityProviders, shortName(name), include),
  }));
  return {
    capacityProviders: found.flatMap(({ described }) => (described === undefined ? [] : [described])),
    failures: found
      .filter(({ described }) => described === undefined)
      .map(({ name }) => ({ arn: state.arns.capacityProvider(shortName(name)), reason: 'MISSING' })),
  };
}

function describeOne(
  records: ReadonlyMap<string, CapacityProviderRecord>,
  name: string,
  include: readonly string[],
): CapacityProvider | undefined {
  if (isFargate(name)) return { name, status: 'ACTIVE', tags: [] };
  const record = records.get(name);
  return record === undefined ? undefined : shape(record, include);
}

function putClusterCapacityProviders(core: EcsCore, input: PutClusterCapacityProvidersRequest): ClusterRecord {
  const cluster = requireCluster(core.state, input.cluster);
  const names = (input.capacityProviders ?? []).map(shortName);
  const strategy = input.defaultCapacityProviderStrategy ?? [];
  for (const name of names) {
    if (!isFargate(name) && !core.state.capacityProviders.has(name)) {
      throw invalidParameter(`The specified capacity provider '${name}' was not found.`);
    }
  }
  if (strategy.some(({ capacityProvider = '' }) => !names.includes(shortName(capacityProvider)))) {
    throw invalidParameter('The default capacity provider strategy names a provider that is not of the cluster.');
  }
  cluster.capacityProviders = names;
  cluster.defaultCapacityProviderStrategy = strategy;
  return cluster;
}

function shape({ description, tags }: CapacityProviderRecord, include: readonly string[]): CapacityProvider {
  return { ...description, tags: include.includes('TAGS') ? tagList(tags) : [] };
}
