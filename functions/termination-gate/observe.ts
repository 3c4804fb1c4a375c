import type { Message } from '../../shared/runtime/messages.ts';
import { sortMessages } from './drafts.ts';
import type { GateEvent } from './event.ts';
import { type FirstSightDependencies, firstSight, readMembers } from './first-sight.ts';
import { isManagedDraining } from './hooks.ts';
import { HostReader, type HostReaderDependencies } from './host-reader.ts';
import { type ObstacleDependencies, readObstacles } from './obstacles.ts';
import type { Reads } from './reads.ts';
import type { GateSettings, HostLook, Snapshot } from './snapshot.ts';
import { sweep } from './sweep.ts';
import type { TaskReader } from './task-reader.ts';

/** What observing needs. */
export interface ObserveDependencies extends FirstSightDependencies, HostReaderDependencies, ObstacleDependencies {
  readonly reads: Reads;
  readonly tasks: TaskReader;
  readonly settings: GateSettings;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/**
 * Milliseconds for which a notice that is received for the first time is believed without asking Auto Scaling. Later it
 * may be about a host that has gone through its warm pool and is in service again.
 */
const FRESH_FOR = 60_000;

/** Looks at the hosts that the messages are about. Never throws for what AWS may answer. */
export async function observe(
  messages: readonly Message<GateEvent>[],
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { memory, settings, clock } = dependencies;
  const beganAt = clock();
  memory.expire();
  const { drafts, irrelevant, sweeps } = sortMessages(messages, memory);
  const swept = await sweep(drafts, sweeps, dependencies, signal);
  const looks = await firstSight(swept.drafts, dependencies, signal);
  const read = await new HostReader(dependencies, signal).read(looks);
  const verified = await verifyOldNotices(read, dependencies, signal);
  const hosts = await withTasks(verified, dependencies, signal);
  return { beganAt, settings, irrelevant, sweepFailure: swept.failure, hosts };
}

/** Reads what is left on hosts, and what an operator is to know of it. */
export async function withTasks(
  looks: readonly HostLook[],
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<readonly HostLook[]> {
  const { tasks, settings, clock } = dependencies;
  return readObstacles(await tasks.read(looks, signal), dependencies, { settings, now: clock() }, signal);
}

/** Asks Auto Scaling about ACTIVE hosts whose notices are old, before anything drains them. */
async function verifyOldNotices(
  looks: readonly HostLook[],
  { reads, clock }: ObserveDependencies,
  signal: AbortSignal,
): Promise<readonly HostLook[]> {
  const doubtful = looks.filter((look) => isDoubtful(look, clock())).map(({ ec2InstanceId }) => ec2InstanceId);
  const members = await readMembers(doubtful, reads, signal);
  return looks.map((look) => ({ ...look, member: members.get(look.ec2InstanceId) ?? look.member }));
}

function isDoubtful({ host, member, mails, waits }: HostLook, now: number): boolean {
  if (member.kind !== 'not-asked' || host.kind !== 'found' || host.status !== 'ACTIVE') return false;
  // Where ECS drains the host, nothing here does, and it may stay ACTIVE for a while.
  if (waits.some(({ group }) => group.kind === 'read' && isManagedDraining(group.hooks))) return false;
  return !mails.some(
    ({ receiveCount, event }) =>
      event.kind === 'lifecycle-notice' && receiveCount === 1 && now - event.notice.startedAt < FRESH_FOR,
  );
}
