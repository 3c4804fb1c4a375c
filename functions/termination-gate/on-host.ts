import type { Remark } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { GateAction } from './actions.ts';
import type { DrainTerms } from './drain-terms.ts';
import { isManagedDraining } from './hooks.ts';
import type { Deciding, HostLook, HostView, Wait } from './snapshot.ts';
import { decideStandalone } from './standalone.ts';
import { type HostTask, standaloneTasksLeft, tasksLeft } from './tasks-left.ts';

type Found = Extract<HostView, { kind: 'found' }>;

/** What is done to a host while it is held. */
export interface OnHost {
  readonly drain: readonly GateAction[];
  readonly stop: readonly GateAction[];
  readonly warnings: readonly Remark[];
}

const NOTHING: OnHost = { drain: [], stop: [], warnings: [] };

/** Drains a host that still takes tasks, and stops tasks that are to be stopped. Where ECS drains it, that is ECS's. */
export function doToHost(wait: Wait, look: HostLook, terms: DrainTerms | undefined, deciding: Deciding): OnHost {
  const { host, member, ec2InstanceId } = look;
  // Whether ECS drains the host, and whether it is terminating at all, must be known first.
  if (host.kind !== 'found' || wait.group.kind !== 'read' || member.kind === 'unreadable') return NOTHING;
  if (isManagedDraining(wait.group.hooks)) return NOTHING;
  if (host.status === 'ACTIVE') return { ...NOTHING, drain: [drainAction(wait, ec2InstanceId, host)] };
  if (host.tasks.kind !== 'read') return NOTHING;
  const { clusterArn } = host;
  const stop = (tasks: readonly HostTask[], reason: Reason, because: string) =>
    tasks.map(({ taskArn }): GateAction => {
      const stoppedReason = `The host ${ec2InstanceId} is to be terminated; ${because}`;
      return { kind: 'stop-task', reason, ec2InstanceId, clusterArn, taskArn, stoppedReason };
    });
  if (terms?.stopsTasksAt !== undefined && deciding.due >= terms.stopsTasksAt) {
    const reason = terms.reason === 'spot-interrupted' ? terms.reason : 'deadline-near';
    return { ...NOTHING, stop: stop(toStop(tasksLeft(host.tasks.tasks)), reason, 'its time to drain is nearly over') };
  }
  const { tasks, warnings } = standaloneToStop(wait.group.group.tags, host.tasks, ec2InstanceId, deciding);
  return {
    drain: [],
    stop: stop(tasks, 'standalone-task', 'no scheduler moves a standalone task elsewhere'),
    warnings,
  };
}

/** Those that are not being stopped already. */
function toStop(tasks: readonly HostTask[]): readonly HostTask[] {
  return tasks.filter(({ desiredStatus }) => desiredStatus !== 'STOPPED');
}

function drainAction({ notice }: Wait, ec2InstanceId: string, { clusterArn, containerInstanceArn }: Found): GateAction {
  const hosts = { ec2InstanceIds: [ec2InstanceId], clusterArn, containerInstanceArns: [containerInstanceArn] };
  return notice?.destination === 'WarmPool'
    ? { kind: 'drain-hosts-into-pool', reason: 'host-returns-to-pool', ...hosts }
    : { kind: 'drain-hosts', reason: 'host-terminating', ...hosts };
}

function standaloneToStop(
  groupTags: Parameters<typeof decideStandalone>[1],
  { tasks, clusterTags }: Extract<Found['tasks'], { kind: 'read' }>,
  ec2InstanceId: string,
  { settings }: Deciding,
): { readonly tasks: readonly HostTask[]; readonly warnings: readonly Remark[] } {
  const standalone = toStop(standaloneTasksLeft(tasks));
  const decided = Map.groupBy(standalone, ({ tags }) =>
    decideStandalone(tags, groupTags, clusterTags, settings.standalone),
  );
  const subject = ec2InstanceId;
  const warnings: Remark[] = [
    ...(decided.has('invalid') ? [{ subject, reason: 'invalid-standalone-on-termination' } as const] : []),
    ...(decided.has('unreadable') ? [{ subject, reason: 'unreadable', detail: 'tags of the cluster' } as const] : []),
  ];
  return { tasks: decided.get('stop') ?? [], warnings };
}
