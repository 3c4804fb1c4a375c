import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCore } from '../../../simulator/services/ecs/core.ts';
import { hostRecord } from '../../../simulator/services/ecs/lifecycle/host-registration.ts';
import { createCluster } from '../../../simulator/services/ecs/operations/cluster-operations.ts';
import { HostTree } from '../../../simulator/services/ecs/scheduler/host-tree.ts';
import { TestWorld } from '../ec2/test-world.ts';
import { aHost } from './ecs-test.ts';

describe('picking hosts', () => {
  it('never leaves two zones more than one task apart', () => {
    const zones = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(zones, fc.nat({ max: 80 }), fc.nat(), (hostZones, tasks, salt) => {
        const core = createCore(new TestWorld(), {});
        const cluster = createCluster(core, { clusterName: 'main' });
        const tree = new HostTree({ levels: [({ availabilityZone }) => availabilityZone], weights: [] }, 1, salt);
        const placed = new Map<string, number>(hostZones.map((zone) => [zone, 0]));
        for (const availabilityZone of hostZones) {
          tree.offer(hostRecord({ ...aHost(), cluster, availabilityZone }, core.state, core.world));
        }
        for (let task = 0; task < tasks; task += 1) {
          const picked = tree.take();
          if (picked === undefined) throw new Error('No host');
          placed.set(picked.availabilityZone, (placed.get(picked.availabilityZone) ?? 0) + 1);
          tree.offer(picked);
        }
        expect(Math.max(...placed.values()) - Math.min(...placed.values())).toBeLessThanOrEqual(1);
      }),
    );
  });
});
