import type { PlacementStrategy } from '@aws-sdk/client-ecs';
import type { HostRecord } from '../state/records.ts';
import type { Ranking } from './host-tree.ts';

/**
 * Turns placement strategies into a ranking. Without strategies tasks are spread over Availability Zones, and within
 * a zone over the hosts with the fewest tasks of the group. Source: ECS developer guide, Service scheduler concepts.
 *
 * @param tasksOn how many tasks of the group a host has
 */
export function rankingOf(strategies: readonly PlacementStrategy[], tasksOn: (host: HostRecord) => number): Ranking {
  const levels: ((host: HostRecord) => string)[] = [];
  const weights: ((host: HostRecord) => number)[] = [];
  for (const { type, field = 'instanceId' } of strategies) {
    if (type === 'random') return { levels, weights };
    if (type === 'binpack')
      weights.push(({ resources }) => (field.toLowerCase() === 'cpu' ? resources.cpu : resources.memory));
    else if (field === 'instanceId' || field === 'host') weights.push(tasksOn);
    else if (weights.length === 0) levels.push((host) => attributeOf(host, field));
  }
  if (strategies.length === 0) levels.push(({ availabilityZone }) => availabilityZone);
  if (weights.length === 0) weights.push(tasksOn);
  return { levels, weights };
}

function attributeOf(host: HostRecord, field: string): string {
  return host.attributes.get(field.replace(/^attribute:/, '')) ?? '';
}
