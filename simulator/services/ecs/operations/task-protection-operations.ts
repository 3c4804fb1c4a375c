import type {
  Failure,
  GetTaskProtectionRequest,
  GetTaskProtectionResponse,
  ProtectedTask,
  UpdateTaskProtectionRequest,
  UpdateTaskProtectionResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import { isProtected } from '../scheduler/protection.ts';
import { shortName } from '../state/identifiers.ts';
import type { ClusterRecord, TaskRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { checkEntries, invalidParameter } from './errors.ts';
import { currentCluster, findTask } from './lookups.ts';
import { Permissions } from './permissions.ts';

/** Minutes of protection without `expiresInMinutes`, and at most. Source: ECS API reference, UpdateTaskProtection. */
const STANDARD_MINUTES = 120;
const MOST_MINUTES = 2880;
const MINUTE = 60_000;

/** Operations on task scale-in protection. */
export function taskProtectionOperations(core: EcsCore): Record<string, Operation> {
  const permissions = new Permissions(core.state);
  const bucket: { bucket: EcsBucket } = { bucket: 'task-protection' };
  return {
    GetTaskProtection: operation<GetTaskProtectionRequest, GetTaskProtectionResponse>({
      ...bucket,
      authorize: ({ cluster, tasks }) => permissions.tasks('GetTaskProtection', cluster, tasks),
      handle: ({ cluster: name, tasks: ids }) => {
        const cluster = currentCluster(core, name);
        checkEntries(ids, 100, 'Tasks');
        const { tasks, failures } = find(core, cluster, ids ?? []);
        return { protectedTasks: tasks.map((task) => shape(task, core.world.clock.now())), failures };
      },
    }),
    UpdateTaskProtection: operation<UpdateTaskProtectionRequest, UpdateTaskProtectionResponse>({
      ...bucket,
      authorize: ({ cluster, tasks }) => permissions.tasks('UpdateTaskProtection', cluster, tasks),
      handle: (input) => update(core, input),
    }),
  };
}

function update(
  core: EcsCore,
  { cluster: name, tasks: ids, protectionEnabled, expiresInMinutes = STANDARD_MINUTES }: UpdateTaskProtectionRequest,
): UpdateTaskProtectionResponse {
  const cluster = currentCluster(core, name);
  checkEntries(ids, 10, 'Tasks');
  if (expiresInMinutes < 1 || expiresInMinutes > MOST_MINUTES) {
    throw invalidParameter(`expiresInMinutes must be between 1 and ${MOST_MINUTES}.`);
  }
  const now = core.world.clock.now();
  const { tasks, failures } = find(core, cluster, ids ?? []);
  for (const task of tasks) {
    task.protection = protectionEnabled === true ? { until: now + expiresInMinutes * MINUTE } : undefined;
    if (task.service !== undefined) core.scheduler.request(task.service);
  }
  return { protectedTasks: tasks.map((task) => shape(task, now)), failures };
}

/** Only tasks of services that are not stopped can be protected. */
function find(
  { state }: EcsCore,
  cluster: ClusterRecord,
  ids: readonly string[],
): { tasks: TaskRecord[]; failures: Failure[] } {
  const tasks: TaskRecord[] = [];
  const failures: Failure[] = [];
  for (const id of ids) {
    const task = findTask(cluster, id);
    if (task === undefined) failures.push({ arn: state.arns.task(cluster.name, shortName(id)), reason: 'MISSING' });
    else if (task.service === undefined || task.lastStatus === 'STOPPED') {
      failures.push({ arn: task.arn, reason: 'TASK_NOT_VALID' });
    } else tasks.push(task);
  }
  return { tasks, failures };
}

function shape(task: TaskRecord, now: number): ProtectedTask {
  const until = task.protection?.until;
  if (!isProtected(task, now)) return { taskArn: task.arn, protectionEnabled: false };
  return {
    taskArn: task.arn,
    protectionEnabled: true,
    ...(until === undefined ? {} : { expirationDate: new Date(until) }),
  };
}
