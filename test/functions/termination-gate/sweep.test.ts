import { describe, expect, it } from 'vitest';
import { SCHEDULE_MESSAGE } from '../../../functions/termination-gate/event.ts';
import { RetryableError } from '../../../shared/domain/errors.ts';
import { aNotice, HELD_AT } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { aRecord } from '../../builders/messages.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const aSweep = (receiveCount = 1) => aRecord({ id: 'sweep', receiveCount, body: JSON.stringify(SCHEDULE_MESSAGE) });
const LISTING = 'DescribeAutoScalingInstances';

/** A host that is held and runs a task, in an account in which no notice of it came. */
function unnoted(): { readonly world: GateWorld; readonly process: TerminationGateProcess; readonly task: string } {
  const world = new GateWorld().withHeldHost(1);
  return { world, process: new TerminationGateProcess(world), task: world.run(1) };
}

describe('a sweep', () => {
  it('drains a held host of which no notice came, and lets it go once it is empty', async () => {
    const { world, process, task } = unnoted();
    expect(await process.runAt(200_000, aSweep())).toEqual([]);
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
    world.stop(1, task, HELD_AT + 400_000);
    expect(await process.runAt(500_000, aSweep())).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('comes back for the deadline, which counts from when the host began to be terminated', async () => {
    const { world, process } = unnoted();
    await process.runAt(300_000, aSweep());
    expect(await process.runAt(700_000, aSweep())).toEqual(['sweep']);
    expect(process.postponed.get('sweep')).toBe(200);
    expect(await process.runAt(899_000, aSweep(2))).toEqual(['sweep']);
    expect(world.released(1)).toBeUndefined();
    expect(await process.runAt(900_000, aSweep(3))).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
    expect(world.told).toHaveLength(1);
  });

  it('goes by what the hook’s own metadata says', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.withGroup({ hooks: [aHook({ notificationMetadata: '{"deadlineMinutes":5}' })] });
    world.run(1);
    await new TerminationGateProcess(world).runAt(300_000, aSweep());
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('keeps the host from being given up by its hook', async () => {
    const { world, process } = unnoted();
    await process.runAt(300_000, aSweep());
    expect(world.heartbeats).toEqual([]);
    const patient = new TerminationGateProcess(world, { deadlineMinutes: 2880 });
    await patient.runAt(1_900_000, aSweep());
    expect(world.heartbeats).toHaveLength(1);
  });

  it('does not take the time of an earlier termination for that of this one', async () => {
    const { world, process } = unnoted();
    const { describeActivities } = world.gateReads;
    Object.assign(world.gateReads, {
      describeActivities: async (...query: Parameters<typeof describeActivities>) => {
        const [now] = await describeActivities(...query);
        return now ? [{ ...now, startedAt: HELD_AT - 86_400_000, isOver: true }, now] : [];
      },
    });
    await process.runAt(300_000, aSweep());
    expect([world.status(1), world.released(1)]).toEqual(['DRAINING', undefined]);
  });

  it('comes back when the group of a held host can’t be read: whether the hook is ours is not known then', async () => {
    const { world, process } = unnoted();
    world.beforeCall = (operation) => {
      if (operation === 'DescribeLifecycleHooks') throw new RetryableError('throttled', 'Rate exceeded');
    };
    expect(await process.runAt(300_000, aSweep())).toEqual(['sweep']);
    expect(world.status(1)).toBe('ACTIVE');
  });

  it('lets a host of a warm pool go at once that never joined', async () => {
    const world = new GateWorld().withCluster('default').hold(1);
    world.states.set(world.held.values().next().value?.ec2InstanceId ?? '', 'Warmed:Terminating:Wait');
    await new TerminationGateProcess(world).runAt(1_000, aSweep());
    expect([world.released(1), world.count('ListClusters')]).toEqual(['CONTINUE', 0]);
  });

  it('lets a host go that never registered, after its grace', async () => {
    const world = new GateWorld().withCluster('default').hold(1);
    const process = new TerminationGateProcess(world);
    expect(await process.runAt(60_000, aSweep())).toEqual(['sweep']);
    expect(process.postponed.get('sweep')).toBe(60);
    await process.runAt(120_000, aSweep(2));
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('asks one question where no host is held, and of a host whose notice is known no other', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    world.calls.length = 0;
    await process.runAt(60_000, aSweep());
    expect(world.calls).toEqual([LISTING]);
  });

  it('looks after a host whose notice is known and whose message is gone', async () => {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    world.stop(1, task, HELD_AT + 60_000);
    await process.runAt(590_000, aSweep());
    expect(world.released(1)).toBeUndefined();
    await process.runAt(610_000, aSweep());
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('takes no host for held that is on its way into a warm pool, or whose group has no hook of ours', async () => {
    const world = new GateWorld().withHeldHost(1).withHeldHost(2);
    world.states.set('i-00000000000000001', 'Warmed:Pending:Wait');
    world.withGroup({ hooks: [aHook({ notificationTargetArn: 'arn:aws:sns:us-east-1:111122223333:others' })] });
    await new TerminationGateProcess(world).runAt(60_000, aSweep());
    expect([world.status(1), world.status(2)]).toEqual(['ACTIVE', 'ACTIVE']);
    expect(world.completed.size).toBe(0);
  });

  it.each([LISTING, 'DescribeScalingActivities', 'DescribeContainerInstances', 'UpdateContainerInstancesState'])(
    'comes back soon where %s fails, but not for ever: the next sweep sees to it',
    async (call) => {
      const { world, process } = unnoted();
      world.beforeCall = (operation) => {
        if (operation === call) throw new RetryableError('throttled', 'Rate exceeded');
      };
      expect(await process.runAt(60_000, aSweep())).toEqual(['sweep']);
      expect(world.status(1)).toBe('ACTIVE');
      expect(await process.runAt(80_000, aSweep(20))).toEqual([]);
      world.beforeCall = () => undefined;
      expect(await process.runAt(120_000, aSweep())).toEqual([]);
      expect(world.status(1)).toBe('DRAINING');
    },
  );
});
