import type { Simulation } from '../../../simulator/simulation.ts';
import type { Decision } from '../../plan/decisions.ts';
import { endedBy } from './ended-by.ts';
import type { HostFate, KilledTask, ServiceFate, StoppedTask } from './rehearsal.ts';
import type { SeenHost, Witness } from './witness.ts';

/** What fates are told from. */
export interface FateSource {
  readonly simulation: Simulation;
  readonly witness: Witness;
  readonly decisions: readonly Decision[];
  readonly nameOf: (ec2InstanceId: string) => string;
}

/** Epoch milliseconds as text. */
export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** What became of each host, in the order in which they came. */
export function hostFates(source: FateSource): readonly HostFate[] {
  return [...source.witness.hosts.values()].map((seen) => fateOf(seen, source));
}

function fateOf(seen: SeenHost, source: FateSource): HostFate {
  const { simulation, witness, decisions, nameOf } = source;
  const { ec2InstanceId: host, cluster, group, zone, purchase, isNew } = seen;
  const { noticeAt, drainingAt, activeAgainAt, endedAt } = witness.history.host(host);
  const actions = decisions.filter((each) => each.host === host && each.kind === 'action' && each.outcome === 'done');
  const times = { noticeAt, drainingAt, activeAgainAt, endedAt };
  return {
    host,
    name: nameOf(host),
    cluster,
    group,
    zone,
    purchase,
    isNew,
    fate: fate(seen, simulation),
    ...Object.fromEntries(
      Object.entries(times).flatMap(([what, at]) => (at === undefined ? [] : [[what, isoTime(at)]])),
    ),
    ...(endedAt !== undefined && { endedBy: endedBy(simulation, host) }),
    why: [...new Set(actions.map((action) => `${action.function}: ${action.meaning}`))],
  };
}

function fate({ ec2InstanceId: id, cluster }: SeenHost, { ec2, ecs, autoScaling }: Simulation): HostFate['fate'] {
  const state = ec2.instance(id)?.state;
  const host = ecs.view(cluster).hosts.find(({ ec2InstanceId }) => ec2InstanceId === id);
  if (host === undefined || state === 'shutting-down' || state === 'terminated') return 'terminated';
  if (autoScaling.membershipOf(id)?.state === 'Terminating:Wait') return 'held';
  return host.status === 'DRAINING' ? 'draining' : 'kept';
}

/** What became of each service. */
export function serviceFates({ simulation, witness }: FateSource): readonly ServiceFate[] {
  return [...witness.services.values()].map(({ cluster, service, start, least }) => {
    const now = simulation.ecs.view(cluster).services.find(({ serviceName }) => serviceName === service);
    const end = { running: now?.runningCount ?? 0, desired: now?.desiredCount ?? 0 };
    return { cluster, service, start, least: { ...least, at: isoTime(least.at) }, end };
  });
}

export function killedTasks({ simulation, witness, nameOf }: FateSource): readonly KilledTask[] {
  return witness.killed.map(({ at, ec2InstanceId, ...task }) => ({
    ...task,
    at: isoTime(at),
    host: nameOf(ec2InstanceId),
    by: endedBy(simulation, ec2InstanceId),
  }));
}

export function stoppedTasks({ decisions }: FateSource): readonly StoppedTask[] {
  return decisions
    .filter(({ what, outcome }) => what === 'stop-task' && outcome === 'done')
    .map(({ at, task = '', function: by, meaning: why }) => ({ at: isoTime(at), task, by, why }));
}
