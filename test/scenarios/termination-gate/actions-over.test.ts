import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { completeByHand, deregister } from './by-hand.ts';
import { aGateAccount } from './gate-account.ts';

const DAY = 24 * 3_600_000;

describe('a token that is stale', () => {
  it('because somebody completed the action: the notice is done with at its next look', async () => {
    const world = await aGateAccount();
    const { account, gate, shop } = world;
    let leaving = '';
    await play(account, {
      '9:02': () => {
        leaving = shop.ids[0] ?? '';
        world.runJob(leaving, { family: 'import', runs: DAY });
      },
      '9:03': () => world.terminate(leaving),
      '9:04': () => {
        expect(gate.isSettled).toBe(false);
        completeByHand(world, leaving);
      },
      '9:06': () => {
        expect(world.actionOf(leaving).end?.reason).toEqual({ kind: 'completed', by: 'a person' });
        expect(gate.callLog().filter(({ outcome }) => outcome === 'ValidationError')).toHaveLength(1);
        expect(world.isQuiet).toBe(true);
        expect(gate.metric('Retried')).toBe(0);
      },
    });
  });

  it('because the action expired while the function was away: one attempt says so', async () => {
    const world = await aGateAccount({ hook: { heartbeatTimeout: 60 } });
    const { account, gate, shop } = world;
    let leaving = '';
    await play(account, {
      '9:02:30': () => {
        gate.awake = false;
        leaving = shop.ids[0] ?? '';
        world.terminate(leaving);
      },
      '9:10': () => {
        expect(world.actionOf(leaving).end?.reason.kind).toBe('heartbeat-timeout');
        gate.awake = true;
      },
      '9:13': () => {
        expect(gate.calls('9:10')).toMatchObject({ 'autoscaling:CompleteLifecycleAction': 1 });
        expect(world.isQuiet).toBe(true);
      },
    });
  });

  it('because the notice came twice: the second copy ends with the first', async () => {
    const world = await aGateAccount();
    const { account, shop } = world;
    Object.assign(account.simulation.sns.faults, { duplication: 1, delay: 1, maximumDelay: 90_000 });
    let leaving = '';
    await play(account, {
      '9:02': () => world.runService({ family: 'web', stops: 20_000 }, { tasks: 2 }),
      '9:03': () => {
        leaving = shop.ids[0] ?? '';
        world.terminate(leaving);
      },
      '9:08': () => {
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.isQuiet).toBe(true);
      },
    });
  });
});

describe('a host that ECS does not know', () => {
  it('may be registering: it is let go after two minutes, not before', async () => {
    const launchTemplate = { instanceType: 'm7g.large' };
    const world = await aGateAccount({ group: { launchTemplate } });
    const { account, shop } = world;
    let leaving = '';
    await play(account, {
      '9:03': () => {
        expect(shop.hosts).toEqual([]);
        leaving = account.simulation.autoScaling.view('shop').instances[0]?.instanceId ?? '';
        world.terminate(leaving);
      },
      '9:04:55': () => expect(world.actionOf(leaving).end).toBeUndefined(),
      '9:06': () => {
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.heldFor(leaving)).toBeGreaterThanOrEqual(120_000);
        expect(world.heldFor(leaving)).toBeLessThan(125_000);
        expect(world.isQuiet).toBe(true);
      },
    });
  });

  it('since somebody took it out of its cluster: it is let go at the next look', async () => {
    const world = await aGateAccount();
    const { account, shop } = world;
    let leaving = '';
    await play(account, {
      '9:02': () => {
        leaving = shop.ids[0] ?? '';
        world.runJob(leaving, { family: 'import', runs: DAY });
      },
      '9:03': () => world.terminate(leaving),
      '9:04': () => deregister(world, leaving),
      '9:06': () => {
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.isQuiet).toBe(true);
      },
    });
  });
});
