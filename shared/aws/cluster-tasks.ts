import { DescribeTasksCommand, type ECSClient, paginateListTasks, type Task as SdkTask } from '@aws-sdk/client-ecs';
import { mapAsTheyCome, mapAtMost } from '../domain/concurrency.ts';
import type { Task } from '../domain/tasks.ts';
import { type ApiFailure, incomplete, parted, type Shape, toFailure, toRetryable } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, ListTasks: maxResults "can be between 1 and 100"; one page is described in one call. */
const PER_PAGE = 100;
/** Pages described while others are listed. */
const PAGES_AT_ONCE = 4;

/** A task, and where it runs. */
export interface PlacedTask
  extends Pick<Task, 'taskArn' | 'taskDefinitionArn' | 'group' | 'lastStatus' | 'desiredStatus' | 'launchType'> {
  /** Undefined while it has not been placed, and on Fargate. */
  readonly containerInstanceArn: string | undefined;
}

/** What to list. A task that is being stopped moves to the STOPPED list at once. */
export interface TaskQuery {
  readonly cluster: string;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  /** ARN; undefined for the whole cluster. */
  readonly containerInstance?: string;
}

/**
 * Reads the tasks of a cluster, or of one of its container instances, without their tags. One that ECS forgets between
 * listing and describing has stopped, and is not in the answer.
 *
 * @throws RetryableError when any one of them could not be read
 */
export async function describeClusterTasks(
  ecs: ECSClient,
  query: TaskQuery,
  signal: AbortSignal,
): Promise<readonly PlacedTask[]> {
  const answers = await mapAsTheyCome(PAGES_AT_ONCE, pagesOf(ecs, query, signal), (tasks) =>
    describePage(ecs, query.cluster, tasks, signal),
  );
  return allOf(answers);
}

/**
 * The same, where it takes no more pages than that. All are listed before any is described, so that it costs one page more
 * at the most to find out that there are too many.
 *
 * @returns undefined where there are more pages
 * @throws RetryableError when any one of the tasks could not be read
 */
export async function describeFewTasks(
  ecs: ECSClient,
  { mostPages, ...query }: TaskQuery & { readonly mostPages: number },
  signal: AbortSignal,
): Promise<readonly PlacedTask[] | undefined> {
  const pages: string[][] = [];
  for await (const page of pagesOf(ecs, query, signal)) {
    if (pages.length === mostPages) return undefined;
    pages.push(page);
  }
  return allOf(await mapAtMost(PAGES_AT_ONCE, pages, (tasks) => describePage(ecs, query.cluster, tasks, signal)));
}

interface Page {
  readonly items: readonly PlacedTask[];
  readonly failures: readonly ApiFailure[];
}

async function describePage(ecs: ECSClient, cluster: string, tasks: string[], signal: AbortSignal): Promise<Page> {
  const answer = await calling('DescribeTasks', () =>
    ecs.send(new DescribeTasksCommand({ cluster, tasks }), { abortSignal: signal }),
  );
  const { items, failures } = parted((answer.tasks ?? []).map(toPlacedTask));
  failures.push(...(answer.failures ?? []).map(toFailure));
  return { items, failures };
}

function allOf(answers: readonly Page[]): readonly PlacedTask[] {
  const [failure] = answers.flatMap(({ failures }) => failures).filter(({ reason }) => reason !== 'MISSING');
  if (failure) throw toRetryable(failure);
  return answers.flatMap(({ items }) => items);
}

async function* pagesOf(ecs: ECSClient, query: TaskQuery, abortSignal: AbortSignal): AsyncGenerator<string[]> {
  const pages = paginateListTasks({ client: ecs }, { ...query, maxResults: PER_PAGE }, { abortSignal });
  const next = () => calling('ListTasks', () => pages.next());
  for (let page = await next(); !page.done; page = await next()) {
    const arns = page.value.taskArns ?? [];
    if (arns.length > 0) yield arns;
  }
}

/** Takes what is needed, and no more: there may be tens of thousands. */
function toPlacedTask(task: SdkTask): Shape<PlacedTask> {
  const { taskArn, taskDefinitionArn, group = '', lastStatus, desiredStatus, launchType, containerInstanceArn } = task;
  if (!taskArn || !taskDefinitionArn || !lastStatus || !desiredStatus) {
    return incomplete(taskArn, 'taskArn, taskDefinitionArn, lastStatus or desiredStatus is missing');
  }
  return { item: { taskArn, taskDefinitionArn, group, lastStatus, desiredStatus, launchType, containerInstanceArn } };
}
