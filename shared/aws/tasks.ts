import {
  DescribeTasksCommand,
  type ECSClient,
  InvalidParameterException,
  paginateListTasks,
  type Task as SdkTask,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { asFailure, type Failure, RetryableError } from '../domain/errors.ts';
import type { Task } from '../domain/tasks.ts';
import { incomplete, parted, type Shape, toFailure, toRetryable, toTags } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, DescribeTasks: "a list of up to 100 task IDs or full ARN entries". */
const TASKS_PER_CALL = 100;
/** ECS API reference, ListTasks: maxResults "can be between 1 and 100". */
const ITEMS_PER_PAGE = 100;
/** Chunks in flight together: far under the burst of the read bucket (100). */
const CHUNKS_AT_ONCE = 4;
/** ECS API reference, StopTask: "up to 255 characters are allowed in this message". */
const REASON_LENGTH = 255;

/** The two lists that ListTasks keeps. A task that is being stopped moves to the STOPPED one at once. */
export type DesiredStatus = 'RUNNING' | 'STOPPED';

/**
 * Reads the tasks on a container instance, with their tags: those that are to run and those that are being stopped or
 * have stopped not long ago. A host runs nothing when each of them has lastStatus STOPPED.
 *
 * @throws RetryableError when any one of them could not be read, or is to run and yet unknown
 */
export async function tasksOn(
  ecs: ECSClient,
  cluster: string,
  containerInstance: string,
  signal: AbortSignal,
  desiredStatuses: readonly DesiredStatus[] = ['RUNNING', 'STOPPED'],
): Promise<readonly Task[]> {
  // One after the other: a task that is stopped meanwhile is in both lists. Side by side, or the other way round, it
  // may be in neither, and a host whose containers still run would look empty.
  const lists = await mapAtMost(1, desiredStatuses, (desiredStatus) =>
    listTasks(ecs, { cluster, containerInstance, desiredStatus }, signal),
  );
  const toRun = new Set(lists[desiredStatuses.indexOf('RUNNING')]);
  const read = await describeTasks(ecs, cluster, { all: [...new Set(lists.flat())], toRun }, signal);
  return read.map(({ task }) => task);
}

/** Container instances whose tasks are listed side by side: each has one call in flight. */
const HOSTS_AT_ONCE = 8;

/** The tasks of one container instance, or why they could not be read. */
export type TasksRead = readonly Task[] | Failure;

/**
 * The same for several container instances of a cluster, by their ARNs: their tasks are described together, and one by one
 * where that fails, so that what can't be read holds up its own host. Nothing is thrown.
 */
export async function tasksOnEach(
  ecs: ECSClient,
  cluster: string,
  containerInstances: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TasksRead>> {
  const lists = await mapAtMost(HOSTS_AT_ONCE, containerInstances, (containerInstance) =>
    orFailure(async (): Promise<Listed> => {
      // One after the other, as above.
      const running = await listTasks(ecs, { cluster, containerInstance, desiredStatus: 'RUNNING' }, signal);
      const stopped = await listTasks(ecs, { cluster, containerInstance, desiredStatus: 'STOPPED' }, signal);
      return { all: [...new Set([...running, ...stopped])], toRun: new Set(running) };
    }),
  );
  const listed = lists.flatMap((list) => (list instanceof Error ? [] : [list]));
  const together = {
    all: [...new Set(listed.flatMap(({ all }) => all))],
    toRun: new Set(listed.flatMap(({ toRun }) => [...toRun])),
  };
  const described = await orFailure(() => describeTasks(ecs, cluster, together, signal));
  const byArn = described instanceof Error ? undefined : new Map(described.map(({ task }) => [task.taskArn, task]));
  const tasks = await mapAtMost(HOSTS_AT_ONCE, lists, async (list): Promise<TasksRead> => {
    if (list instanceof Error) return list;
    if (byArn) return list.all.flatMap((taskArn) => byArn.get(taskArn) ?? []);
    return orFailure(async () => (await describeTasks(ecs, cluster, list, signal)).map(({ task }) => task));
  });
  return new Map(containerInstances.map((arn, index) => [arn, tasks[index] ?? []]));
}

async function orFailure<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    return asFailure(error);
  }
}

/**
 * The same for all container instances of a cluster, by their ARNs: fewer calls where many of them are asked for. One
 * without tasks is not in the answer.
 *
 * @throws RetryableError when any task of the cluster could not be read, is to run and yet unknown, or runs nobody knows where
 */
