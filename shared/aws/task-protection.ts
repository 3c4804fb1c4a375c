import { type ECSClient, GetTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { calling } from './failures.ts';

/** ECS API reference, GetTaskProtection: "a list of up to 100 task IDs or full ARN entries". */
const TASKS_PER_CALL = 100;
/** Calls in flight together: far under the burst of the bucket (200). */
const CALLS_AT_ONCE = 4;

/** Until when a task is protected from scale-in, in milliseconds since 1970, by task ARN. */
export type Protections = ReadonlyMap<string, number>;

/** Reads which tasks of one cluster are protected from scale-in. Standalone and stopped tasks never are. */
export async function taskProtections(
  ecs: ECSClient,
  cluster: string,
  taskArns: readonly string[],
  signal: AbortSignal,
): Promise<Protections> {
  const answers = await mapAtMost(CALLS_AT_ONCE, chunk(TASKS_PER_CALL, taskArns), (tasks) =>
    calling('GetTaskProtection', () =>
      ecs.send(new GetTaskProtectionCommand({ cluster, tasks }), { abortSignal: signal }),
    ),
  );
  const tasks = answers.flatMap((answer) => answer.protectedTasks ?? []);
  return new Map(
    tasks.flatMap(({ taskArn, protectionEnabled, expirationDate }) =>
      taskArn && protectionEnabled ? [[taskArn, expirationDate?.getTime() ?? Number.POSITIVE_INFINITY] as const] : [],
    ),
  );
}
