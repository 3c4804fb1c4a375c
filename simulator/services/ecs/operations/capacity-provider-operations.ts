import type {
  AutoScalingGroupProvider,
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
import { FARGATE_PROVIDERS, isFargate } from '../scheduler/capacity-choice.ts';
import { shortName } from '../state/identifiers.ts';
import type { CapacityProviderRecord, ClusterRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { clusterShape } from './cluster-shapes.ts';
import { invalidParameter } from './errors.ts';
import { requireCluster } from './lookups.ts';
import { paginate } from './pagination.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { tagList, tagMap } from './tag-lists.ts';

/** Capacity providers in one answer. Source: ECS API reference, DescribeCapacityProviders. */
const PER_PAGE = { standard: 10, most: 10 };

/** Operations on capacity providers. */
export function capacityProviderOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  return {
    CreateCapacityProvider: operation<CreateCapacityProviderRequest, CreateCapacityProviderResponse>({
      bucket: 'capacity-provider-write' satisfies EcsBucket,
      authorize: ({ name = '', tags }) => [
        { ...permissions.capacityProvider('CreateCapacityProvider', name), conditions: requestTagConditions(tags) },
      ],
      handle: (input) => ({ capacityProvider: shape(createCapacityProvider(core, input), ['TAGS']) }),
    }),
    DescribeCapacityProviders: operation<DescribeCapacityProvidersRequest, DescribeCapacityProvidersResponse>({
      bucket: 'capacity-provider-read' satisfies EcsBucket,
      authorize: ({ capacityProviders }) =>
        (capacityProviders ?? ['*']).map((name) => permissions.capacityProvider('DescribeCapacityProviders', name)),
      handle: (input) => describe(core, input),
    }),
    PutClusterCapacityProviders: operation<PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse>({
      bucket: 'cluster-write' satisfies EcsBucket,
      authorize: ({ cluster }) => [permissions.cluster('PutClusterCapacityProviders', cluster)],
      handle: (input) => ({ cluster: clusterShape(putClusterCapacityProviders(core, input), []) }),
    }),
  };
}

/** Source: ECS API reference, ManagedScaling. */
const SCALING_DEFAULTS = {
  targetCapacity: 100,
  minimumScalingStepSize: 1,
  maximumScalingStepSize: 10_000,
  instanceWarmupPeriod: 300,
};

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
    ...(provider === undefined ? {} : { autoScalingGroupProvider: groupProvider(provider) }),
  };
  const record = { order: state.nextOrder(), arn, name, tags: tagMap(input.tags), description };
  state.capacityProviders.set(name, record);
  return record;
}

function groupProvider(given: AutoScalingGroupProvider): AutoScalingGroupProvider {
  const scaled = given.managedScaling?.status === 'ENABLED';
  if (given.managedTerminationProtection === 'ENABLED' && !scaled) {
    throw invalidParameter(
      'The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection for a capacity provider, managed scaling must be enabled.',
    );
  }
  return {
    managedTerminationProtection: 'DISABLED',
    managedDraining: 'ENABLED',
    ...given,
    managedScaling: scaled ? { ...SCALING_DEFAULTS, ...given.managedScaling } : { status: 'DISABLED' },
  };
}

function describe(
  { state }: EcsCore,
  { capacityProviders: names, include = [], ...page }: DescribeCapacityProvidersRequest,
): DescribeCapacityProvidersResponse {
  if (names === undefined) {
    const { items, nextToken } = paginate(described(state.capacityProviders.values(), include), page, PER_PAGE);
    return { capacityProviders: items.map(({ description }) => description), failures: [], nextToken };
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

/** Those of Fargate, which every account has, then the account's own. */
function* described(
  records: Iterable<CapacityProviderRecord>,
  include: readonly string[],
): Generator<{ readonly order: number; readonly description: CapacityProvider }> {
  for (const [index, name] of FARGATE_PROVIDERS.entries()) {
    yield { order: (index + 1) / (FARGATE_PROVIDERS.length + 1), description: fargateShape(name) };
  }
  for (const record of records) yield { order: record.order, description: shape(record, include) };
}

function describeOne(
  records: ReadonlyMap<string, CapacityProviderRecord>,
  name: string,
  include: readonly string[],
): CapacityProvider | undefined {
  if (isFargate(name)) return fargateShape(name);
  const record = records.get(name);
  return record === undefined ? undefined : shape(record, include);
}

/** Gives a cluster its capacity providers; hosts registered before keep to none. */
export function putClusterCapacityProviders(core: EcsCore, input: PutClusterCapacityProvidersRequest): ClusterRecord {
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

function fargateShape(name: string): CapacityProvider {
  return { name, status: 'ACTIVE', tags: [] };
}

function shape({ description, tags }: CapacityProviderRecord, include: readonly string[]): CapacityProvider {
  return { ...description, tags: include.includes('TAGS') ? tagList(tags) : [] };
}
