import type { Host } from '../../shared/domain/hosts.ts';
import type { Task } from '../../shared/domain/tasks.ts';
import { HERE } from './clusters.ts';

const PREFIX = `arn:aws:ecs:${HERE.region}:${HERE.accountId}`;

/** The id of the EC2 instance with this number. */
export const instanceId = (number = 1): string => `i-${number.toString(16).padStart(17, '0')}`;

/** ARN of the container instance on that EC2 instance. */
export const hostArn = (number = 1, cluster = 'default'): string =>
  `${PREFIX}:container-instance/${cluster}/${number.toString(16).padStart(32, '0')}`;

/** ARN of a task by its number. */
export const taskArn = (number = 1, cluster = 'default'): string =>
  `${PREFIX}:task/${cluster}/${number.toString(16).padStart(32, '0')}`;

/** An ACTIVE host without tasks, unless told otherwise. */
export function aHost(overrides: Partial<Host> & { readonly number?: number; readonly cluster?: string } = {}): Host {
  const { number = 1, cluster = 'default', ...rest } = overrides;
  return {
    containerInstanceArn: hostArn(number, cluster),
    ec2InstanceId: instanceId(number),
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: 0,
    pendingTasksCount: 0,
    held: undefined,
    registeredAt: undefined,
    capacityProviderName: undefined,
    attributes: {},
    ...rest,
  };
}

/** A running task of the service `web`, unless told otherwise. */
export function aTask(overrides: Partial<Task> = {}): Task {
  return {
    taskArn: taskArn(),
    taskDefinitionArn: `${PREFIX}:task-definition/web:3`,
    group: 'service:web',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    startedBy: undefined,
    launchType: 'EC2',
    createdAt: undefined,
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    cpu: undefined,
    memory: undefined,
    tags: {},
    ...overrides,
  };
}
