import type { FaultSubject } from '../../../simulator/gateway/fault.ts';
import type { ServiceCase } from '../soak-case.ts';
import type { Truth } from '../truth.ts';

/** Milliseconds that a count may be out of date: a look's time, and that of a read which was answered late or stale. */
const OUT_OF_DATE = 45_000;

/** How many hosts a service might run on, from a moment on. */
interface Count {
  readonly at: number;
  readonly hosts: number;
}

/** How many hosts are there for a service that wants one task on each: ACTIVE ones, of its tier and capacity provider. */
export function eligibleHosts({ world: { simulation } }: Truth, { cluster, tier, provider }: ServiceCase): number {
  const groupOf = (id: string) => simulation.autoScaling.membershipOf(id)?.groupName;
  const { hosts } = simulation.ecs.view(cluster);
  return hosts.filter(
    ({ status, attributes, ec2InstanceId }) =>
      status === 'ACTIVE' &&
      (tier === undefined || attributes['tier'] === tier) &&
      (provider === undefined || groupOf(ec2InstanceId) === provider),
  ).length;
}

/**
 * `untrue-count`: host-sync sets no desired count that was not right at some moment shortly before. A DRAINING host that
 * left while it counted may be one too many, which the event of its leaving puts right.
 */
export function watchCounts(truth: Truth): void {
  const served = truth.world.soakCase.services.filter(({ kind }) => kind === 'served');
  const counts = new Map(served.map((service) => [service.name, [{ at: truth.world.began, hosts: 0 }] as Count[]]));
  const gone: number[] = [];
  truth.world.simulation.ecs.onChange((change) => {
    if (change.kind !== 'host') return;
    if (change.status === 'INACTIVE') gone.push(change.at);
    for (const service of served)
      counts.get(service.name)?.push({ at: change.at, hosts: eligibleHosts(truth, service) });
  });
  truth.onCall((prefix, subject) => {
    if (prefix !== 'HostSync' || subject.operation !== 'UpdateService') return;
    const [name, set] = asked(subject);
    const since = truth.world.simulation.clock.now() - OUT_OF_DATE;
    const known = recent(counts.get(name) ?? [], since);
    const left = gone.filter((at) => at >= since).length;
    if (set < Math.min(...known) || set > Math.max(...known) + left)
      truth.break('untrue-count', `${name} is set to ${set}; it had ${known.join(', ')} hosts meanwhile`);
  });
}

function asked({ input }: FaultSubject): readonly [name: string, desiredCount: number] {
  const { service = '', desiredCount = 0 } = input as { readonly service?: string; readonly desiredCount?: number };
  return [service.split('/').at(-1) ?? '', desiredCount];
}

/** The counts since a moment, and the one that held when it came. */
function recent(counts: readonly Count[], since: number): readonly number[] {
  const first = Math.max(
    0,
    counts.findLastIndex(({ at }) => at < since),
  );
  return counts.slice(first).map(({ hosts }) => hosts);
}
