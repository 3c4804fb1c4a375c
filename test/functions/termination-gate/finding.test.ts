import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aDrainingEvent, aNotice, HELD_AT } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { instanceId } from '../../builders/hosts.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const again = aNotice(1, { receiveCount: 5 });

describe('a host in no cluster', () => {
  const nowhere = () => new GateWorld().withCluster('default').hold(1);

  it('is held for its grace, looked at every 15 s, and then let go', async () => {
    const world = nowhere();
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1))).toEqual(['notice 1']);
    expect(process.postponed.get('notice 1')).toBe(15);
    await process.runAt(115_000, again);
    expect([world.released(1), process.postponed.get('notice 1')]).toEqual([undefined, 5]);
    expect(await process.runAt(120_000, again)).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack may-be-registering': 2 });
  });

  it('is drained when it registers in time', async () => {
    const world = nowhere();
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    world.withHeldHost(1);
    world.run(1);
    await process.runAt(61_000, again);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
  });

  it('is looked for anew before it is let go, however short a while ago it was in none', async () => {
    const world = nowhere();
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    await process.runAt(90_000, again);
    world.withHeldHost(1);
    world.run(1);
    await process.runAt(120_000, again);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
  });

  it('is looked for anew at a deadline that comes before the end of its grace: it may be kept for a person', async () => {
    const world = nowhere().withGroup({ retains: true });
    const process = new TerminationGateProcess(world, { outcome: 'retain', deadlineMinutes: 1 });
    await process.run(aNotice(1));
    world.withHeldHost(1);
    world.run(1);
    await process.runAt(60_000, again);
    expect([world.released(1), world.told.length]).toEqual(['ABANDON', 1]);
  });

  it('is not let go while a part of the clusters can’t be searched', async () => {
    const world = nowhere().withCluster('other');
    world.beforeCall = (_, about) => {
      if (about === clusterArn('other')) throw new Error('down');
    };
    const process = new TerminationGateProcess(world);
    expect(await process.runAt(121_000, again)).toEqual(['notice 1']);
    expect(world.released(1)).toBeUndefined();
    expect(process.telemetry.sums).toMatchObject({ 'Retried unexpected-error': 1 });
  });

  it('costs one search a minute', async () => {
    const world = nowhere();
    const process = new TerminationGateProcess(world);
    for (const age of [500, 15_000, 30_000, 45_000, 60_000]) await process.runAt(age, again);
    expect(world.count('ListContainerInstances')).toBe(1);
    await process.runAt(75_000, again);
    expect(world.count('ListContainerInstances')).toBe(2);
  });
});

it('a host whose registration failed is let go after its grace, and not before', async () => {
  const world = new GateWorld().withHeldHost(1, { status: 'REGISTRATION_FAILED' });
  const process = new TerminationGateProcess(world);
  await process.run(aNotice(1));
  await process.runAt(119_000, again);
  expect(world.released(1)).toBeUndefined();
  await process.runAt(120_000, again);
  expect(world.released(1)).toBe('CONTINUE');
});

describe('a host that has left its cluster', () => {
  it.each(['INACTIVE', 'gone'])('%s, is let go at once', async (how) => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    if (how === 'gone') world.clusters.set(clusterArn(), []);
    else world.setStatus(1, how);
    expect(await process.runAt(15_000, again)).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('for another, where its agent registered it anew, is drained there', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    world.clusters.set(clusterArn(), []);
    world.withHeldHost(1, { cluster: 'other' });
    world.run(1);
    await process.runAt(15_000, again);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
  });
});

describe('the cluster that is said to have a host', () => {
  const worldOf = (tags = {}) =>
    new GateWorld().withGroup({ tags }).withCluster('a').withCluster('b').withHeldHost(1, { cluster: 'c' });

  it.each([
    ['metadata', {}, { cluster: 'c' }],
    ['the ARN in metadata', {}, { cluster: clusterArn('c') }],
    ['the group’s tag', { 'ecs-ops:cluster': 'c' }, {}],
    ['metadata, whatever the tag says', { 'ecs-ops:cluster': 'a' }, { cluster: 'c' }],
  ])('by %s is asked alone', async (_, tags, metadata) => {
    const world = worldOf(tags);
    await new TerminationGateProcess(world).run(aNotice(1, { metadata }));
    expect(world.released(1)).toBe('CONTINUE');
    expect([world.count('ListClusters'), world.count('ListContainerInstances')]).toEqual([0, 1]);
  });

  const foreign = 'arn:aws:ecs:eu-west-1:999999999999:cluster/c';
  it.each(['a', 'none-such', '', 'not a name!', 'arn:aws:ecs:x', '*', foreign])(
    'wrongly, as %j, keeps nobody from finding it',
    async (cluster) => {
      const world = worldOf();
      world.beforeCall = (operation, about = '') => {
        if (about === foreign) throw new RetryableError('access-denied', 'not authorized');
        const isName = /^[\w-]+$/.test(about) || about.startsWith(clusterArn(''));
        if (operation === 'ListContainerInstances' && !isName)
          throw new PermanentError('rejected', 'Invalid identifier');
      };
      await new TerminationGateProcess(world).run(aNotice(1, { metadata: { cluster } }));
      expect(world.released(1)).toBe('CONTINUE');
    },
  );
});

