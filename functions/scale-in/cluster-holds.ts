import { ATTRIBUTES, remembered } from './attributes.ts';
import { budgetNow } from './budget.ts';
import { type ClusterFacts, isTerminating } from './cluster-facts.ts';
import { isGrowing, isInService } from './group-ledger.ts';
import type { Objection } from './host-nevers.ts';

/** Percent of hosts; with more that are unhealthy, whatever goes on is not for us to make worse. */
const MOST_UNHEALTHY = 45;
const STARTING: ReadonlySet<string> = new Set(['PROVISIONING', 'PENDING', 'ACTIVATING']);

/** What keeps a cluster as a whole. */
export interface ClusterHolds {
  /** Why nothing is touched at all, not even to replace it; undefined when something may be. */
  readonly everything: Objection | undefined;
  /** Why no host goes now; undefined when some may. */
  readonly removal: Objection | undefined;
  /** When any group last grew, in milliseconds since 1970; undefined when none ever did, or it can't be told. */
  readonly lastScaleOut: number | undefined;
}

/** Finds out what keeps a cluster as a whole. */
export function clusterHolds(facts: ClusterFacts): ClusterHolds {
  const everything = untouchable(facts);
  const last = lastScaleOut(facts);
  const removal =
    everything ??
    deployment(facts) ??
    pendingTasks(facts) ??
    growth(facts) ??
    recentGrowth(facts, last) ??
    cooldown(facts);
  return { everything, removal, lastScaleOut: last === 'unreadable' ? undefined : last };
}

function untouchable(facts: ClusterFacts): Objection | undefined {
  const { look } = facts;
  if (look.cluster.status !== 'ACTIVE') return { reason: 'cluster-not-active', detail: look.cluster.status };
  const [unread] = look.unread;
  if (unread) return { reason: 'unreadable', detail: unread.subject };
  const group = look.groups.find(({ kind }) => kind === 'unreadable');
  if (group) return { reason: 'unreadable', detail: group.autoScalingGroupName };
  const noBudget: Objection = { reason: 'disruption-budget', detail: '0' };
  return unhealthiness(facts) ?? (hostsAllowedOut(facts) === 0 ? noBudget : undefined);
}

/** How many hosts of a cluster may be on their way out now. */
export function hostsAllowedOut({ hosts, terms, now }: ClusterFacts): number {
  const counted = hosts.filter(({ host }) => host.status === 'ACTIVE' || host.status === 'DRAINING').length;
  return budgetNow(terms.budget, terms.windows, counted, now);
}

/** Too many hosts are disconnected or unhealthy, instances that never joined included. */
function unhealthiness({ hosts, groups, now, look }: ClusterFacts): Objection | undefined {
  const staying = hosts.filter((facts) => !facts.isTerminating);
  const isUnhealthy = ({ host, member }: (typeof hosts)[number]): boolean =>
    !host.agentConnected ||
    host.status === 'REGISTRATION_FAILED' ||
    host.overallStatus === 'IMPAIRED' ||
    member?.healthStatus.toLowerCase() === 'unhealthy';
  const joined = new Set(look.hosts.map(({ ec2InstanceId }) => ec2InstanceId));
  const unjoined = groups.flatMap(({ group, terms: { unjoinedMinutes } }) =>
    group.members.filter(
      ({ ec2InstanceId, registration, launchedAt }) =>
        registration === 'none' &&
        !joined.has(ec2InstanceId) &&
        launchedAt !== undefined &&
        now - launchedAt >= unjoinedMinutes * 60_000,
    ),
  );
  const inService = unjoined.filter(isInService).length;
  const unhealthy = staying.filter(isUnhealthy).length + inService;
  const all = staying.length + inService;
  if (unhealthy * 100 <= MOST_UNHEALTHY * all) return undefined;
  return { reason: 'too-many-unhealthy', detail: `${unhealthy} of ${all}` };
}

function deployment({ classes }: ClusterFacts): Objection | undefined {
  const deploying = classes.services.find(({ isDeploying }) => isDeploying);
  return deploying && { reason: 'deployment-in-progress', detail: deploying.service.serviceName };
}

/**
 * Tasks that are not running yet, or are missing. Those of host-bound services don't count: their counts follow the
 * hosts, and lag behind.
 */
function pendingTasks({ hosts, unplaced, classes }: ClusterFacts): Objection | undefined {
  const short = classes.movable.find(
    ({ service, runningCount, pendingCount }) => pendingCount > 0 || runningCount < service.desiredCount,
  );
  if (short) return { reason: 'tasks-pending', detail: short.service.serviceName };
  for (const { tasks } of [...hosts, { tasks: unplaced }]) {
    const pending = tasks.find(
      ({ task, taskClass }) =>
        taskClass.belonging !== 'host-bound' && task.desiredStatus !== 'STOPPED' && STARTING.has(task.lastStatus),
    );
    if (pending) return { reason: 'tasks-pending', detail: pending.task.taskArn };
  }
  return undefined;
}

/** A group that is growing. */
function growth({ groups }: ClusterFacts): Objection | undefined {
  const found = groups.find(({ group }) => isGrowing(group));
  return found && { reason: 'scaling-out', detail: found.group.autoScalingGroupName };
}

/** A group grew not long ago. */
function recentGrowth({ now, terms }: ClusterFacts, last: ReturnType<typeof lastScaleOut>): Objection | undefined {
  if (last === 'unreadable') return { reason: 'unreadable', detail: 'the last scale-out' };
  const { cooldownMinutes } = terms;
  if (cooldownMinutes === Infinity) return { reason: 'cooldown', detail: 'a wrong tag' };
  if (last === undefined || now - last >= cooldownMinutes * 60_000) return undefined;
  return { reason: 'scaling-out', detail: new Date(last).toISOString() };
}

/** When any group last grew, in milliseconds since 1970; undefined when none ever did. */
function lastScaleOut({ groups, hosts }: ClusterFacts): number | 'unreadable' | undefined {
  let last: number | undefined;
  const note = (at: number | undefined): void => {
    if (at !== undefined && (last === undefined || at > last)) last = at;
  };
  for (const { group } of groups) {
    if (group.lastScaleOut.kind === 'unreadable') return 'unreadable';
    if (group.lastScaleOut.kind === 'read') note(group.lastScaleOut.at);
  }
  for (const { host, group } of hosts) {
    if (group?.group.lastScaleOut.kind === 'not-asked') note(host.registeredAt);
  }
  return last;
}

/** A host of the cluster was given back for want of room, not long ago. */
function cooldown({ hosts, now }: ClusterFacts): Objection | undefined {
  for (const { host } of hosts) {
    const notBefore = remembered(host, ATTRIBUTES.clusterNotBefore);
    if (notBefore.kind === 'wrong') return { reason: 'invalid-mark', detail: ATTRIBUTES.clusterNotBefore };
    if (notBefore.kind === 'at' && notBefore.at > now) return { reason: 'cooldown', detail: host.ec2InstanceId };
  }
  return undefined;
}

/** Instances that Auto Scaling is terminating already. */
export function terminatingInstances({ groups }: ClusterFacts): readonly string[] {
  return groups.flatMap(({ group }) => group.members.filter(isTerminating).map(({ ec2InstanceId }) => ec2InstanceId));
}
