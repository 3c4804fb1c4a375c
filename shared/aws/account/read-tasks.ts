import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  GetTaskProtectionCommand,
  type ProtectedTask,
  paginateListTasks,
  type Service,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../../domain/concurrency.ts';
import { calling } from '../failures.ts';
import { everyPage, optional, type ReadingListener, tellFailures } from './reading.ts';

/** ECS API reference: DescribeTasks and GetTaskProtection take 100. */
const TASKS_PER_CALL = 100;
/** Calls side by side; the pace holds them to the account's rates. */
const AT_ONCE = 4;
/** A task that is being stopped is among the stopped ones at once, while its containers still run. */
const LISTS: readonly DesiredStatus[] = ['RUNNING', 'STOPPED'];

/** Tasks of a cluster whose containers may still run. */
export async function readTasks(ecs: ECSClient, cluster: string, listener: ReadingListener): Promise<Task[]> {
  const lists = await mapAtMost(LISTS.length, LISTS, (desiredStatus) =>
    calling('ListTasks', () =>
      everyPage(paginateListTasks({ client: ecs }, { cluster, desiredStatus }), (page) => page.taskArns),
    ),
  );
  let read = 0;
  const arns = [...new Set(lists.flat())];
  const answers = await mapAtMost(AT_ONCE, chunk(TASKS_PER_CALL, arns), async (tasks) => {
    const answer = await calling('DescribeTasks', () =>
      ecs.send(new DescribeTasksCommand({ cluster, tasks, include: ['TAGS'] })),
    );
    tellFailures('DescribeTasks', answer.failures, listener);
    const running = (answer.tasks ?? []).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
    read += running.length;
    listener.read(`tasks of ${cluster}`, read);
    return running;
  });
  return answers.flat();
}

/** Tasks of services that are protected from scale-in; ECS has no protection for others. */
export async function readProtections(
  ecs: ECSClient,
  cluster: string,
  tasks: readonly Task[],
  listener: ReadingListener,
): Promise<ProtectedTask[]> {
  const arns = tasks
    .filter(({ group, desiredStatus }) => group?.startsWith('service:') && desiredStatus === 'RUNNING')
    .flatMap(({ taskArn }) => taskArn ?? []);
  const answers = await mapAtMost(AT_ONCE, chunk(TASKS_PER_CALL, arns), (some) =>
    calling('GetTaskProtection', () => ecs.send(new GetTaskProtectionCommand({ cluster, tasks: some }))),
  );
  // Fargate's tasks, and those that end meanwhile, cannot be protected.
  for (const { failures = [] } of answers)
    tellFailures(
      'GetTaskProtection',
      failures.filter(({ reason }) => reason !== 'TASK_NOT_VALID'),
      listener,
    );
  return answers.flatMap(({ protectedTasks = [] }) => protectedTasks).filter((each) => each.protectionEnabled);
}

/** The task definitions that tasks and services name. */
export async function readTaskDefinitions(
  ecs: ECSClient,
  tasks: readonly Task[],
  services: readonly Service[],
  listener: ReadingListener,
): Promise<TaskDefinition[]> {
  const named = [
    ...tasks.map(({ taskDefinitionArn }) => taskDefinitionArn),
    ...services.flatMap(({ taskDefinition, deployments = [] }) => [
      taskDefinition,
      ...deployments.map((deployment) => deployment.taskDefinition),
    ]),
  ];
  const arns = [...new Set(named)].filter((arn) => arn !== undefined);
  let read = 0;
  const definitions = await mapAtMost(AT_ONCE, arns, async (taskDefinition) => {
    const instead = { value: undefined, said: `${taskDefinition} is taken from its tasks' sizes` };
    const answer = await optional(instead, listener, () =>
      calling('DescribeTaskDefinition', () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))),
    );
    read += 1;
    listener.read('task definitions', read);
    return answer?.taskDefinition;
  });
  return definitions.filter((definition) => definition !== undefined);
}
