import type {
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import { shortName } from '../state/identifiers.ts';
import type { ClusterRecord, TaskRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { checkEntries, invalidParameter } from './errors.ts';
import { currentCluster, findHost, findTask, requireService } from './lookups.ts';
import { filtered, paginate } from './pagination.ts';
import { Permissions } from './permissions.ts';
import { taskShape } from './task-shapes.ts';

/** Reading operations on tasks. */
export function taskReadOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const read: { bucket: EcsBucket } = { bucket: 'cluster-resource-read' };
  return {
    ListTasks: operation<ListTasksRequest, ListTasksResponse>({
      ...read,
      // Without a container instance ECS checks the action on every resource; the cluster is a condition.
      authorize: ({ cluster, containerInstance }) =>
        containerInstance === undefined
          ? [permissions.inCluster('ListTasks', cluster)]
          : permissions.hosts('ListTasks', cluster, [containerInstance]),
      handle: (input) => {
        const { items, nextToken } = paginate(select(currentCluster(core, input.cluster), input), input);
        return { taskArns: items.map(({ arn }) => arn), nextToken };
      },
    }),
    DescribeTasks: operation<DescribeTasksRequest, DescribeTasksResponse>({
      ...read,
      authorize: ({ cluster, tasks }) => permissions.tasks('DescribeTasks', cluster, tasks),
      handle: ({ cluster: name, tasks: ids = [], include = [] }) => {
        const cluster = currentCluster(core, name);
        checkEntries(ids, 100, 'Tasks');
        const found = ids.map((id) => ({ id, task: findTask(cluster, id) }));
        return {
          tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskShape(task, include, state)])),
          failures: found
            .filter(({ task }) => task === undefined)
            .map(({ id }) => ({ arn: state.arns.task(cluster.name, shortName(id)), reason: 'MISSING' })),
        };
      },
    }),
  };
}

/** The tasks that the request asks for; those with desiredStatus RUNNING unless it says STOPPED. */
function select(cluster: ClusterRecord, input: ListTasksRequest): Iterable<TaskRecord> {
  const { family, startedBy, launchType, desiredStatus = 'RUNNING' } = input;
  if (startedBy !== undefined && (family ?? input.containerInstance ?? input.serviceName) !== undefined) {
    throw invalidParameter('startedBy cannot be combined with other filters.');
  }
  const belongs = belongsTo(cluster, input);
  return filtered(
    candidates(cluster, input),
    (task) =>
      belongs(task) &&
      task.desiredStatus === desiredStatus &&
      (family === undefined || task.taskDefinition.family === family) &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (launchType === undefined || task.launchType === launchType),
  );
}

/** The smallest set at hand that holds every task asked for, in order of creation. */
function candidates(
  cluster: ClusterRecord,
  { containerInstance, serviceName, desiredStatus }: ListTasksRequest,
): Iterable<TaskRecord> {
  const live =
    (containerInstance === undefined ? undefined : findHost(cluster, containerInstance)?.tasks) ??
    (serviceName === undefined ? undefined : requireService(cluster, serviceName).tasks);
  if (live === undefined) return cluster.tasks.values();
  return desiredStatus === 'STOPPED' ? [...live, ...cluster.stoppedTasks].toSorted((a, b) => a.order - b.order) : live;
}

function belongsTo(
  cluster: ClusterRecord,
  { containerInstance, serviceName }: ListTasksRequest,
): (task: TaskRecord) => boolean {
  const host = containerInstance === undefined ? undefined : findHost(cluster, containerInstance);
  if (containerInstance !== undefined && host === undefined) throw invalidParameter('Container instance not found.');
  const service = serviceName === undefined ? undefined : requireService(cluster, serviceName);
  return (task) => (host === undefined || task.host === host) && (service === undefined || task.service === service);
}
