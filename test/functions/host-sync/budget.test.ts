import { describe, expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { HostSyncProcess } from '../../builders/host-sync-run.ts';
import { aRecord, aStateChange } from '../../builders/messages.ts';
import { World } from '../../builders/world.ts';

const about = (cluster: string) => JSON.stringify(aStateChange(cluster));
const gpu = 'attribute:gpu == true';
const memberOf = (expression: string) => ({ type: 'memberOf', expression }) as const;

describe('the call budget', () => {
  it('is four calls for a thousand events about a cluster of a thousand hosts with five services', async () => {
    const world = new World().withCluster('default', 1000);
    for (let index = 0; index < 5; index += 1)
      world.withService({ serviceName: `service-${index}`, desiredCount: 1000 });
    const records = Array.from({ length: 1000 }, (_, index) => aRecord({ id: `message-${index}` }));
    const kept = await new HostSyncProcess(world).run(...records);
    expect(kept).toEqual([]);
    expect(world.calls.toSorted()).toEqual([
      'DescribeClusters',
      'DescribeServices',
      'GetResources',
      'ListContainerInstances',
    ]);
  });

  it.each([
    { clusters: 1, services: 1 },
    { clusters: 1, services: 25 },
    { clusters: 7, services: 11 },
    { clusters: 40, services: 3 },
  ])('is 1 + per cluster (ceil(S/10) + 2) reads for $clusters clusters of $services services', async (size) => {
    const world = new World();
    const records = [];
    for (let cluster = 0; cluster < size.clusters; cluster += 1) {
      const name = `cluster-${cluster}`;
      world.withCluster(name, 10);
      for (let index = 0; index < size.services; index += 1) {
        world.withService({ cluster: name, serviceName: `service-${index}`, desiredCount: index === 0 ? 9 : 10 });
      }
      for (let copy = 0; copy < 3; copy += 1) records.push(aRecord({ id: `${name} ${copy}`, body: about(name) }));
    }
    await new HostSyncProcess(world).run(...records);
    const writes = world.calls.filter((call) => call === 'UpdateService').length;
    expect(writes).toBe(size.clusters);
    const budget = 1 + size.clusters * (Math.ceil(size.services / 10) + 2);
    expect(world.calls.length - writes).toBeLessThanOrEqual(budget);
  });
});

describe('no call is made', () => {
  it('about a cluster without served services, save for the tagged ones once a minute', async () => {
    const world = new World().withCluster('default', 3).withCluster('other', 5);
    world.withService({ cluster: 'other', desiredCount: 5 });
    const process = new HostSyncProcess(world);
    for (let run = 0; run < 3; run += 1) await process.run(aRecord());
    expect(world.calls).toEqual(['GetResources']);
    process.now = 60_000;
    await process.run(aRecord());
    expect(world.calls).toEqual(['GetResources', 'GetResources']);
  });

  it('about a cluster that is tagged out, beyond reading its tags', async () => {
    const world = new World().withCluster('default', 3).withService();
    world.clusterTags.set(clusterArn(), { 'ecs-ops:host-sync': 'false' });
    await new HostSyncProcess(world).run(aRecord());
    expect(world.calls).toEqual(['GetResources', 'DescribeClusters']);
    expect(world.desiredCount()).toBe(10);
  });

  it('to count hosts when every service is held back, and none twice for a shared filter', async () => {
    const world = new World().withCluster('default', 3, [{ matches: [gpu] }]);
    world.withService({ schedulingStrategy: 'DAEMON' });
    await new HostSyncProcess(world).run(aRecord());
    expect(world.calls).not.toContain('ListContainerInstances');
    for (let index = 0; index < 5; index += 1) {
      world.withService({ serviceName: `gpu-${index}`, placementConstraints: [memberOf(gpu)], desiredCount: 1 });
    }
    await new HostSyncProcess(world).run(aRecord());
    expect(world.calls.filter((call) => call === 'ListContainerInstances')).toHaveLength(1);
  });
});
