import { type GroupMember, mayWaitToTerminate } from '../../shared/domain/auto-scaling.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import { actionOf, type Draft, hasOpenNotice, isMarked, messageIdsOf, openHooks } from './drafts.ts';
import type { GroupFacts } from './group-facts.ts';
import { isOurs, type OurHooks } from './hooks.ts';
import { type Hold, readMetadata } from './notice.ts';
import type { Reads } from './reads.ts';
import type { GroupView, HostLook, HostView, MemberView, Wait } from './snapshot.ts';
import { type TerminationStarts, terminationStarts } from './sweep.ts';

/** What the first sight needs. */
export interface FirstSightDependencies {
  readonly reads: Pick<Reads, 'describeGroupMembers' | 'describeActivities'>;
  readonly groups: GroupFacts;
  readonly ours: OurHooks;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Finds out, for each host, which lifecycle actions of ours hold it; of the host itself, what its events show. */
export async function firstSight(
  drafts: readonly Draft[],
  dependencies: FirstSightDependencies,
  signal: AbortSignal,
): Promise<readonly HostLook[]> {
  const { reads, groups, ours } = dependencies;
  const asked = drafts.filter(needsMember).map(({ ec2InstanceId }) => ec2InstanceId);
  const members = new Map([...(await readMembers(asked, reads, signal)), ...sweptMembers(drafts)]);
  const groupViews = await groups.of(groupNames(drafts, members), signal);
  const starts = await terminationStarts(drafts, groupViews, dependencies, signal);
  return drafts.map((draft) =>
    lookOf(draft, members.get(draft.ec2InstanceId) ?? { kind: 'not-asked' }, { groups: groupViews, starts, ours }),
  );
}

function sweptMembers(drafts: readonly Draft[]): [string, MemberView][] {
  return drafts.flatMap(({ ec2InstanceId, sweptMember: member }): [string, MemberView][] =>
    member ? [[ec2InstanceId, { kind: 'read', member }]] : [],
  );
}

/** Auto Scaling is asked about a host that no known notice is about, and about one that may be back from its pool. */
function needsMember(draft: Draft): boolean {
  if (draft.stillHolds || draft.sweptMember) return false;
  const mayBeBack = isMarked(draft) || draft.mails.some(({ event }) => event.kind === 'left-pool');
  return draft.notices.length === 0 || (mayBeBack && !hasOpenNotice(draft));
}

/** Asks Auto Scaling about instances. Nothing is thrown. */
export async function readMembers(
  ec2InstanceIds: readonly string[],
  reads: Pick<Reads, 'describeGroupMembers'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MemberView>> {
  if (ec2InstanceIds.length === 0) return new Map();
  try {
    const found = await reads.describeGroupMembers(ec2InstanceIds, signal);
    const byId = new Map(found.map((member) => [member.ec2InstanceId, member]));
    return new Map(ec2InstanceIds.map((id) => [id, memberView(byId.get(id))]));
  } catch (error) {
    return new Map(ec2InstanceIds.map((id) => [id, unreadable(asFailure(error))]));
  }
}

function memberView(member: GroupMember | undefined): MemberView {
  return member ? { kind: 'read', member } : { kind: 'none' };
}

function unreadable(failure: Failure): MemberView {
  return { kind: 'unreadable', failure };
}

/** The group of a host that may be held by a hook of which no notice is known. */
function waitingIn(member: MemberView | undefined): string | undefined {
  if (member?.kind !== 'read' || !mayWaitToTerminate(member.member.lifecycleState)) return undefined;
  return member.member.autoScalingGroupName;
}

/** Groups that a decision needs. To let an empty host go whose notice is known, none is needed. */
function groupNames(drafts: readonly Draft[], members: ReadonlyMap<string, MemberView>): readonly string[] {
  return drafts.flatMap((draft) => {
    const unknown = waitingIn(members.get(draft.ec2InstanceId)) ?? [];
    const open = draft.isEventOnly ? [] : draft.notices.filter(({ isOver }) => !isOver);
    return [...open.map(({ notice }) => notice.autoScalingGroupName), unknown].flat();
  });
}

/** What is known besides a draft. */
interface Sight {
  readonly groups: ReadonlyMap<string, GroupView>;
  readonly starts: TerminationStarts;
  readonly ours: OurHooks;
}

function lookOf(draft: Draft, member: MemberView, { groups, starts, ours }: Sight): HostLook {
  const { ec2InstanceId, mails, stillHolds, interruptedAt } = draft;
  const noted = draft.notices.map(({ notice, seenAt: _seenAt, ...memo }): Wait => {
    const group = groups.get(notice.autoScalingGroupName) ?? { kind: 'not-asked' };
    return { action: actionOf(notice), notice, messageIds: messageIdsOf(notice, draft), group, ...memo };
  });
  const look = { ec2InstanceId, mails, stillHolds, waits: noted, host: shownBy(draft), member, interruptedAt };
  const groupName = hasOpenNotice(draft) && !draft.sweptMember ? undefined : waitingIn(member);
  if (groupName === undefined) return { ...look, obstacles: undefined };
  const group = groups.get(groupName) ?? { kind: 'gone' };
  // Which of the group's hooks are ours is not known then, nor whether any is.
  if (group.kind === 'unreadable') return { ...look, member: unreadable(group.failure), obstacles: undefined };
  const start = starts.get(ec2InstanceId);
  if (start instanceof Error) return { ...look, member: unreadable(start), obstacles: undefined };
  const unnoted = unnotedWaits(draft, group, ours, start === undefined ? undefined : holdOf(draft, start));
  return { ...look, waits: [...noted, ...unnoted], obstacles: undefined };
}

/** What a notice would have said, the hook's own part left out. */
type HoldOfHost = Pick<Hold, 'origin' | 'destination' | 'startedAt'>;

function holdOf({ sweptMember }: Draft, startedAt: number): HoldOfHost {
  const isPoolHost = sweptMember?.lifecycleState.startsWith('Warmed:');
  return { origin: isPoolHost ? 'WarmPool' : 'AutoScalingGroup', destination: 'EC2', startedAt };
}

/** Lifecycle actions of ours that hold a host, of which no notice is known: those of all our hooks of its group. */
function unnotedWaits(draft: Draft, group: GroupView, ours: OurHooks, hold: HoldOfHost | undefined): readonly Wait[] {
  if (group.kind !== 'read') return [];
  const { ec2InstanceId } = draft;
  const { autoScalingGroupName } = group.group;
  const noted = openHooks(draft);
  const hooks = group.hooks.filter((hook) => isOurs(hook, ours) && !noted.has(hook.lifecycleHookName));
  return hooks.map(({ lifecycleHookName, notificationMetadata }) => ({
    action: { autoScalingGroupName, lifecycleHookName, ec2InstanceId },
    notice: hold && {
      ...hold,
      autoScalingGroupName,
      lifecycleHookName,
      ec2InstanceId,
      metadata: readMetadata(notificationMetadata),
    },
    messageIds: [],
    group,
    isOver: false,
    lastBeat: undefined,
    operatorTold: false,
    untold: undefined,
  }));
}

/** The host as its events show it. */
function shownBy(draft: Draft): HostView {
  const { draining } = draft;
  if (!draining) return { kind: 'not-asked' };
  const { clusterArn, containerInstanceArn, held } = draining;
  const tasks = { kind: 'not-asked' } as const;
  const markedForPool = isMarked(draft);
  return {
    kind: 'found',
    clusterArn,
    containerInstanceArn,
    status: 'DRAINING',
    markedForPool,
    counts: undefined,
    held,
    tasks,
  };
}
