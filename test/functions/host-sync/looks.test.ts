import { describe, expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { HostSyncProcess } from '../../builders/host-sync-run.ts';
import { aRecord, aStateChange } from '../../builders/messages.ts';
import { World } from '../../builders/world.ts';

const schedule = JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': 'Host Sync Schedule' });
const about = (cluster: string) => JSON.stringify(aStateChange(cluster));
const gpu = 'attribute:gpu == true';
const memberOf = (expression: string) => ({ type: 'memberOf', expression }) as const;
const distinct = { type: 'distinctInstance' } as const;

describe('eligible hosts', () => {
  it('are all that are registered and not DRAINING', async () => {
    const world = new World()
      .withCluster('default', 10, [{ status: 'DRAINING' }, { status: 'DRAINING' }])
      .withService();
    world.withService({ serviceName: 'agent', desiredCount: 12 });
    await new HostSyncProcess(world).run(aRecord());
    expect([world.desiredCount('web'), world.desiredCount('agent')]).toEqual([10, 10]);
  });

  it('are those that match every memberOf expression', async () => {
    const special = Array.from({ length: 130 }, (_, index) => ({ matches: index < 7 ? [gpu, 'zone == a'] : [gpu] }));
    const world = new World().withCluster('default', 120, special);
    world.withService({ serviceName: 'gpu', placementConstraints: [distinct, memberOf(gpu)] });
    world.withService({ serviceName: 'both', placementConstraints: [distinct, memberOf(gpu), memberOf('zone == a')] });
    await new HostSyncProcess(world).run(aRecord());
    expect([world.desiredCount('gpu'), world.desiredCount('both')]).toEqual([130, 7]);
  });

  it('are those of the one capacity provider', async () => {
    const spot = Array.from({ length: 4 }, () => ({ capacityProvider: 'spot' }));
    const world = new World().withCluster('default', 6, [...spot, { capacityProvider: 'spot', status: 'DRAINING' }]);
    world.withService({ capacityProviders: ['spot'], launchType: undefined });
    world.withService({ serviceName: 'other', capacityProviders: ['on-demand'], launchType: undefined });
    await new HostSyncProcess(world).run(aRecord());
    expect([world.desiredCount('web'), world.desiredCount('other')]).toEqual([4, 0]);
    expect(world.calls.filter((call) => call.startsWith('DescribeContainer'))).toHaveLength(1);
  });
});

describe('a scheduled look', () => {
  it('repairs every cluster that has a served service, and lists clusters only for bare names', async () => {
    const world = new World().withCluster('a', 3).withCluster('b', 4).withCluster('c', 5);
    world.withService({ cluster: 'a' }).withService({ cluster: 'b', tags: {} }).withService({ cluster: 'c', tags: {} });
    const kept = await new HostSyncProcess(world, { services: ['b/web'] }).run(aRecord({ body: schedule }));
    expect(['a', 'b', 'c'].map((name) => world.desiredCount('web', name))).toEqual([3, 4, 10]);
    expect(world.calls).not.toContain('ListClusters');
    expect(kept).toEqual(['message-1']);
    await new HostSyncProcess(world, { services: ['web'] }).run(aRecord({ body: schedule }));
    expect(world.desiredCount('web', 'c')).toBe(5);
    expect(world.calls).toContain('ListClusters');
  });

  it.each(['b', clusterArn('b')])(
    'leaves alone what is of another account, and what is not in the scope %s',
    async (b) => {
      const world = new World()
        .withCluster('a', 3)
        .withCluster('b', 4)
        .withService({ cluster: 'a' })
        .withService({ cluster: 'b' });
      const services = ['arn:aws:ecs:eu-west-1:111122223333:service/a/web'];
      const process = new HostSyncProcess(world, { services, scope: [b] });
      await process.run(aRecord({ body: schedule }));
      expect([world.desiredCount('web', 'a'), world.desiredCount('web', 'b')]).toEqual([10, 4]);
      expect(process.telemetry.sums).toMatchObject({ 'HeldBack cluster-out-of-scope': 1 });
    },
  );
});

describe('after a write', () => {
  it('one message of each changed cluster comes back for a confirming look, which ends it', async () => {
    const world = new World()
      .withCluster('default', 7)
      .withCluster('same', 10)
      .withService()
      .withService({ cluster: 'same' });
    const process = new HostSyncProcess(world);
    const records = ['1', '2', '3'].map((id) => aRecord({ id, receiveCount: Number(id) }));
    const kept = await process.run(...records, aRecord({ id: 'same', body: about('same') }));
    expect(kept).toEqual(['1']);
    expect(process.postponed).toEqual(new Map([['1', 10]]));
    expect(await process.run(aRecord({ id: '1', receiveCount: 2 }))).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ ConfirmingLooks: 1, Actions: 1 });
  });

  it('no message comes back from its tenth receive on, for nothing has failed', async () => {
    const world = new World().withCluster('default', 7).withService();
    expect(await new HostSyncProcess(world).run(aRecord({ receiveCount: 10 }))).toEqual([]);
    expect(world.desiredCount()).toBe(7);
  });

  it('no message comes back in a dry run, which writes nothing', async () => {
    const world = new World().withCluster('default', 7).withService();
    const process = new HostSyncProcess(world, { dryRun: true });
    expect(await process.run(aRecord())).toEqual([]);
    expect(world.desiredCount()).toBe(10);
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun set-desired-count': 1 });
  });
});

