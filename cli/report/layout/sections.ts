import type { HostLane, Lane, ServiceLane, SumLane } from './picture.ts';

/** What of the lanes is looked for. */
export interface LaneFilter {
  /** Words that a lane's texts have to contain, all of them. */
  readonly text: string;
  /** Undefined: every one. */
  readonly cluster: string | undefined;
  readonly service: string | undefined;
  /** Lanes whose decisions contain the words. */
  readonly byDecision: ReadonlySet<string>;
}

/** A cluster with its services and groups; what belongs to no cluster is in a section of its own. */
export interface Section {
  readonly cluster: SumLane | undefined;
  readonly services: Split<ServiceLane>;
  readonly groups: readonly { readonly lane: SumLane | undefined; readonly hosts: Split<HostLane> }[];
}

/** Lanes on which something happened, most of it first, and the others. */
export interface Split<T extends Lane> {
  readonly eventful: readonly T[];
  readonly quiet: readonly T[];
}

/** Puts lanes that are looked for into sections, in the order in which clusters and groups came. */
export function sectionsOf(lanes: readonly Lane[], filter: LaneFilter): readonly Section[] {
  const shown = lanes.filter((lane) => isMeant(lane, filter));
  const hosts = shown.filter((lane) => lane.kind === 'host');
  const services = shown.filter((lane) => lane.kind === 'service');
  const clusters = [...new Set([...hosts, ...services].map(({ cluster }) => cluster))];
  const order = lanes.map(({ cluster }) => cluster);
  return clusters
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((cluster) => {
      const own = hosts.filter((host) => host.cluster === cluster);
      const groups = [...new Set(own.map(({ group }) => group))].toSorted((a = '~', b = '~') => a.localeCompare(b));
      return {
        cluster: sumOf(lanes, 'cluster', cluster, cluster),
        services: split(services.filter((service) => service.cluster === cluster)),
        groups: groups.map((group) => ({
          lane: sumOf(lanes, 'group', cluster, group),
          hosts: split(own.filter((host) => host.group === group)),
        })),
      };
    });
}

/** Whether a lane is looked for. */
export function isMeant(lane: Lane, { text, cluster, service, byDecision }: LaneFilter): boolean {
  if (cluster !== undefined && lane.cluster !== cluster) return false;
  if (service !== undefined && !concerns(lane, service)) return false;
  return byDecision.has(lane.id) || contains(textOf(lane), text);
}

/** Whether a text contains every word that is looked for. */
export function contains(text: string, words: string): boolean {
  const lower = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/** A service's own lane, and the hosts that its tasks ran on. */
function concerns(lane: Lane, service: string): boolean {
  if (lane.kind === 'service') return lane.name === service;
  return lane.kind === 'host' && lane.tasks.some(([name]) => name === service);
}

function textOf(lane: Lane): string {
  const host = lane.kind === 'host' ? [lane.host, lane.group] : [];
  return [lane.name, lane.about, lane.cluster, ...host].join(' ');
}

function sumOf(
  lanes: readonly Lane[],
  kind: SumLane['kind'],
  cluster: string | undefined,
  name: string | undefined,
): SumLane | undefined {
  return lanes.find((lane): lane is SumLane => lane.kind === kind && lane.cluster === cluster && lane.name === name);
}

function split<T extends Lane>(lanes: readonly T[]): Split<T> {
  const byWeight = lanes.toSorted((a, b) => b.weight - a.weight || firstEvent(a) - firstEvent(b));
  return {
    eventful: byWeight.filter(({ weight }) => weight > 0),
    quiet: byWeight.filter(({ weight }) => weight === 0),
  };
}

function firstEvent({ events }: Lane): number {
  return events[0]?.at ?? Infinity;
}