describe('an event that is older than the host’s wait', () => {
  it('says nothing of a host that is ACTIVE again: it is drained before it is let go', async () => {
    const world = new GateWorld().withHeldHost(1);
    const process = new TerminationGateProcess(world);
    world.beforeCall = (operation) => {
      if (operation === 'UpdateContainerInstancesState') throw new Error('down');
    };
    await process.run(aNotice(1));
    expect(world.status(1)).toBe('ACTIVE');
    world.beforeCall = () => undefined;
    await process.runAt(3_000, aDrainingEvent(1, { at: HELD_AT - 60_000 }));
    expect([world.status(1), world.released(1)]).toEqual(['ACTIVE', undefined]);
    await process.runAt(5_000, aNotice(1, { receiveCount: 2 }));
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', 'CONTINUE']);
  });

  it('nor to a process that does not know since when it waits', async () => {
    const world = new GateWorld().withHeldHost(1);
    await new TerminationGateProcess(world).runAt(3_000, aDrainingEvent(1, { at: HELD_AT - 60_000 }));
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', 'CONTINUE']);
    expect(world.groupOf.get(instanceId(1))).toBeDefined();
  });
});

describe('a host that a new process has to be sure of, while it may not read all clusters again', () => {
  /** A process whose reading of all clusters is so fresh that the next one waits, and a host that it has not been asked for. */
  async function busy(age: number, group: Parameters<GateWorld['withGroup']>[0], deadlineMinutes: number) {
    const world = new GateWorld().withGroup(group).withHeldHost(1);
    for (let number = 0; number < 20; number += 1) world.withCluster(`c${number}`);
    world.run(1);
    for (const number of [8, 9]) world.hold(number);
    const process = new TerminationGateProcess(world, { outcome: 'retain', deadlineMinutes });
    const at = (ago: number) => ({ at: HELD_AT + age - ago });
    await process.runAt(age - 3_000, aNotice(8, at(3_000)));
    await process.runAt(age - 2_000, aNotice(9, at(2_000)));
    return { world, process };
  }

  it('is retained at the limit of Auto Scaling, which lets it go a moment later', async () => {
    // A hundred time-outs of 30 s, less the 30 s that we keep to spare.
    const age = 2_970_000;
    const group = { retains: true, hooks: [aHook({ heartbeatTimeout: 30 })] };
    const { world, process } = await busy(age, group, 60);
    await process.runAt(age, again);
    expect(world.released(1)).toBe('ABANDON');
  });

  it('is read when a person is to be told of it', async () => {
    const age = 900_000;
    const { world, process } = await busy(age, { retains: false }, 15);
    await process.runAt(age, again);
    expect(world.told).toHaveLength(1);
  });
});

describe('a host that is registered twice', () => {
  it.each([
    ['the process that drained it', true],
    ['another process', false],
  ])('is not let go by %s for what an event says of the registration that its agent has left', async (_, isSame) => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    world.withCluster('old', [2], { agentConnected: false, status: 'DRAINING' });
    const leftOver = world.at(2);
    leftOver.tasks.length = 0;
    leftOver.host = { ...leftOver.host, ec2InstanceId: instanceId(1), runningTasksCount: 0, pendingTasksCount: 0 };
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    expect(world.status(1)).toBe('DRAINING');
    const woken = isSame ? process : new TerminationGateProcess(world);
    const event = JSON.parse(aDrainingEvent(2, { cluster: 'old', agentConnected: false }).body);
    const body = JSON.stringify({ ...event, detail: { ...event.detail, ec2InstanceId: instanceId(1) } });
    await woken.runAt(70_000, { ...aDrainingEvent(2), body });
    expect(world.released(1)).toBeUndefined();
  });
});
