import type { GroupMember, LifecycleActionName } from '../../shared/domain/auto-scaling.ts';
import type { Message } from '../../shared/runtime/messages.ts';
import type { GateEvent, HostDraining, HostEvent, Irrelevant, Sweep } from './event.ts';
import type { GateMemory, NoticeMemo } from './memory.ts';
import type { LifecycleNotice } from './notice.ts';
import type { HostMail, Mail } from './snapshot.ts';
import { heldBesides, totalHeld } from './tasks-left.ts';

/** One host of a look, before anything is read. */
export interface Draft {
  readonly ec2InstanceId: string;
  readonly mails: readonly HostMail[];
  /** Notices about the host: those of the messages, and those that this process has seen before. */
  readonly notices: readonly NoticeMemo[];
  /** The event of the DRAINING host that shows it emptiest, if there is one. */
  readonly draining: HostDraining | undefined;
  /** Its messages are such events alone. */
  readonly isEventOnly: boolean;
  /** What the events say is enough: something is left on the host. */
  readonly stillHolds: boolean;
  readonly interruptedAt: number | undefined;
  /** What a sweep found Auto Scaling to say of the host; undefined when none did. */
  readonly sweptMember: GroupMember | undefined;
}

/** Messages by what they are about. */
export interface Sorted {
  readonly drafts: readonly Draft[];
  readonly irrelevant: readonly Mail<Irrelevant>[];
  readonly sweeps: readonly Mail<Sweep>[];
}

/** Sorts messages by the host that they are about, and takes note of what they say. */
export function sortMessages(messages: readonly Message<GateEvent>[], memory: GateMemory): Sorted {
  const byHost = new Map<string, Mail<HostEvent>[]>();
  const irrelevant: Mail<Irrelevant>[] = [];
  const sweeps: Mail<Sweep>[] = [];
  for (const { messageId, receiveCount, event } of messages) {
    if (event.kind === 'irrelevant') irrelevant.push({ messageId, receiveCount, event });
    else if (event.kind === 'sweep') sweeps.push({ messageId, receiveCount, event });
    else
      byHost.set(event.ec2InstanceId, [...(byHost.get(event.ec2InstanceId) ?? []), { messageId, receiveCount, event }]);
  }
  for (const { event } of [...byHost.values()].flat()) takeNote(event, memory);
  const drafts = [...byHost].map(([ec2InstanceId, mails]) => draftOf(ec2InstanceId, mails, memory));
  return { drafts, irrelevant, sweeps };
}

function takeNote(event: HostEvent, memory: GateMemory): void {
  switch (event.kind) {
    case 'lifecycle-notice':
      memory.sawNotice(event.notice);
      break;
    case 'spot-interruption':
      memory.sawInterruption(event.ec2InstanceId, event.at);
      break;
    case 'host-draining':
      memory.sawInCluster(event.ec2InstanceId);
      break;
    case 'left-pool':
      break;
  }
}

/** A host as messages about it, and what this process remembers, show it. */
export function draftOf(ec2InstanceId: string, mails: readonly HostMail[], memory: GateMemory): Draft {
  const events = mails.map(({ event }) => event);
  const drainings = events.filter((event) => event.kind === 'host-draining');
  const [draining] = drainings.toSorted((a, b) => totalHeld(a.held) - totalHeld(b.held));
  const isEventOnly = drainings.length === events.length;
  const isMarked = drainings.some(({ markedForPool }) => markedForPool);
  return {
    ec2InstanceId,
    mails,
    notices: memory.noticesOf(ec2InstanceId),
    draining,
    isEventOnly,
    stillHolds: isEventOnly && !isMarked && heldBesides(draining?.held, memory.daemonsOn(ec2InstanceId)) === 'more',
    interruptedAt: memory.interruptedAt(ec2InstanceId),
    sweptMember: undefined,
  };
}

/** Tells whether we drained the host on its way into a warm pool, as its events show. */
export function isMarked({ mails }: Draft): boolean {
  return mails.some(({ event }) => event.kind === 'host-draining' && event.markedForPool);
}

/** Names of the hooks of which a notice about the host is still open, as far as this process knows. */
export function openHooks({ notices }: Pick<Draft, 'notices'>): ReadonlySet<string> {
  return new Set(notices.flatMap(({ notice, isOver }) => (isOver ? [] : [notice.lifecycleHookName])));
}

/** Tells whether a notice about the host is still open, as far as this process knows. */
export function hasOpenNotice({ notices }: Draft): boolean {
  return notices.some(({ isOver }) => !isOver);
}

/** Ids of the messages that gave a notice. */
export function messageIdsOf({ token }: LifecycleNotice, { mails }: Draft): readonly string[] {
  return mails.flatMap(({ messageId, event }) =>
    event.kind === 'lifecycle-notice' && event.notice.token === token ? [messageId] : [],
  );
}

/** How to name the action that a notice is about. */
export function actionOf({ autoScalingGroupName, lifecycleHookName, token }: LifecycleNotice): LifecycleActionName {
  return { autoScalingGroupName, lifecycleHookName, token };
}
