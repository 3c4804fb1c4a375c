import type { HostFinder } from '../../shared/aws/host-finder.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import { withDeadline } from '../../shared/runtime/deadline.ts';
import type { Message } from '../../shared/runtime/messages.ts';
import type { DrainingHosts } from './draining-hosts.ts';
import type { Cause, SpotDrainEvent } from './event.ts';
import type { Reads } from './reads.ts';
import { askGroups, type OptIns } from './rebalance-opt-in.ts';
import type { FoundHost, HostsFound, Notice } from './snapshot.ts';

/** What observing needs. */
export interface ObserveDependencies {
  readonly reads: Reads;
  readonly finder: Pick<HostFinder, 'findArns' | 'remember' | 'rememberAbsent' | 'forget'>;
  readonly draining: DrainingHosts;
  /** Whether every rebalance recommendation counts, whatever the groups' tags say. */
  readonly rebalance: boolean;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** Milliseconds for which interrupted hosts may have to wait for what is read about rebalance recommendations. */
const PATIENCE = 2_000;

/**
 * Milliseconds after which an interruption notice says nothing any more, much longer than its two minutes: an instance
 * that was stopped or hibernated may be back in service, and to drain it would take it out again.
 */
const OUTDATED_AFTER = 900_000;

/** Finds the hosts that the messages are about. Never throws for what AWS may answer. */
export async function observe(
  messages: readonly Message<SpotDrainEvent>[],
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<HostsFound> {
  dependencies.draining.expire();
  const isOutdated = ({ cause, noticedAt }: Notice): boolean =>
    cause === 'spot-interrupted' && dependencies.clock() - noticedAt > OUTDATED_AFTER;
  const events = messages.map(({ event }) => event);
  const notices = noticesIn(events.filter((event) => !isOutdated(event)));
  const outdated = noticesIn(events.filter(isOutdated));
  const { interrupted, recommended } = Object.groupBy(notices, ({ cause }) =>
    cause === 'spot-interrupted' ? 'interrupted' : 'recommended',
  );
  const [urgent, other] = await Promise.all([
    findHosts(interrupted ?? [], dependencies, signal),
    withPatience(interrupted !== undefined, signal, async (patience) => {
      const optIns = await optInsOf(recommended ?? [], dependencies, patience);
      return { ...optIns, ...(await findHosts(optIns.wanted, dependencies, patience)) };
    }),
  ]);
  return {
    kind: 'hosts-found',
    notices,
    hosts: [...urgent.hosts, ...other.hosts],
    leftAlone: [...outdated.map((notice) => ({ notice, reason: 'notice-outdated' as const })), ...other.leftAlone],
    failures: [
      ...urgent.failures.map((failure) => ({ cause: 'spot-interrupted' as const, failure })),
      ...other.failures.map((failure) => ({ cause: 'rebalance-recommended' as const, failure })),
    ],
  };
}

/** One notice for each instance: of an interruption if there is one, and the earliest, which its end is counted from. */
export function noticesIn(events: readonly SpotDrainEvent[]): readonly Notice[] {
  const rank = ({ cause }: SpotDrainEvent): number => (cause === 'spot-interrupted' ? 0 : 1);
  const ordered = events.toSorted((a, b) => rank(a) - rank(b) || a.noticedAt - b.noticedAt);
  return [...Map.groupBy(ordered, ({ ec2InstanceId }) => ec2InstanceId).values()].flatMap(([first]) => first ?? []);
}

function withPatience<T>(
  isLimited: boolean,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return isLimited ? withDeadline(PATIENCE, (late) => work(AbortSignal.any([signal, late]))) : work(signal);
}

async function optInsOf(
  recommended: readonly Notice[],
  { reads, rebalance }: ObserveDependencies,
  signal: AbortSignal,
): Promise<OptIns> {
  return rebalance ? { wanted: recommended, leftAlone: [] } : askGroups(recommended, reads, signal);
}

async function findHosts(
  notices: readonly Notice[],
  { finder, draining }: ObserveDependencies,
  signal: AbortSignal,
): Promise<{ hosts: readonly FoundHost[]; failures: readonly Failure[] }> {
  const cause: Cause | undefined = notices[0]?.cause;
  if (cause === undefined) return { hosts: [], failures: [] };
  const { hits, failures } = await finder.findArns(
    notices.map(({ ec2InstanceId }) => ec2InstanceId),
    signal,
  );
  const hosts = hits.map(({ clusterArn, containerInstanceArn, ec2InstanceId, isRemembered }) => {
    const known = draining.get(containerInstanceArn);
    return {
      cause,
      clusterArn,
      containerInstanceArn,
      ec2InstanceId: ec2InstanceId ?? known?.ec2InstanceId,
      isDraining: known !== undefined,
      isRemembered,
    };
  });
  return { hosts, failures };
}