describe('while a confirming look is coming', () => {
  const hostJoins = (world: World): void => {
    world.hosts.get(clusterArn())?.push({ id: 'late', status: 'ACTIVE' });
  };

  /** A cluster of 7 hosts that was written to just now, because of the message `1`; then an eighth joined. */
  async function written(options: { readonly isSqsDown?: boolean; readonly body?: string } = {}) {
    const world = new World().withCluster('default', 7).withService();
    const process = new HostSyncProcess(world, options);
    const { body } = options;
    expect(await process.run(aRecord({ id: '1', ...(body && { body }) }))).toEqual(['1']);
    hostJoins(world);
    process.now = 2_000;
    return { world, process };
  }

  it('other messages of the cluster are done without a look', async () => {
    const { world, process } = await written();
    world.calls.length = 0;
    expect(await process.run(aRecord({ id: '2' }))).toEqual([]);
    expect(world.calls).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack look-coming': 1 });
  });

  it('its own message, which SQS may deliver twice, is that look whenever it comes', async () => {
    const { world, process } = await written();
    await process.run(aRecord({ id: '1', receiveCount: 2 }));
    expect(world.desiredCount()).toBe(8);
  });

  it('no other message is done without a look once its own has come', async () => {
    const { world, process } = await written();
    hostsLeave(world);
    // Nothing to write: it does not come back a second time.
    expect(await process.run(aRecord({ id: '1', receiveCount: 2 }))).toEqual([]);
    hostJoins(world);
    await process.run(aRecord({ id: '2' }));
    expect(world.desiredCount()).toBe(8);
  });

  it('other messages are looked at where its own comes back no sooner than the queue’s time-out has it', async () => {
    const { world, process } = await written({ isSqsDown: true });
    await process.run(aRecord({ id: '2' }));
    expect(world.desiredCount()).toBe(8);
  });

  it('other messages are looked at by a clock that was set back', async () => {
    const { world, process } = await written();
    process.now = -3_600_000;
    await process.run(aRecord({ id: '2' }));
    expect(world.desiredCount()).toBe(8);
  });

  it('the schedule takes for no drift what the events told that were done without a look', async () => {
    const { process } = await written();
    await process.run(aRecord({ id: '2' }));
    await process.run(aRecord({ id: '3', body: schedule }));
    expect(process.telemetry.sums['ServicesDrifted'] ?? 0).toBe(0);
  });

  it('nor does a scheduled look that is itself the confirming one', async () => {
    const { world, process } = await written({ body: schedule });
    await process.run(aRecord({ id: '2' }));
    process.now = 12_000;
    await process.run(aRecord({ id: '1', body: schedule, receiveCount: 2 }));
    expect(world.desiredCount()).toBe(8);
    // That of the first look.
    expect(process.telemetry.sums).toMatchObject({ ServicesDrifted: 1 });
  });

  function hostsLeave(world: World): void {
    world.hosts.get(clusterArn())?.pop();
  }
});

describe('a service whose tag says neither true nor false', () => {
  const tags = { 'ecs-ops:one-per-host': 'yes' };
  const heldBack = ({ telemetry }: HostSyncProcess) => telemetry.sums['HeldBack invalid-one-per-host'] ?? 0;

  it.each([
    ['an event of its cluster', about('a'), 1],
    ['an event of another cluster', about('b'), 0],
    ['the schedule', schedule, 1],
  ])('is told of at %s, at no call', async (_, body, count) => {
    const world = new World().withCluster('a', 3).withCluster('b', 3).withService({ cluster: 'a', tags });
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord({ body }))).toEqual([]);
    expect(heldBack(process)).toBe(count);
    expect(world.calls).toEqual(['GetResources']);
    expect(world.desiredCount('web', 'a')).toBe(10);
  });

  it('is told of once when the settings list it, and not when its cluster is out of scope', async () => {
    const world = new World().withCluster('a', 3).withService({ cluster: 'a', tags });
    const listing = new HostSyncProcess(world, { services: ['a/web'] });
    await listing.run(aRecord({ body: about('a') }));
    expect(heldBack(listing)).toBe(1);
    const elsewhere = new HostSyncProcess(world, { scope: ['b'] });
    await elsewhere.run(aRecord({ body: schedule }));
    expect(heldBack(elsewhere)).toBe(0);
  });
});
