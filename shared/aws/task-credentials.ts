import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { RetryableError } from '../domain/errors.ts';
import { calling } from './failures.ts';

/** ECS API reference, ListTasks: maxResults "can be between 1 and 100"; one page is described in one call. */
const PER_PAGE = 100;

/** Where a task's containers take their AWS credentials from, as far as the task itself says. */
export interface TaskCredentials {
  readonly taskDefinitionArn: string;
  /** EC2, EXTERNAL, FARGATE; undefined where ECS does not say. */
  readonly launchType: string | undefined;
  /** Whether the task was started with another role than its task definition's. */
  readonly hasRoleOverride: boolean;
}

/** The same, as the task definition says it. */
export interface DefinitionCredentials {
  readonly hasTaskRole: boolean;
  /** bridge, host, awsvpc, none; `default` on Windows, which is a network of its own there. */
  readonly networkMode: string;
}

/** Reads the tasks of a cluster that are to run, a page at a time: two calls each. */
export async function* taskCredentialPages(
  ecs: ECSClient,
  cluster: string,
  abortSignal: AbortSignal,
): AsyncGenerator<readonly TaskCredentials[]> {
  const pages = paginateListTasks({ client: ecs }, { cluster, maxResults: PER_PAGE }, { abortSignal });
  const next = () => calling('ListTasks', () => pages.next());
  for (let page = await next(); !page.done; page = await next()) {
    const tasks = page.value.taskArns ?? [];
    if (tasks.length === 0) continue;
    const command = new DescribeTasksCommand({ cluster, tasks });
    const answer = await calling('DescribeTasks', () => ecs.send(command, { abortSignal }));
    const failure = answer.failures?.find(({ reason }) => reason !== 'MISSING');
    if (failure) throw new RetryableError('unavailable', `${failure.arn}: ${failure.reason}`);
    yield (answer.tasks ?? []).map(toTaskCredentials);
  }
}

function toTaskCredentials({ taskArn, taskDefinitionArn, launchType, overrides }: Task): TaskCredentials {
  if (!taskDefinitionArn) throw new RetryableError('unreadable', `${taskArn}: taskDefinitionArn is missing`);
  return { taskDefinitionArn, launchType, hasRoleOverride: Boolean(overrides?.taskRoleArn) };
}

/** Reads a task definition. One that is deleted for good is a PermanentError. */
export async function describeDefinitionCredentials(
  ecs: ECSClient,
  taskDefinition: string,
  abortSignal: AbortSignal,
): Promise<DefinitionCredentials> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition });
  const answer = await calling('DescribeTaskDefinition', () => ecs.send(command, { abortSignal }));
  const definition = answer.taskDefinition;
  if (!definition) throw new RetryableError('unreadable', `DescribeTaskDefinition says nothing of ${taskDefinition}`);
  // ECS API reference, TaskDefinition: "The default Docker network mode on Linux is bridge".
  return { hasTaskRole: Boolean(definition.taskRoleArn), networkMode: definition.networkMode ?? 'bridge' };
}
