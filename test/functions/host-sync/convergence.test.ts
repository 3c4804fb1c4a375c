import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqsRecord } from '../../../shared/runtime/messages.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { HostSyncProcess } from '../../builders/host-sync-run.ts';
import { aRecord } from '../../builders/messages.ts';
import { World, type WorldHost } from '../../builders/world.ts';

/** Receives until the queue is empty, one message at a time; fails when that has no end. */
async function drain(world: World, queue: SqsRecord[]): Promise<void> {
  for (let receives = 0; queue.length > 0; receives += 1) {
    expect(receives).toBeLessThan(100);
    const record = queue.shift() as SqsRecord;
    const kept = await new HostSyncProcess(world).run(record);
    const receiveCount = Number(record.attributes.ApproximateReceiveCount) + 1;
    queue.push(...kept.map((id) => aRecord({ id, receiveCount })));
  }
}

const hostsOf = (world: World): WorldHost[] => world.hosts.get(clusterArn()) ?? [];

describe('a stale count does not stick', () => {
  it('when a host joins between the read and the write, even if its event is lost', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.beforeCall = (operation) => {
      if (operation === 'UpdateService' && hostsOf(world).length === 7)
        hostsOf(world).push({ id: 'late', status: 'ACTIVE' });
    };
    const queue = [aRecord()];
    await drain(world, queue);
    expect(world.desiredCount()).toBe(8);
  });

  it('when a second run, with a newer count, writes before the first', async () => {
    const world = new World().withCluster('default', 7).withService();
    const [first, second] = [new HostSyncProcess(world), new HostSyncProcess(world)];
    const kept: string[] = [];
    world.beforeCall = async (operation) => {
      if (operation !== 'UpdateService' || hostsOf(world).length > 7) return;
      // The first run is about to write 7. Before it does, a host joins and another run sees it, and writes 8.
      hostsOf(world).push({ id: 'late', status: 'ACTIVE' });
      kept.push(...(await second.run(aRecord({ id: 'second' }))));
    };
    kept.push(...(await first.run(aRecord({ id: 'first' }))));
    expect(world.desiredCount()).toBe(7);
    await drain(
      world,
      kept.map((id) => aRecord({ id, receiveCount: 2 })),
    );
    expect(world.desiredCount()).toBe(8);
  });
});

describe('no stale count sticks', () => {
  it('in any order of the calls of several runs and of what happens to the hosts', async () => {
    const anyChanges = fc.array(fc.constantFrom('join', 'drain', 'leave'), { maxLength: 5 });
    const property = fc.asyncProperty(
      fc.scheduler(),
      anyChanges,
      fc.nat(12),
      async (scheduler, changes, desiredCount) => {
        const world = new World().withCluster('default', 6).withService({ desiredCount });
        world.beforeCall = (operation) => scheduler.schedule(Promise.resolve(), operation);
        const runAbout = (id: string) => new HostSyncProcess(world).run(aRecord({ id }));
        // Each change sends an event, and each event is a run of its own beside the others.
        const eventful = changes.map(async (change, index) => {
          await scheduler.schedule(Promise.resolve(), change);
          happen(world, change, index);
          return runAbout(`event-${index}`);
        });
        const kept = await scheduler.waitFor(Promise.all([runAbout('one'), runAbout('two'), ...eventful]));
        world.beforeCall = () => undefined;
        await drain(
          world,
          kept.flat().map((id) => aRecord({ id, receiveCount: 2 })),
        );
        expect(world.desiredCount()).toBe(world.active());
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('when every event but the first is lost and hosts change no more after the last write', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('join', 'drain'), { maxLength: 4 }),
      async (scheduler, changes) => {
        const world = new World().withCluster('default', 6).withService({ desiredCount: 99 });
        world.beforeCall = (operation) => scheduler.schedule(Promise.resolve(), operation);
        const run = new HostSyncProcess(world).run(aRecord());
        const happenings = changes.map((change, index) =>
          scheduler.schedule(Promise.resolve(), change).then(() => happen(world, change, index)),
        );
        const [kept] = await scheduler.waitFor(Promise.all([run, ...happenings]));
        world.beforeCall = () => undefined;
        await drain(
          world,
          (kept ?? []).map((id) => aRecord({ id, receiveCount: 2 })),
        );
        expect(world.desiredCount()).toBe(world.active());
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('a drain', () => {
  it('is followed at once, so that minimum healthy 100 % does not block it', async () => {
    const world = new World().withCluster('default', 10).withService();
    const [host] = hostsOf(world);
    if (host) host.status = 'DRAINING';
    await new HostSyncProcess(world).run(aRecord());
    // Nine tasks on nine hosts satisfy the service: the task on the draining host need not be replaced.
    expect(world.desiredCount()).toBe(9);
  });
});

function happen(world: World, change: 'join' | 'drain' | 'leave', index: number): void {
  const hosts = hostsOf(world);
  const active = hosts.find(({ status }) => status === 'ACTIVE');
  if (change === 'join') hosts.push({ id: `late-${index}`, status: 'ACTIVE' });
  if (change === 'drain' && active) active.status = 'DRAINING';
  if (change === 'leave') hosts.shift();
}
