import type { PurchaseOption } from '../ec2/instance.ts';
import type { InstancesDistribution } from './model.ts';

/** Where and how to launch one instance. */
export interface Placement {
  readonly zone: string;
  readonly purchase: PurchaseOption;
}

/** What placing looks at in an instance. */
export type Placed = Placement;

/**
 * Chooses zones and purchase options for new instances: each goes to the zone with the fewest, the first of the
 * group's list among equals. Source: EC2 Auto Scaling user guide, how Auto Scaling balances capacity.
 * @param present instances that count already
 */
export function placeLaunches(
  count: number,
  present: readonly Placed[],
  zones: readonly string[],
  distribution: InstancesDistribution | undefined,
): readonly Placement[] {
  const all = [...present];
  return Array.from({ length: count }, () => {
    const placement = { zone: emptiestZone(all, zones), purchase: nextPurchase(all, distribution) };
    all.push(placement);
    return placement;
  });
}

/** How many instances stand in each of the zones. */
export function countByZone(placed: readonly Placed[], zones: readonly string[]): ReadonlyMap<string, number> {
  return new Map(zones.map((zone) => [zone, placed.filter((item) => item.zone === zone).length]));
}

function emptiestZone(placed: readonly Placed[], zones: readonly string[]): string {
  const counts = [...countByZone(placed, zones)];
  const fewest = Math.min(...counts.map(([, count]) => count));
  const zone = counts.find(([, count]) => count === fewest)?.[0];
  if (zone === undefined) throw new RangeError('A group needs at least one Availability Zone');
  return zone;
}

/** How many of a number of instances are to be on demand. Source: API reference, InstancesDistribution. */
export function wantedOnDemand(total: number, distribution: InstancesDistribution | undefined): number {
  if (distribution === undefined) return total;
  const base = Math.min(total, distribution.onDemandBaseCapacity);
  return base + Math.ceil(((total - base) * distribution.onDemandPercentageAboveBaseCapacity) / 100);
}

function nextPurchase(placed: readonly Placed[], distribution: InstancesDistribution | undefined): PurchaseOption {
  const onDemand = placed.filter(({ purchase }) => purchase === 'on-demand').length;
  return onDemand < wantedOnDemand(placed.length + 1, distribution) ? 'on-demand' : 'spot';
}
