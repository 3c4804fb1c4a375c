import type { Tags } from './cluster.ts';

/** What is read of a task (ECS API reference, Task). Times are in milliseconds since 1970. */
export interface Task {
  readonly taskArn: string;
  readonly taskDefinitionArn: string;
  /** `service:<name>`, or whatever the caller of RunTask chose, `family:<family>` by default. */
  readonly group: string;
  /** Where the task is: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED. */
  readonly lastStatus: string;
  /** Where it is going: RUNNING or STOPPED. */
  readonly desiredStatus: string;
  readonly startedBy: string | undefined;
  readonly launchType: string | undefined;
  readonly createdAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly stoppingAt: number | undefined;
  readonly stoppedAt: number | undefined;
  /** CPU units reserved; undefined when only its containers say. */
  readonly cpu: number | undefined;
  /** MiB reserved; undefined when only its containers say. */
  readonly memory: number | undefined;
  readonly tags: Tags;
}

/** Whom a task belongs to. */
export type TaskOwner =
  | { readonly kind: 'service'; readonly serviceName: string }
  /** Started by RunTask or StartTask; no scheduler moves it elsewhere. */
  | { readonly kind: 'standalone'; readonly family: string };

/** ECS developer guide, "Group related Amazon ECS tasks": the group of a service's task is this and its name. */
export const SERVICE_GROUP_PREFIX = 'service:';

/** Tells whom a task belongs to. */
export function ownerOf({ group, taskDefinitionArn }: Pick<Task, 'group' | 'taskDefinitionArn'>): TaskOwner {
  return group.startsWith(SERVICE_GROUP_PREFIX)
    ? { kind: 'service', serviceName: group.slice(SERVICE_GROUP_PREFIX.length) }
    : { kind: 'standalone', family: familyOf(taskDefinitionArn) };
}

/** The family in the ARN of a task definition, `…:task-definition/<family>:<revision>`. */
function familyOf(taskDefinitionArn: string): string {
  return /:task-definition\/([^:]+)/.exec(taskDefinitionArn)?.[1] ?? taskDefinitionArn;
}