export async function tasksInCluster(
  ecs: ECSClient,
  cluster: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Task[]>> {
  // One after the other, as above.
  const running = await listTasks(ecs, { cluster, desiredStatus: 'RUNNING' }, signal);
  const stopped = await listTasks(ecs, { cluster, desiredStatus: 'STOPPED' }, signal);
  const all = [...new Set([...running, ...stopped])];
  const read = await describeTasks(ecs, cluster, { all, toRun: new Set(running) }, signal);
  const homeless = read.find(isSomewhere);
  if (homeless) {
    throw new RetryableError(
      'inconsistent-reads',
      `${homeless.task.taskArn} runs, and its container instance is missing`,
    );
  }
  const byHost = Map.groupBy(read, ({ containerInstanceArn }) => containerInstanceArn ?? '');
  return new Map([...byHost].map(([arn, tasks]) => [arn, tasks.map(({ task }) => task)]));
}

/** Whether a task runs on a host that is not named. That host would look as if it ran nothing. */
function isSomewhere({ task, containerInstanceArn }: TaskOnHost): boolean {
  const isPlaced = task.lastStatus !== 'PROVISIONING' && task.lastStatus !== 'STOPPED';
  return containerInstanceArn === undefined && isPlaced && task.launchType !== 'FARGATE';
}

async function listTasks(
  ecs: ECSClient,
  query: { readonly cluster: string; readonly containerInstance?: string; readonly desiredStatus: DesiredStatus },
  signal: AbortSignal,
): Promise<readonly string[]> {
  return calling('ListTasks', async () => {
    const arns: string[] = [];
    const input = { ...query, maxResults: ITEMS_PER_PAGE };
    for await (const page of paginateListTasks({ client: ecs }, input, { abortSignal: signal })) {
      arns.push(...(page.taskArns ?? []));
    }
    return arns;
  });
}

/** Tasks to describe; those that are to run, ECS must know. */
interface Listed {
  readonly all: readonly string[];
  readonly toRun: ReadonlySet<string>;
}

async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  { all, toRun }: Listed,
  signal: AbortSignal,
): Promise<readonly TaskOnHost[]> {
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunk(TASKS_PER_CALL, all), (tasks) =>
    calling('DescribeTasks', () =>
      ecs.send(new DescribeTasksCommand({ cluster, tasks, include: ['TAGS'] }), { abortSignal: signal }),
    ),
  );
  const { items, failures } = parted(answers.flatMap((answer) => answer.tasks ?? []).map(toTask));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  const answered = new Set([...items.map(({ task }) => task.taskArn), ...failures.map(({ arn }) => arn)]);
  const leftOut = all
    .filter((taskArn) => !answered.has(taskArn))
    .map((arn) => ({ arn, reason: 'LEFT_OUT', detail: '' }));
  // ECS forgets a task about an hour after it stopped; a task it has forgotten runs no more. One that is to run, it can't
  // have forgotten.
  const [failure] = [...failures, ...leftOut].filter(({ arn, reason }) => reason !== 'MISSING' || toRun.has(arn));
  if (failure) throw toRetryable(failure);
  return items;
}

interface TaskOnHost {
  readonly task: Task;
  /** Undefined while it has not been placed, and on Fargate. */
  readonly containerInstanceArn: string | undefined;
}

/** Takes what is needed of a task. A field that is missing is a failure, never a default. */
function toTask(task: SdkTask): Shape<TaskOnHost> {
  const { taskArn, taskDefinitionArn, group, lastStatus, desiredStatus } = task;
  if (!taskArn || !taskDefinitionArn || !lastStatus || !desiredStatus) {
    return incomplete(taskArn, 'taskArn, taskDefinitionArn, lastStatus or desiredStatus is missing');
  }
  const item = {
    taskArn,
    taskDefinitionArn,
    // ECS API reference, StartTask: without one, the group is the family's, which is no service's.
    group: group ?? '',
    lastStatus,
    desiredStatus,
    startedBy: task.startedBy,
    launchType: task.launchType,
    createdAt: task.createdAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
    stoppingAt: task.stoppingAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime(),
    cpu: toNumber(task.cpu),
    memory: toNumber(task.memory),
    tags: toTags(task.tags),
  };
  return { item: { task: item, containerInstanceArn: task.containerInstanceArn } };
}

/** `cpu` and `memory` of a task are texts of whole numbers. */
function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Stops a task, with a reason that its owner will read. A task that has stopped, or is gone, is stopped. */
export async function stopTask(
  ecs: ECSClient,
  cluster: string,
  task: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  await calling('StopTask', async () => {
    const command = new StopTaskCommand({ cluster, task, reason: reason.slice(0, REASON_LENGTH) });
    try {
      await ecs.send(command, { abortSignal: signal });
    } catch (error) {
      // ECS API reference, StopTask: InvalidParameterException, "The referenced task was not found."
      const isGone = error instanceof InvalidParameterException && error.message.includes('task was not found');
      if (!isGone) throw error;
    }
  });
}
