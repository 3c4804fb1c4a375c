import type {
  DeregisterContainerInstanceRequest,
  DeregisterContainerInstanceResponse,
  DescribeContainerInstancesRequest,
  DescribeContainerInstancesResponse,
  Failure,
  ListContainerInstancesRequest,
  ListContainerInstancesResponse,
  UpdateContainerInstancesStateRequest,
  UpdateContainerInstancesStateResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import { matches } from '../query/evaluate.ts';
import { parseClusterExpression } from '../query/parse.ts';
import { shortName } from '../state/identifiers.ts';
import type { ClusterRecord, HostRecord, HostStatus } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { hostShape } from './cluster-shapes.ts';
import { checkEntries, invalidParameter } from './errors.ts';
import { currentCluster, findHost, requireCluster } from './lookups.ts';
import { filtered, paginate } from './pagination.ts';
import { Permissions } from './permissions.ts';

/** Most container instances in one UpdateContainerInstancesState call. */
const UPDATED_PER_CALL = 10;

/** Operations on container instances. */
export function hostOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const read: { bucket: EcsBucket } = { bucket: 'cluster-resource-read' };
  const write: { bucket: EcsBucket } = { bucket: 'cluster-resource-write' };
  return {
    ListContainerInstances: operation<ListContainerInstancesRequest, ListContainerInstancesResponse>({
      ...read,
      authorize: ({ cluster }) => [permissions.cluster('ListContainerInstances', cluster)],
      handle: (input) => {
        const { items, nextToken } = paginate(select(requireCluster(state, input.cluster), input), input);
        return { containerInstanceArns: items.map(({ arn }) => arn), nextToken };
      },
    }),
    DescribeContainerInstances: operation<DescribeContainerInstancesRequest, DescribeContainerInstancesResponse>({
      ...read,
      authorize: ({ cluster, containerInstances }) =>
        permissions.hosts('DescribeContainerInstances', cluster, containerInstances),
      handle: ({ cluster: name, containerInstances: ids = [], include = [] }) => {
        const cluster = currentCluster(core, name);
        checkEntries(ids, 100, 'Container instances');
        const { found, failures } = find(core, cluster, ids);
        return { containerInstances: found.map((host) => hostShape(host, include)), failures };
      },
    }),
    UpdateContainerInstancesState: operation<
      UpdateContainerInstancesStateRequest,
      UpdateContainerInstancesStateResponse
    >({
      ...write,
      authorize: ({ cluster, containerInstances }) =>
        permissions.hosts('UpdateContainerInstancesState', cluster, containerInstances),
      handle: (input) => updateState(core, input),
    }),
    DeregisterContainerInstance: operation<DeregisterContainerInstanceRequest, DeregisterContainerInstanceResponse>({
      ...write,
      authorize: ({ cluster }) => [permissions.cluster('DeregisterContainerInstance', cluster)],
      handle: ({ cluster, containerInstance = '', force = false }) => {
        const host = findHost(requireCluster(state, cluster), containerInstance);
        if (host === undefined || host.status === 'INACTIVE') {
          throw invalidParameter('Container instance not found.');
        }
        if (!force && host.tasks.size > 0) throw invalidParameter('Found running tasks on the instance.');
        core.hosts.deregister(host);
        return { containerInstance: hostShape(host, []) };
      },
    }),
  };
}

const STATUSES: readonly string[] = ['ACTIVE', 'DRAINING', 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED'];

/** The container instances that the request asks for; every status but INACTIVE unless one is given. */
function select(cluster: ClusterRecord, { status, filter }: ListContainerInstancesRequest): Iterable<HostRecord> {
  if (status !== undefined && !STATUSES.includes(status)) throw invalidParameter(`Invalid status: ${status}.`);
  const expression = filter === undefined ? undefined : parseClusterExpression(filter);
  return filtered(
    cluster.hosts.values(),
    (host) =>
      (status === undefined || host.status === status) && (expression === undefined || matches(expression.tree, host)),
  );
}

function find(
  { state }: EcsCore,
  cluster: ClusterRecord,
  ids: readonly string[],
): { found: HostRecord[]; failures: Failure[] } {
  const found: HostRecord[] = [];
  const failures: Failure[] = [];
  for (const id of ids) {
    const host = findHost(cluster, id);
    if (host === undefined)
      failures.push(failure(state.arns.containerInstance(cluster.name, shortName(id)), 'MISSING'));
    else found.push(host);
  }
  return { found, failures };
}

function failure(arn: string, reason: string): Failure {
  return { arn, reason };
}

/** Sets ACTIVE hosts to DRAINING or back; each host that is in another status is a failure of its own. */
function updateState(
  core: EcsCore,
  { cluster: name, containerInstances, status }: UpdateContainerInstancesStateRequest,
): UpdateContainerInstancesStateResponse {
  const cluster = currentCluster(core, name);
  checkEntries(containerInstances, UPDATED_PER_CALL, 'Container instances');
  if (status !== 'ACTIVE' && status !== 'DRAINING') {
    throw invalidParameter('The container instance state must be ACTIVE or DRAINING.');
  }
  const { found, failures } = find(core, cluster, containerInstances ?? []);
  const updatable: readonly HostStatus[] = ['ACTIVE', 'DRAINING'];
  const updated = found.filter((host) => updatable.includes(host.status));
  const refused = found.filter((host) => !updatable.includes(host.status));
  for (const host of updated) core.hosts.setStatus(host, status);
  return {
    containerInstances: updated.map((host) => hostShape(host, [])),
    failures: [...failures, ...refused.map((host) => failure(host.arn, host.status))],
  };
}
