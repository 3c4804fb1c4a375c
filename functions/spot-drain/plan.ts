import type { DrainHosts, StopTask } from '../../shared/domain/actions.ts';
import { chunk } from '../../shared/domain/concurrency.ts';
import type { Plan, Remark } from '../../shared/domain/plan.ts';
import type { Cause } from './event.ts';
import type { FoundHost, HostsDrained, HostsFound, HostView, Notice, Snapshot, StandaloneTask } from './snapshot.ts';
import { decideStandalone, type StandalonePolicy } from './standalone-policy.ts';

type SpotDrainPlan = Plan<DrainHosts | StopTask>;

/** Hosts in one action: as many as ECS takes in one call. */
const HOSTS_PER_ACTION = 10;

/** What the owner of a stopped task reads. */
const STOPPED_BECAUSE: Readonly<Record<Cause, string>> = {
  'spot-interrupted': 'Spot interruption',
  'rebalance-recommended': 'rebalance recommendation',
};

/** Decides which hosts to drain and, once they are DRAINING, which of their standalone tasks to stop. */
export function plan(snapshot: Snapshot, policy: StandalonePolicy): SpotDrainPlan {
  switch (snapshot.kind) {
    case 'hosts-found':
      return planDrains(snapshot);
    case 'hosts-drained':
      return planStops(snapshot, policy);
  }
}

function planDrains({ hosts, leftAlone }: HostsFound): SpotDrainPlan {
  const undrained = hosts.filter(({ isDraining }) => !isDraining);
  const once = [...new Map(undrained.map((host) => [host.containerInstanceArn, host])).values()];
  const { interrupted = [], recommended = [] } = Object.groupBy(once, ({ cause }) =>
    cause === 'spot-interrupted' ? 'interrupted' : 'recommended',
  );
  return {
    // In this order: interrupted hosts have the least time.
    actions: [...drains('spot-interrupted', interrupted), ...drains('rebalance-recommended', recommended)],
    heldBack: leftAlone.map(({ notice, reason, failure }) => remark(notice.ec2InstanceId, reason, failure?.message)),
    warnings: [],
  };
}

function drains(reason: Cause, hosts: readonly FoundHost[]): DrainHosts[] {
  return [...Map.groupBy(hosts, ({ clusterArn }) => clusterArn)].flatMap(([clusterArn, inCluster]) => {
    const arns = inCluster.map(({ containerInstanceArn }) => containerInstanceArn);
    return chunk(HOSTS_PER_ACTION, arns).map(
      (containerInstanceArns): DrainHosts => ({ kind: 'drain-hosts', reason, clusterArn, containerInstanceArns }),
    );
  });
}

function planStops({ views, tasks, unreadable }: HostsDrained, policy: StandalonePolicy): SpotDrainPlan {
  const decided = tasks.map((each) => decide(each, policy));
  return {
    actions: decided.flatMap(({ actions }) => actions),
    heldBack: [
      ...views.flatMap(remarksOn),
      ...unreadable.map(({ notice, failure }) => unread(notice, failure.message)),
      ...decided.flatMap(({ heldBack }) => heldBack),
    ],
    warnings: [],
  };
}

function decide(
  { notice, clusterArn, clusterTags, task }: StandaloneTask,
  policy: StandalonePolicy,
): { actions: StopTask[]; heldBack: Remark[] } {
  const { cause: reason, ec2InstanceId } = notice;
  const { taskArn } = task;
  const decision = decideStandalone(reason, task.tags, clusterTags, policy);
  if (!decision.stop) return { actions: [], heldBack: [remark(taskArn, decision.reason)] };
  const stoppedReason = `ecs-ops: ${STOPPED_BECAUSE[reason]} of ${ec2InstanceId}`;
  return { actions: [{ kind: 'stop-task', reason, clusterArn, taskArn, ec2InstanceId, stoppedReason }], heldBack: [] };
}

/** Why a host was not drained by this run, if it was not. */
function remarksOn({ notice, state }: HostView): Remark[] {
  switch (state.kind) {
    case 'draining':
      return state.drainedAt === undefined ? [remark(state.containerInstanceArn, 'already-draining')] : [];
    case 'not-draining':
      return state.failure ? [remark(state.containerInstanceArn, state.failure.reason, state.failure.message)] : [];
    case 'deregistered':
      return [remark(state.containerInstanceArn, 'host-deregistered')];
    case 'not-in-ecs':
      return [remark(notice.ec2InstanceId, 'not-in-ecs')];
    case 'unknown':
      return [unread(notice, state.failure.message)];
  }
}

function unread({ ec2InstanceId }: Notice, detail: string): Remark {
  return remark(ec2InstanceId, 'unreadable', detail);
}

function remark(subject: string, reason: Remark['reason'], detail?: string): Remark {
  return detail === undefined ? { subject, reason } : { subject, reason, detail };
}
