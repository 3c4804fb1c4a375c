import { chunk } from '../../shared/domain/concurrency.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { GateAction } from './actions.ts';
import { type HostPlan, planHost } from './plan-host.ts';
import type { NextLook } from './plan-wait.ts';
import type { Snapshot } from './snapshot.ts';

/** What termination-gate decided. */
export interface GatePlan extends Plan<GateAction> {
  /** What becomes of each message, by its id, unless an action about its host fails. */
  readonly nextLooks: ReadonlyMap<string, NextLook>;
}

/** ECS API reference: UpdateContainerInstancesState takes 10 container instances, PutAttributes 10 attributes. */
const HOSTS_PER_CALL = 10;

/** Decides, for every host that was looked at, whether it is let go, and what is done until it is. */
export function plan({ hosts, irrelevant, settings, beganAt }: Snapshot, now: number): GatePlan {
  const deciding = { now, due: Math.min(beganAt, now), settings };
  const plans = hosts.map((look) => planHost(look, deciding));
  const asides = irrelevant.map(({ event: { subject, reason } }) => ({ subject, reason }));
  const done = irrelevant.map(({ messageId, event }): [string, NextLook] => [
    messageId,
    { kind: 'done', reason: event.reason },
  ]);
  return {
    actions: joined(plans.flatMap(({ actions }) => actions)),
    heldBack: [...plans.flatMap((each) => each.heldBack), ...asides],
    warnings: plans.flatMap(({ warnings }) => warnings),
    nextLooks: new Map([...mostUrgent(plans.map((each: HostPlan) => each.nextLooks)), ...done]),
  };
}

/** What becomes of each message: one that is about several hosts comes back for the first of them that asks for it. */
export function mostUrgent(all: readonly ReadonlyMap<string, NextLook>[]): ReadonlyMap<string, NextLook> {
  const urgency = (look: NextLook): number =>
    look.kind === 'retry' ? 0 : look.kind === 'again' ? look.seconds : Number.POSITIVE_INFINITY;
  const merged = new Map<string, NextLook>();
  for (const [messageId, nextLook] of all.flatMap((each) => [...each])) {
    const known = merged.get(messageId);
    if (!known || urgency(nextLook) < urgency(known)) merged.set(messageId, nextLook);
  }
  return merged;
}

/** Joins what is done alike to hosts of one cluster into as few actions as there are to be calls. */
function joined(actions: readonly GateAction[]): GateAction[] {
  const others: GateAction[] = [];
  const alike = new Map<string, ManyHosts[]>();
  for (const action of actions) {
    if (!concernsManyHosts(action)) others.push(action);
    else {
      const key = `${action.kind} ${action.reason} ${action.clusterArn}`;
      alike.set(key, [...(alike.get(key) ?? []), action]);
    }
  }
  return [...[...alike.values()].flatMap((group) => chunk(HOSTS_PER_CALL, group).flatMap(joinedOne)), ...others];
}

type ManyHosts = Extract<GateAction, { readonly containerInstanceArns: readonly string[] }>;

function concernsManyHosts(action: GateAction): action is ManyHosts {
  return 'containerInstanceArns' in action;
}

function joinedOne(group: readonly ManyHosts[]): ManyHosts[] {
  return group.slice(0, 1).map((first) => ({
    ...first,
    ec2InstanceIds: group.flatMap(({ ec2InstanceIds }) => ec2InstanceIds),
    containerInstanceArns: group.flatMap(({ containerInstanceArns }) => containerInstanceArns),
  }));
}
