import { clusterName } from '../../shared/domain/arn.ts';
import { MEASURES, METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { Told } from '../../shared/runtime/told.ts';
import type { HeadroomView, ScaleInAction, ScaleInPlan } from './actions.ts';
import type { Snapshot } from './snapshot.ts';

/** Milliseconds after which a cluster's headroom is told again although it did not change. */
const AGAIN_AFTER = 900_000;
const CPU_UNITS = 1024;
const MIB_PER_GIB = 1024;

/** What is free and what is wanted, in percent of a cluster's capacity. */
interface Shares {
  readonly free: number;
  readonly wanted: number;
}

/** Tells how much headroom each cluster has: as measures with each run, on a line of the log when it changed. */
export class HeadroomLog {
  readonly #telemetry: Telemetry;
  readonly #told: Told;

  /** @param clock gives the time in milliseconds */
  constructor(telemetry: Telemetry, clock: () => number) {
    this.#telemetry = telemetry;
    this.#told = new Told(AGAIN_AFTER, clock);
  }

  /** Tells the headroom that a plan began with. */
  tell({ headroom }: Pick<ScaleInPlan, 'headroom'>): void {
    for (const { clusterArn, hosts, missing, ...rest } of headroom) {
      const shares = tighter(rest);
      this.#telemetry.measure(MEASURES.freeHeadroom, shares.free);
      this.#telemetry.measure(MEASURES.wantedHeadroom, shares.wanted);
      if (missing !== undefined) this.#telemetry.count(METRICS.clustersShortOfHeadroom, 1);
      const fields = { ...shares, hosts, ...(missing === undefined ? {} : { missing }) };
      if (!this.#told.isNew(clusterArn, JSON.stringify(fields))) continue;
      this.#telemetry.log.info('headroom', { cluster: clusterName(clusterArn), ...fields });
    }
  }
}

/** CPU or memory, whichever has less above what is wanted; whole percents. */
function tighter({ cpu, memory }: Pick<HeadroomView, 'cpu' | 'memory'>): Shares {
  const [a, b] = [cpu, memory].map(({ free, used, wanted }): Shares => {
    const capacity = free + used;
    const percent = (amount: number): number => (capacity === 0 ? 0 : Math.round((amount / capacity) * 100));
    return { free: percent(free), wanted: percent(wanted) };
  }) as [Shares, Shares];
  return a.free - a.wanted <= b.free - b.wanted ? a : b;
}

/** Counts the hosts that were terminated without another in their place, and what they had. */
export function countRemoved(
  snapshot: Snapshot,
  applied: readonly { readonly action: ScaleInAction; readonly outcome: string }[],
  telemetry: Telemetry,
): void {
  const removed = new Set(
    applied.flatMap(({ action, outcome }) =>
      outcome === 'done' && action.kind === 'terminate-hosts' ? action.ec2InstanceIds : [],
    ),
  );
  if (removed.size === 0) return;
  telemetry.count(METRICS.hostsRemoved, removed.size);
  const hosts = snapshot.clusters.flatMap((view) => (view.kind === 'read' ? view.hosts : []));
  for (const { ec2InstanceId, resources } of hosts) {
    // An instance that is registered twice is counted once.
    if (!removed.delete(ec2InstanceId)) continue;
    telemetry.count(METRICS.vcpusRemoved, resources.registeredCpu / CPU_UNITS);
    telemetry.count(METRICS.memoryRemoved, resources.registeredMemory / MIB_PER_GIB);
  }
}
