import { describe, expect, it } from 'vitest';
import { MANAGED_DRAINING_HOOK } from '../../../simulator/services/auto-scaling/group-specification.ts';
import { withVariables } from '../amendments.ts';
import { play } from '../timeline.ts';
import { completeByHand } from './by-hand.ts';
import { aGateAccount, type GateAccount, type GateLayout } from './gate-account.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
const WISH = 'ecs-ops:standalone-on-termination';

/** A host with a job, which does not end unless told otherwise, is terminated at 9:03. */
async function aBusyHostLeaves(
  { managed = false, ...layout }: GateLayout & { readonly managed?: boolean } = {},
  tags: Readonly<Record<string, string>> = {},
  runs = DAY,
) {
  const world = await aGateAccount(layout);
  if (managed) world.account.simulation.manageDraining();
  let leaving = '';
  await play(world.account, {
    '9:02': () => {
      leaving = world.shop.ids[0] ?? '';
      world.runJob(leaving, { family: 'import', runs, stops: 10_000 }, tags);
    },
    '9:03': () => world.terminate(leaving),
  });
  return { world, leaving };
}

const jobOf = ({ account }: GateAccount) => account.simulation.ecs.view('shop').tasks[0];

describe('standalone tasks', () => {
  const byStack = withVariables('TerminationGate', { TERMINATION_GATE_STANDALONE_TASKS: 'stop' });
  const stackSays = { amend: [byStack] };
  const groupSays = { group: { tags: { [WISH]: 'stop' } } };
  const cases: readonly [string, 'stopped' | 'waited for', GateLayout, Readonly<Record<string, string>>][] = [
    ['waited for where nobody says otherwise', 'waited for', {}, {}],
    ['stopped where the stack says so', 'stopped', stackSays, {}],
    ['stopped where their group says so', 'stopped', groupSays, {}],
    ['stopped where their own tag says so', 'stopped', {}, { [WISH]: 'stop' }],
    ['waited for where their own tag says so, other than the stack', 'waited for', stackSays, { [WISH]: 'wait' }],
    ['waited for where their own tag says so, other than their group', 'waited for', groupSays, { [WISH]: 'wait' }],
  ];

  it.each(cases)('are %s', async (_, outcome, layout, tags) => {
    const { world, leaving } = await aBusyHostLeaves(layout, tags);
    await play(world.account, {
      '9:05': () => {
        const isStopped = outcome === 'stopped';
        const job = jobOf(world);
        expect(job?.lastStatus).toBe(isStopped ? 'STOPPED' : 'RUNNING');
        expect(world.actionOf(leaving).end?.result).toBe(isStopped ? 'CONTINUE' : undefined);
        if (!isStopped) return;
        expect(job?.stoppedReason).toContain(`The host ${leaving} is to be terminated`);
        expect(world.releaseLag(leaving)).toBeGreaterThanOrEqual(0);
        expect(world.releaseLag(leaving)).toBeLessThanOrEqual(2_000);
      },
    });
  });
});

describe('a host that is to be retained', () => {
  const hook = { notificationMetadata: JSON.stringify({ outcome: 'retain' }) };

  it('is kept for a person by a group that retains, and the person is told', async () => {
    const { world, leaving } = await aBusyHostLeaves({ hook, group: { retainOnAbandon: true } });
    const { autoScaling } = world.account.simulation;
    await play(world.account, {
      '9:17:50': () => expect(world.actionOf(leaving).end).toBeUndefined(),
      '9:18:30': () => {
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'ABANDON', reason: { kind: 'completed' } });
        expect(autoScaling.membershipOf(leaving)?.state).toBe('Terminating:Retained');
        expect(jobOf(world)?.lastStatus).toBe('RUNNING');
        expect(world.told).toEqual([expect.stringMatching(/kept, out of service, for a person[\s\S]+family import/)]);
        expect(world.isQuiet).toBe(true);
      },
    });
  });

  it('is held on by a group that would terminate it, with the reason, and the person is told once', async () => {
    const { world, leaving } = await aBusyHostLeaves({ hook });
    await play(world.account, {
      '9:40': () => {
        expect(world.actionOf(leaving).end).toBeUndefined();
        expect(world.gate.metric('HeldBack', { reason: 'retain-would-terminate' })).toBeGreaterThan(0);
        expect(world.told).toEqual([expect.stringMatching(/its group retains no instance[\s\S]+family import/)]);
        completeByHand(world, leaving);
      },
      '9:50': () => expect(world.isQuiet).toBe(true),
    });
  });
});

describe('a Spot host that EC2 takes away while it is held', () => {
  it('has its tasks stopped half a minute before the two minutes are over, and is let go then', async () => {
    const { world, leaving } = await aBusyHostLeaves({ group: { purchase: 'spot' } });
    const { ec2 } = world.account.simulation;
    await play(world.account, {
      '9:05': () => ec2.interrupt(leaving),
      '9:06:25': () => expect(jobOf(world)).toMatchObject({ desiredStatus: 'RUNNING' }),
      '9:06:35': () => expect(jobOf(world)).toMatchObject({ desiredStatus: 'STOPPED' }),
      '9:07': () => {
        expect(jobOf(world)?.lastStatus).toBe('STOPPED');
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.heldFor(leaving)).toBeLessThan(4 * MINUTE);
      },
      '9:12': () => expect(world.isQuiet).toBe(true),
    });
  });
});

describe('a group that ECS itself drains', () => {
  it('is left to ECS: our own hook is completed once the host is empty, ECS’s never, and nothing is drained', async () => {
    const group = { managedDraining: true };
    const { world, leaving } = await aBusyHostLeaves({ group, managed: true }, {}, 8 * MINUTE);
    const { account, gate } = world;
    const { autoScaling } = account.simulation;
    const held = () => autoScaling.lifecycleActions().filter(({ instanceId }) => instanceId === leaving);
    const ends = () => Object.fromEntries(held().map(({ hookName, end }) => [hookName, end?.reason]));
    await play(account, {
      '9:09:30': () => {
        expect(world.shop.statusOf(leaving)).toBe('DRAINING');
        expect(ends()).toEqual({ 'ecs-ops-drain': undefined, [MANAGED_DRAINING_HOOK.name]: undefined });
        expect(gate.metric('HeldBack', { reason: 'managed-draining' })).toBeGreaterThan(0);
      },
      '9:11': () => {
        expect(ends()).toEqual({
          'ecs-ops-drain': { kind: 'completed', by: expect.stringContaining('TerminationGateRole') },
          [MANAGED_DRAINING_HOOK.name]: { kind: 'completed', by: 'ecs.amazonaws.com' },
        });
        expect(gate.calls()).not.toHaveProperty('ecs:UpdateContainerInstancesState');
        expect(world.told).toEqual([]);
      },
      '9:13': () => expect(world.isQuiet).toBe(true),
    });
  });
});
