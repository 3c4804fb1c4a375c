import type { Random } from '../../../simulator/kernel/random.ts';
import type { HostView, ServiceView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { matches } from '../scenario/glob.ts';
import type { Amount, CountChange } from '../scenario/schema.ts';
import type { Misses } from './acts.ts';

/** What an event of a scenario acts on. */
export interface Stage extends Misses {
  readonly simulation: Simulation;
  /** What the simulation began with. */
  readonly snapshot: Snapshot;
  /** Draws what a scenario leaves open. */
  readonly random: Random;
  /** Says what happens. */
  readonly say: (what: string) => void;
  /** Looks at something when the rehearsal ends. */
  readonly atEnd: (look: () => void) => void;
  readonly nameOf: (ec2InstanceId: string) => string;
}

/** A host whose machine runs. */
export interface StageHost extends Pick<HostView, 'ec2InstanceId' | 'availabilityZone'> {
  readonly cluster: string;
  /** Undefined for an instance of no group. */
  readonly group: string | undefined;
  readonly isSpot: boolean;
}

/** Which hosts; names in which `*` stands for any text. */
interface HostPattern {
  readonly cluster: string;
  readonly group: string;
  readonly zone: string;
}

/** A service that is not being deleted. */
export interface StageService extends ServiceView {
  readonly cluster: string;
  /** ECS or host-sync sets its count: DAEMON, or one task for each host. */
  readonly isHostBound: boolean;
}

export function clusterNames({ snapshot }: Pick<Stage, 'snapshot'>): readonly string[] {
  return snapshot.clusters
    .filter(({ status = 'ACTIVE' }) => status !== 'INACTIVE')
    .map(({ clusterName }) => clusterName);
}

/** Hosts in service that match, in the order in which their clusters list them. */
export function hostsIn(stage: Stage, pattern: HostPattern): readonly StageHost[] {
  const { ecs, ec2, autoScaling } = stage.simulation;
  return clusterNames(stage).flatMap((cluster) =>
    ecs.view(cluster).hosts.flatMap(({ ec2InstanceId, availabilityZone }) => {
      const instance = ec2.instance(ec2InstanceId);
      const member = autoScaling.membershipOf(ec2InstanceId);
      if (instance?.state !== 'running' || (member !== undefined && member.state !== 'InService')) return [];
      const group = member?.groupName;
      const host = { ec2InstanceId, availabilityZone, cluster, group, isSpot: instance.lifecycle === 'spot' };
      return isMeant(host, pattern) ? [host] : [];
    }),
  );
}

function isMeant(host: StageHost, pattern: HostPattern): boolean {
  return (
    matches(pattern.cluster, host.cluster) &&
    matches(pattern.group, host.group ?? '') &&
    matches(pattern.zone, host.availabilityZone)
  );
}

/** Draws so many of them; of a share, the number that is next above. */
export function draw<T>(items: readonly T[], amount: Amount, random: Random): readonly T[] {
  const count = 'number' in amount ? amount.number : Math.ceil(amount.share * items.length);
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [item] = left.splice(random.integer(0, left.length - 1), 1);
    return item as T;
  });
}

export function servicesIn(
  stage: Stage,
  pattern: { readonly cluster: string; readonly service: string },
): readonly StageService[] {
  const bound = new Set(stage.snapshot.services.filter(isHostBound).map(({ serviceArn }) => serviceArn));
  return clusterNames(stage)
    .filter((cluster) => matches(pattern.cluster, cluster))
    .flatMap((cluster) =>
      stage.simulation.ecs
        .view(cluster)
        .services.filter(({ status, serviceName }) => status === 'ACTIVE' && matches(pattern.service, serviceName))
        .map((service) => ({ ...service, cluster, isHostBound: bound.has(service.serviceArn) })),
    );
}

function isHostBound({ schedulingStrategy, tags = [] }: Snapshot['services'][number]): boolean {
  const isTagged = tags.some(({ key, value }) => key === 'ecs-ops:one-per-host' && value === 'true');
  return schedulingStrategy === 'DAEMON' || isTagged;
}

/** What a count becomes; of a share, the nearest number, and of more than nothing at least 1. */
export function changed(count: number, change: CountChange): number {
  if ('number' in change) return change.number;
  if ('by' in change) return Math.max(0, count + change.by);
  return count === 0 || change.share === 0 ? 0 : Math.max(1, Math.round(count * change.share));
}
