import type { Failure, RunTaskRequest, StartTaskRequest } from '@aws-sdk/client-ecs';
import type { EcsCore } from '../core.ts';
import { chooseProvider, isFargate } from '../scheduler/capacity-choice.ts';
import { failureReason } from '../scheduler/messages.ts';
import { obstacleOn, Placement } from '../scheduler/placement.ts';
import type { ClusterRecord, HostRecord, TaskDefinitionRecord, TaskRecord } from '../state/records.ts';
import { invalidParameter } from './errors.ts';
import { findHost, requireCluster, requireTaskDefinition } from './lookups.ts';
import { memberOfExpressions } from './service-settings.ts';
import { tagMap } from './tag-lists.ts';

/** What RunTask and StartTask come to. */
export interface StartedTasks {
  readonly tasks: readonly TaskRecord[];
  readonly failures: readonly Failure[];
}

/** Most tasks that one RunTask call starts, and most container instances of one StartTask call. */
const TASKS_PER_CALL = 10;

/** Places standalone tasks. A task that finds no place is a failure with the reason `RESOURCE:…`, not an error. */
export function runTask(core: EcsCore, input: RunTaskRequest): StartedTasks {
  const cluster = requireCluster(core.state, input.cluster);
  const taskDefinition = requireTaskDefinition(core.state, input.taskDefinition);
  const count = input.count ?? 1;
  if (count < 1 || count > TASKS_PER_CALL) throw invalidParameter(`count must be between 1 and ${TASKS_PER_CALL}.`);
  const provider = providerOf(cluster, input);
  const onFargate = provider === undefined ? input.launchType === 'FARGATE' : isFargate(provider);
  const start = (host: HostRecord | undefined): TaskRecord =>
    launch(core, { cluster, taskDefinition, input, host, provider });
  if (onFargate) return { tasks: Array.from({ length: count }, () => start(undefined)), failures: [] };

  const placement = placementFor(core, cluster, taskDefinition, input, provider);
  const tasks: TaskRecord[] = [];
  for (let host = placement.next(); host !== undefined; host = placement.next()) {
    tasks.push(start(host));
    if (tasks.length === count) return { tasks, failures: [] };
  }
  const { nearMiss } = placement;
  const reason = failureReason(nearMiss?.obstacle);
  const failure = nearMiss === undefined ? { reason } : { arn: nearMiss.host.arn, reason };
  return { tasks, failures: Array.from({ length: count - tasks.length }, () => failure) };
}

/** Starts a task on each of the container instances named, past strategies and constraints. */
export function startTask(core: EcsCore, input: StartTaskRequest): StartedTasks {
  const cluster = requireCluster(core.state, input.cluster);
  const taskDefinition = requireTaskDefinition(core.state, input.taskDefinition);
  const ids = input.containerInstances ?? [];
  if (ids.length < 1 || ids.length > TASKS_PER_CALL) {
    throw invalidParameter(`Container Instances must have between 1 and ${TASKS_PER_CALL} items.`);
  }
  const tasks: TaskRecord[] = [];
  const failures: Failure[] = [];
  for (const id of ids) {
    const host = findHost(cluster, id);
    const reason = host === undefined ? 'MISSING' : refusal(host, taskDefinition);
    if (reason !== undefined) failures.push({ arn: host?.arn ?? id, reason });
    else tasks.push(launch(core, { cluster, taskDefinition, input, host, provider: host?.capacityProviderName }));
  }
  return { tasks, failures };
}

function refusal(host: HostRecord, { demand }: TaskDefinitionRecord): string | undefined {
  if (host.status !== 'ACTIVE') return host.status;
  const obstacle = obstacleOn(host, { demand, memberOf: [], isTaken: () => false });
  return obstacle === undefined ? undefined : failureReason(obstacle);
}

function providerOf(
  cluster: ClusterRecord,
  { launchType, capacityProviderStrategy }: RunTaskRequest,
): string | undefined {
  if (launchType !== undefined) return undefined;
  return chooseProvider(capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy, new Map());
}

function groupOf(taskDefinition: TaskDefinitionRecord, group: string | undefined): string {
  return group ?? `family:${taskDefinition.family}`;
}

function placementFor(
  core: EcsCore,
  cluster: ClusterRecord,
  taskDefinition: TaskDefinitionRecord,
  { group: given, placementConstraints, placementStrategy }: RunTaskRequest,
  capacityProvider: string | undefined,
): Placement {
  const group = groupOf(taskDefinition, given);
  const distinct = (placementConstraints ?? []).some(({ type }) => type === 'distinctInstance');
  const request = {
    cluster,
    group,
    demand: taskDefinition.demand,
    memberOf: [...memberOfExpressions(placementConstraints), ...taskDefinition.memberOf],
    isTaken: ({ groups }: HostRecord) => distinct && groups.has(group),
    capacityProvider,
    strategy: placementStrategy ?? [],
  };
  return new Placement(request, core.world.random.stream('ecs.placement').integer(0, 2 ** 31));
}

function launch(
  core: EcsCore,
  {
    cluster,
    taskDefinition,
    input: { group, startedBy, tags, propagateTags },
    host,
    provider,
  }: {
    readonly cluster: ClusterRecord;
    readonly taskDefinition: TaskDefinitionRecord;
    readonly input: Pick<RunTaskRequest, 'group' | 'startedBy' | 'tags' | 'propagateTags'>;
    readonly host: HostRecord | undefined;
    readonly provider: string | undefined;
  },
): TaskRecord {
  const inherited = propagateTags === 'TASK_DEFINITION' ? taskDefinition.tags : [];
  return core.tasks.start({
    cluster,
    taskDefinition,
    host,
    availabilityZone: host?.availabilityZone ?? `${core.world.account.region}a`,
    group: groupOf(taskDefinition, group),
    startedBy,
    capacityProviderName: provider,
    tags: [...inherited, ...tagMap(tags)],
  });
}
