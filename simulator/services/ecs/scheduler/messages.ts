import type { TaskRecord } from '../state/records.ts';
import type { NearMiss, Obstacle } from './placement.ts';

/** Texts of service events. Source: ECS developer guide, Service event messages. */

const TROUBLESHOOTING = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

const CAUSES: Readonly<Record<Obstacle, string>> = {
  AGENT: 'encountered error "AGENT".',
  MEMBER_OF: 'encountered error "MemberOf placement constraint unsatisfied.".',
  DISTINCT_INSTANCE: 'encountered error "DistinctInstance placement constraint unsatisfied.".',
  CPU: 'has insufficient CPU units available.',
  MEMORY: 'has insufficient memory available.',
  PORTS: 'is already using a port required by your task.',
  GPU: 'has insufficient GPU resource available.',
};

/** The service could not place a task. */
export function unableToPlace(nearMiss: NearMiss | undefined): string {
  const cause =
    nearMiss === undefined
      ? 'Reason: No Container Instances were found in your cluster.'
      : `The closest matching (container-instance ${nearMiss.host.id}) ${CAUSES[nearMiss.obstacle]}`;
  return `was unable to place a task because no container instance met all of its requirements. ${cause} ${TROUBLESHOOTING}`;
}

const REASONS: Readonly<Record<Obstacle, string>> = {
  AGENT: 'AGENT',
  MEMBER_OF: 'MemberOf placement constraint unsatisfied.',
  DISTINCT_INSTANCE: 'DistinctInstance placement constraint unsatisfied.',
  CPU: 'RESOURCE:CPU',
  MEMORY: 'RESOURCE:MEMORY',
  PORTS: 'RESOURCE:PORTS',
  GPU: 'RESOURCE:GPU',
};

/** The reason of a placement failure, in `failures[]` and in `SERVICE_TASK_PLACEMENT_FAILURE`. */
export function failureReason(obstacle: Obstacle | undefined): string {
  return obstacle === undefined ? 'No Container Instances were found in your cluster.' : REASONS[obstacle];
}

/** minimumHealthyPercent and maximumPercent leave no room to stop or start anything. */
export const STUCK_BY_DEPLOYMENT_CONFIGURATION =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
  'Update the minimumHealthyPercent or maximumPercent value and try again.';

export const STEADY = 'has reached a steady state.';

/** `has started 2 tasks: (task a) (task b).` */
export function started(tasks: readonly TaskRecord[]): string {
  return `has started ${tasks.length} tasks: ${list(tasks)}.`;
}

/** `has stopped 1 running tasks: (task a).` */
export function stopped(tasks: readonly TaskRecord[]): string {
  return `has stopped ${tasks.length} running tasks: ${list(tasks)}.`;
}

function list(tasks: readonly TaskRecord[]): string {
  return tasks.map(({ id }) => `(task ${id})`).join(' ');
}
