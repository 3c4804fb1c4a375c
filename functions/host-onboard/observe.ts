import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Instance } from '../../shared/domain/instances.ts';
import type { Message } from '../../shared/runtime/messages.ts';
import { type HostOnboardEvent, isExternal } from './event.ts';
import { isHopLimitLow, isHopLimitTold } from './judgement.ts';
import { ATTRIBUTES, readMarker } from './marker.ts';
import type { RelianceReader } from './reliance.ts';
import type { HostsSeen, HostView, Reliance } from './snapshot.ts';
import { isServed, type WantedDependencies, type WantedHosts, wantedHosts } from './wanted-hosts.ts';

/** What observing needs. */
export interface ObserveDependencies extends WantedDependencies {
  readonly reliance: RelianceReader;
}

/**
 * Hosts that a run takes: 40 writes of labels, as two of them go with one PutAttributes for five hosts. With a pause of
 * eight seconds between runs, and two runs at once at most, that is ten a second, a quarter of what ECS allows; both
 * together take 80 of a burst of 100 (ECS API reference, "Request throttling": cluster resource modify actions, 100 and 40/s).
 */
export const HOSTS_PER_RUN = 200;
/** Clusters read side by side. */
const CLUSTERS_AT_ONCE = 4;

const UNREAD: Reliance = { kind: 'unread' };

/** A host, and where it is. */
interface Placed {
  readonly clusterArn: string;
  readonly host: Host;
}

/** Looks at the hosts that the messages are about, and only at those that are not known yet. Never throws for what AWS may answer. */
export async function observe(
  messages: readonly Message<HostOnboardEvent>[],
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<HostsSeen> {
  const wanted = await wantedHosts(messages, dependencies, signal);
  const look = new RunLook(dependencies, signal);
  const { taken, unfinished } = take(await look.worthOpening(wanted.hosts));
  const placed = await look.describe(taken);
  const hosts = await look.views(placed);
  const { everywhereFailure } = wanted;
  return {
    kind: 'hosts-seen',
    policy: dependencies.policy,
    hosts,
    aside: wanted.aside,
    unreadable: [...wanted.unreadable, ...look.unreadable],
    unfinished,
    ...(everywhereFailure && { everywhereFailure }),
  };
}

/** As many hosts as a run takes; those not seen yet before those to be looked at again. */
function take(wanted: readonly WantedHosts[]): {
  readonly taken: ReadonlyMap<string, readonly string[]>;
  readonly unfinished: ReadonlySet<string>;
} {
  const all = (['unseen', 'open'] as const).flatMap((kind) =>
    wanted.flatMap((each) => each[kind].map((arn) => ({ clusterArn: each.clusterArn, arn }))),
  );
  const taken = Map.groupBy(all.slice(0, HOSTS_PER_RUN), ({ clusterArn }) => clusterArn);
  return {
    taken: new Map([...taken].map(([clusterArn, hosts]) => [clusterArn, hosts.map(({ arn }) => arn)])),
    unfinished: new Set(all.slice(HOSTS_PER_RUN).map(({ clusterArn }) => clusterArn)),
  };
}

/** The reads of one run. What several hosts of a cluster ask for is read once. */
class RunLook {
  readonly unreadable: { clusterArn: string; failure: Failure }[] = [];
  readonly #dependencies: ObserveDependencies;
  readonly #signal: AbortSignal;
  readonly #reliance = new Map<string, Promise<Reliance>>();

  constructor(dependencies: ObserveDependencies, signal: AbortSignal) {
    this.#dependencies = dependencies;
    this.#signal = signal;
  }

  /** Hosts that were left open are worth another look only where containers have come that need more hops. */
  async worthOpening(wanted: readonly WantedHosts[]): Promise<readonly WantedHosts[]> {
    return mapAtMost(CLUSTERS_AT_ONCE, wanted, async (each) => {
      if (each.open.length === 0 || this.#dependencies.policy.repairs) return each;
      const { kind } = await this.#relianceOf(each.clusterArn);
      return kind === 'relied' || kind === 'unclear' ? each : { ...each, open: [] };
    });
  }

  /** Reads hosts anew: what an event or a list said of them may be over. */
  async describe(wanted: ReadonlyMap<string, readonly string[]>): Promise<readonly Placed[]> {
    const { reads } = this.#dependencies;
    const read = await mapAtMost(CLUSTERS_AT_ONCE, [...wanted], async ([clusterArn, arns]) => {
      try {
        const { hosts, failures } = await reads.describeContainerInstances(clusterArn, arns, this.#signal);
        const failed = failures.find(({ reason }) => reason !== 'MISSING');
        if (failed) this.unreadable.push({ clusterArn, failure: toRetryable(failed) });
        return hosts.filter((host) => this.#isOurs(host)).map((host) => ({ clusterArn, host }));
      } catch (error) {
        this.unreadable.push({ clusterArn, failure: asFailure(error) });
        return [];
      }
    });
    return read.flat();
  }

  /** Reads the EC2 side of hosts, once for all, and what their clusters run where it matters. */
  async views(placed: readonly Placed[]): Promise<readonly HostView[]> {
    if (placed.length === 0) return [];
    const { reads, seen } = this.#dependencies;
    let instances: ReadonlyMap<string, Instance>;
    try {
      const found = await reads.describeInstances(
        [...new Set(placed.map(({ host }) => host.ec2InstanceId))],
        this.#signal,
      );
      instances = new Map(found.map((instance) => [instance.ec2InstanceId, instance]));
    } catch (error) {
      const failure = asFailure(error);
      const clusterArns = new Set(placed.map(({ clusterArn }) => clusterArn));
      this.unreadable.push(...Array.from(clusterArns, (clusterArn) => ({ clusterArn, failure })));
      return [];
    }
    return mapAtMost(CLUSTERS_AT_ONCE, placed, async ({ clusterArn, host }) => {
      const instance = instances.get(host.ec2InstanceId);
      const reliance = isAsked(host, instance) ? await this.#relianceOf(clusterArn) : UNREAD;
      return { clusterArn, host, instance, reliance, told: seen.toldOf(host.containerInstanceArn) };
    });
  }

  #relianceOf(clusterArn: string): Promise<Reliance> {
    const asked = this.#reliance.get(clusterArn) ?? this.#dependencies.reliance.of(clusterArn, this.#signal);
    this.#reliance.set(clusterArn, asked);
    return asked;
  }

  /** A host seen meanwhile is done with, unless it was to be looked at again. */
  #isOurs({ status, ec2InstanceId, attributes }: Host): boolean {
    if (!isServed(status) || isExternal(ec2InstanceId, new Set(Object.keys(attributes)))) return false;
    const marker = attributes[ATTRIBUTES.marker];
    const memories = readMarker(marker);
    if (marker === undefined || memories.has('hop-limit-open')) return true;
    return this.#dependencies.policy.repairs && memories.has('hop-limit-found');
  }
}

/** Whether it matters for a host what its cluster runs. */
function isAsked({ attributes }: Host, instance: Instance | undefined): boolean {
  if (!instance?.metadataOptions || !isHopLimitLow(instance.metadataOptions)) return false;
  return !isHopLimitTold(readMarker(attributes[ATTRIBUTES.marker]));
}
