import { type GroupMember, isTerminating } from '../../shared/domain/auto-scaling.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import { type Draft, draftOf, openHooks } from './drafts.ts';
import type { Sweep } from './event.ts';
import type { GroupFacts } from './group-facts.ts';
import { isOurs, type OurHooks } from './hooks.ts';
import type { GateMemory } from './memory.ts';
import { LONGEST_WAIT } from './next-look.ts';
import type { Reads } from './reads.ts';
import type { GroupView, Mail } from './snapshot.ts';

/** The hosts of a look, with those that a sweep found. */
export interface Swept {
  readonly drafts: readonly Draft[];
  readonly failure: Failure | undefined;
}

/** What a sweep needs. */
export interface SweepDependencies {
  readonly reads: Pick<Reads, 'describeAllGroupMembers'>;
  readonly groups: GroupFacts;
  readonly memory: GateMemory;
  readonly ours: OurHooks;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/**
 * Adds the hosts that Auto Scaling holds and of which this process knows no notice: EventBridge delivers at its
 * best, and a lost notice would leave a host undrained until the time-out of its hook.
 */
export async function sweep(
  drafts: readonly Draft[],
  sweeps: readonly Mail<Sweep>[],
  dependencies: SweepDependencies,
  signal: AbortSignal,
): Promise<Swept> {
  if (sweeps.length === 0) return { drafts, failure: undefined };
  const { reads, memory } = dependencies;
  try {
    const members = await reads.describeAllGroupMembers(signal);
    const held = members.filter(({ lifecycleState }) => isTerminating(lifecycleState));
    const byHost = new Map(drafts.map((draft) => [draft.ec2InstanceId, draft]));
    for (const member of held) {
      const { ec2InstanceId } = member;
      const draft = byHost.get(ec2InstanceId) ?? draftOf(ec2InstanceId, [], memory);
      if (isSeenTo(draft, member, dependencies)) continue;
      const mails = [...draft.mails, ...sweeps];
      byHost.set(ec2InstanceId, { ...draft, mails, isEventOnly: false, stillHolds: false, sweptMember: member });
    }
    return { drafts: [...byHost.values()], failure: undefined };
  } catch (error) {
    return { drafts, failure: asFailure(error) };
  }
}

/** Milliseconds after which the message of a notice has been received again, if it is there still: twice its pause. */
const SEEN_FOR = 600_000;

/** Whether a notice is known of each hook of ours that may hold the host, and its message still there. */
function isSeenTo(
  draft: Draft,
  { autoScalingGroupName }: GroupMember,
  { groups, ours, clock }: SweepDependencies,
): boolean {
  const hooks = groups.known(autoScalingGroupName)?.hooks.filter((hook) => isOurs(hook, ours));
  const noted = openHooks({ notices: draft.notices.filter(({ seenAt }) => clock() - seenAt <= SEEN_FOR) });
  return hooks?.every(({ lifecycleHookName }) => noted.has(lifecycleHookName)) ?? false;
}

/** Since when hosts are being terminated, in milliseconds since 1970, by instance id; or why that is not known. */
export type TerminationStarts = ReadonlyMap<string, number | Failure>;

/** Groups whose activities are read side by side. */
const GROUPS_AT_ONCE = 4;

/** Finds out since when swept hosts are being terminated, where a hook of ours may hold them. Nothing is thrown. */
export async function terminationStarts(
  drafts: readonly Draft[],
  groups: ReadonlyMap<string, GroupView>,
  {
    reads,
    ours,
    clock,
  }: { readonly reads: Pick<Reads, 'describeActivities'>; readonly ours: OurHooks; readonly clock: () => number },
  signal: AbortSignal,
): Promise<TerminationStarts> {
  const members = drafts.flatMap(({ sweptMember }) => sweptMember ?? []);
  const byGroup = [...Map.groupBy(members, ({ autoScalingGroupName }) => autoScalingGroupName)].filter(([name]) => {
    const group = groups.get(name);
    return group?.kind === 'read' && group.hooks.some((hook) => isOurs(hook, ours));
  });
  const since = clock() - LONGEST_WAIT * 1000;
  const starts = await mapAtMost(GROUPS_AT_ONCE, byGroup, async ([name, held]) => {
    try {
      const activities = await reads.describeActivities(name, since, signal);
      return held.flatMap((member): [string, number | Failure][] => {
        const started = activities.find(({ description, isOver }) => !isOver && isAbout(description, member));
        return started ? [[member.ec2InstanceId, started.startedAt]] : [];
      });
    } catch (error) {
      const failure = asFailure(error);
      return held.map(({ ec2InstanceId }): [string, number | Failure] => [ec2InstanceId, failure]);
    }
  });
  return new Map(starts.flat());
}

/** `Terminating EC2 instance: i-1234567890abcdef0`, to which Auto Scaling may add what it waits for. */
function isAbout(description: string, { ec2InstanceId }: GroupMember): boolean {
  return description.startsWith(`Terminating EC2 instance: ${ec2InstanceId}`);
}
