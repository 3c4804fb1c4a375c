import type {
  Attribute,
  DeleteAttributesRequest,
  DeleteAttributesResponse,
  ListAttributesRequest,
  ListAttributesResponse,
  PutAttributesRequest,
  PutAttributesResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { EcsCore } from '../core.ts';
import type { ClusterRecord, HostRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { checkEntries, invalidParameter } from './errors.ts';
import { findHost, requireCluster } from './lookups.ts';
import { paginate } from './pagination.ts';
import { Permissions } from './permissions.ts';

/** Most attributes in one call. Source: ECS API reference, PutAttributes. */
const ATTRIBUTES_PER_CALL = 10;
/** Most custom attributes of one resource. Source: ECS API reference, PutAttributes. */
const CUSTOM_PER_HOST = 10;
/** Attributes of one host are far fewer: the place of an attribute within a list of all hosts. */
const PLACES_PER_HOST = 1_000;

/** Operations on attributes of container instances. They put no event on the bus. */
export function attributeOperations(core: EcsCore): Record<string, Operation> {
  const permissions = new Permissions(core.state);
  const write: { bucket: EcsBucket } = { bucket: 'cluster-resource-write' };
  const targets = (attributes: readonly Attribute[] | undefined): string[] => [
    ...new Set((attributes ?? []).map(({ targetId = '' }) => targetId)),
  ];
  return {
    PutAttributes: operation<PutAttributesRequest, PutAttributesResponse>({
      ...write,
      authorize: ({ cluster, attributes }) => permissions.hosts('PutAttributes', cluster, targets(attributes)),
      handle: ({ cluster, attributes }) => {
        checkRoom(requireCluster(core.state, cluster), attributes ?? []);
        return { attributes: change(core, cluster, attributes, put) };
      },
    }),
    DeleteAttributes: operation<DeleteAttributesRequest, DeleteAttributesResponse>({
      ...write,
      authorize: ({ cluster, attributes }) => permissions.hosts('DeleteAttributes', cluster, targets(attributes)),
      handle: ({ cluster, attributes }) => ({
        attributes: change(core, cluster, attributes, (host, { name = '' }) => host.attributes.delete(name)),
      }),
    }),
    ListAttributes: operation<ListAttributesRequest, ListAttributesResponse>({
      bucket: 'cluster-resource-read',
      authorize: ({ cluster }) => [permissions.cluster('ListAttributes', cluster)],
      handle: (input) => {
        if (input.targetType !== 'container-instance') throw invalidParameter('Invalid target type.');
        const { items, nextToken } = paginate(select(requireCluster(core.state, input.cluster), input), input);
        return { attributes: items.map(({ attribute }) => attribute), nextToken };
      },
    }),
  };
}

function put(host: HostRecord, { name = '', value }: Attribute): void {
  host.attributes.set(name, value);
}

/** @throws ServiceError AttributeLimitExceededException */
function checkRoom(cluster: ClusterRecord, attributes: readonly Attribute[]): void {
  for (const [host, added] of Map.groupBy(attributes, ({ targetId = '' }) => findHost(cluster, targetId))) {
    const names = new Set([...(host?.attributes.keys() ?? []), ...added.map(({ name = '' }) => name)]);
    if ([...names].filter(isCustom).length <= CUSTOM_PER_HOST) continue;
    throw new ServiceError(
      'AttributeLimitExceededException',
      `You can apply up to ${CUSTOM_PER_HOST} custom attributes for each resource.`,
    );
  }
}

/** True unless the agent or ECS sets the attribute. */
function isCustom(name: string): boolean {
  return !name.startsWith('ecs.') && !name.startsWith('com.amazonaws.ecs.');
}

/** Checks every target first, so that a call changes all or nothing. */
function change(
  core: EcsCore,
  clusterName: string | undefined,
  attributes: readonly Attribute[] | undefined,
  apply: (host: HostRecord, attribute: Attribute) => void,
): Attribute[] {
  const cluster = requireCluster(core.state, clusterName);
  checkEntries(attributes, ATTRIBUTES_PER_CALL, 'Attributes');
  const changes = (attributes ?? []).map((attribute) => ({ attribute, host: target(cluster, attribute) }));
  for (const { attribute, host } of changes) {
    apply(host, attribute);
    host.attributesRevision += 1;
  }
  for (const host of new Set(changes.map((each) => each.host))) core.scheduler.hostChanged(host);
  return [...(attributes ?? [])];
}

/**
 * Letters, digits, hyphens, underscores, periods, at signs, slashes, colons and spaces, but none at the ends.
 * Source: ECS API reference, Attribute.
 */
const ATTRIBUTE_VALUE = /^(?! )[\w.@/\\: -]{1,128}(?<! )$/;

/** The container instance that an attribute is set on. @throws ServiceError TargetNotFoundException */
function target(cluster: ClusterRecord, { targetId = '', name = '', value = 'x' }: Attribute): HostRecord {
  const host = findHost(cluster, targetId);
  if (host === undefined || host.status === 'INACTIVE') {
    throw new ServiceError('TargetNotFoundException', `The specified target was not found: ${targetId}.`);
  }
  if (!/^[\w./\\-]{1,128}$/.test(name)) throw invalidParameter('Invalid attribute name.');
  if (!ATTRIBUTE_VALUE.test(value)) throw invalidParameter('Invalid attribute value.');
  return host;
}

function* select(
  cluster: ClusterRecord,
  { attributeName, attributeValue }: ListAttributesRequest,
): Generator<{ readonly order: number; readonly attribute: Attribute }> {
  for (const host of cluster.hosts.values()) {
    let place = 0;
    for (const [name, value] of host.attributes) {
      place += 1;
      if (attributeName !== undefined && attributeName !== name) continue;
      if (attributeValue !== undefined && attributeValue !== value) continue;
      const attribute = { name, ...(value === undefined ? {} : { value }), targetId: host.arn };
      yield { order: host.order * PLACES_PER_HOST + place, attribute };
    }
  }
}
