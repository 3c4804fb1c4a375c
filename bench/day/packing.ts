import { boundsOf, DAY_GROUPS, DAY_HOST } from './cluster.ts';
import { type Counts, DAY_DAEMON, DAY_SERVICES, type DayService, INTERVAL_MINUTES, type LoadStep } from './load.ts';

/** Percent of what is in use, and copies of the largest task, that are to be free besides. */
export interface WantedHeadroom {
  readonly percent: number;
  readonly copies: number;
}

/** Host-hours of a day in whose every interval all tasks are placed anew, on hosts that come and go at once. */
export interface BestPacking {
  /** What no packing can be under: the sums of CPU and of memory, and the groups' minimums. */
  readonly bound: number;
  /** What one packing takes: first fit, the largest tasks first. */
  readonly packed: number;
}

/** Adds up the intervals of a day. */
export function bestPacking(load: readonly LoadStep[], headroom: WantedHeadroom, scale: number): BestPacking {
  const least = DAY_GROUPS.reduce((sum, group) => sum + boundsOf(group, scale).min, 0);
  const hours = INTERVAL_MINUTES / 60;
  let bound = 0;
  let packed = 0;
  for (const { counts } of load) {
    const liquid = Math.max(least, hostsForLiquid(counts, headroom));
    bound += liquid * hours;
    packed += Math.max(liquid, hostsForPacked(counts, headroom)) * hours;
  }
  return { bound, packed };
}

/** Hosts such that so many percent of what is in use, the daemons' part included, are free. */
function hostsForLiquid(counts: Counts, { percent }: WantedHeadroom): number {
  const factor = 1 + percent / 100;
  const hosts = (['cpu', 'memory'] as const).map((resource) => {
    const demand = DAY_SERVICES.reduce((sum, service) => sum + (counts[service.name] ?? 0) * service[resource], 0);
    return Math.ceil((factor * demand) / (DAY_HOST[resource] - factor * DAY_DAEMON[resource]));
  });
  return Math.max(...hosts);
}

/** A host that is being filled. */
interface Bin {
  cpu: number;
  memory: number;
  readonly has: Set<string>;
}

/** Hosts that first fit takes, copies of the largest task included. */
function hostsForPacked(counts: Counts, { copies }: WantedHeadroom): number {
  const bySize = DAY_SERVICES.toSorted((a, b) => shareOf(b) - shareOf(a));
  const [largest] = bySize;
  const bins: Bin[] = [];
  for (const service of bySize) {
    const tasks = (counts[service.name] ?? 0) + (service === largest ? copies : 0);
    for (let task = 0; task < tasks; task += 1) putInto(bins, service);
  }
  return bins.length;
}

function putInto(bins: Bin[], { name, cpu, memory, distinct = false }: DayService): void {
  let bin = bins.find((each) => each.cpu >= cpu && each.memory >= memory && !(distinct && each.has.has(name)));
  if (bin === undefined) {
    bin = { cpu: DAY_HOST.cpu - DAY_DAEMON.cpu, memory: DAY_HOST.memory - DAY_DAEMON.memory, has: new Set() };
    bins.push(bin);
  }
  bin.cpu -= cpu;
  bin.memory -= memory;
  bin.has.add(name);
}

/** The larger part of a host that a task takes. */
function shareOf({ cpu, memory }: DayService): number {
  return Math.max(cpu / DAY_HOST.cpu, memory / DAY_HOST.memory);
}
