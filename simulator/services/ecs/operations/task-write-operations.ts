import type {
  RunTaskRequest,
  RunTaskResponse,
  StartTaskRequest,
  StartTaskResponse,
  StopTaskRequest,
  StopTaskResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import type { TaskRecord } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { invalidParameter } from './errors.ts';
import { currentCluster, findTask } from './lookups.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { runTask, type StartedTasks, startTask } from './run-task.ts';
import { taskShape } from './task-shapes.ts';

/** Operations that start and stop tasks. */
export function taskWriteOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const write: { bucket: EcsBucket } = { bucket: 'cluster-resource-write' };
  const answer = ({ tasks, failures }: StartedTasks): Pick<RunTaskResponse, 'tasks' | 'failures'> => ({
    tasks: tasks.map((task) => taskShape(task, ['TAGS'], state)),
    failures: [...failures],
  });
  return {
    RunTask: operation<RunTaskRequest, RunTaskResponse>({
      ...write,
      authorize: ({ taskDefinition, cluster, tags }) => {
        const authorization = permissions.taskDefinition('RunTask', taskDefinition, cluster);
        return [{ ...authorization, conditions: { ...authorization.conditions, ...requestTagConditions(tags) } }];
      },
      handle: (input) => answer(runTask(core, input)),
    }),
    StartTask: operation<StartTaskRequest, StartTaskResponse>({
      ...write,
      authorize: ({ taskDefinition, cluster }) => [permissions.taskDefinition('StartTask', taskDefinition, cluster)],
      handle: (input) => answer(startTask(core, input)),
    }),
    StopTask: operation<StopTaskRequest, StopTaskResponse>({
      ...write,
      authorize: ({ cluster, task }) => permissions.tasks('StopTask', cluster, [task ?? '']),
      handle: (input) => ({ task: taskShape(stopTask(core, input), [], state) }),
    }),
  };
}

/** Asks a task to stop; protection does not count here. One that is stopping already is left alone. */
function stopTask(core: EcsCore, { cluster, task: id = '', reason }: StopTaskRequest): TaskRecord {
  const task = findTask(currentCluster(core, cluster), id);
  if (task === undefined) throw invalidParameter('The referenced task was not found.');
  core.tasks.stop(task, { stoppedReason: reason ?? 'Task stopped by user', stopCode: 'UserInitiated' });
  return task;
}
