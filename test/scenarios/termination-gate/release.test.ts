import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aGateAccount, SHOP } from './gate-account.ts';
import { withRoleOfAnother } from './gate-amendments.ts';

describe('a host that its group terminates', () => {
  it.each([
    ['names the topic', true],
    ['names no target, so that EventBridge tells', false],
  ])('is drained and held until its slow task has stopped, where the hook %s', async (_, hookHasTarget) => {
    const world = await aGateAccount({ hookHasTarget });
    const { account, shop, gate } = world;
    let leaving = '';
    await play(account, {
      '9:02': () => world.runService({ family: 'web', stops: 20_000 }, { tasks: 2 }),
      '9:03': () => {
        expect(new Set(shop.placesOf('web')).size).toBe(2);
        leaving = shop.ids[0] ?? '';
        world.terminate(leaving);
      },
      '9:03:15': () => {
        expect(shop.statusOf(leaving)).toBe('DRAINING');
        expect(shop.placesOf('web')).toContain(leaving);
        expect(world.actionOf(leaving).end).toBeUndefined();
      },
      '9:05': () => {
        expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.releaseLag(leaving)).toBeGreaterThanOrEqual(0);
        expect(world.releaseLag(leaving)).toBeLessThanOrEqual(2_000);
        expect(gate.isSettled).toBe(true);
        expect(gate.deadLetters.messages()).toEqual([]);
      },
    });
  });
});

describe('the topic', () => {
  it('tells of a new hook with a test notification, which is answered quietly', async () => {
    const { account, gate } = await aGateAccount();
    await play(account, {
      '9:01': () => {
        expect(gate.metric('HeldBack', { reason: 'test-notification' })).toBe(1);
        expect(gate.calls()).toEqual({});
        expect(gate.isSettled).toBe(true);
        expect(gate.deadLetters.messages()).toEqual([]);
      },
    });
  });

  it('takes nothing from hooks under another role, whatever that role may publish to', async () => {
    const world = await aGateAccount({ amend: [withRoleOfAnother('AnotherRole')] });
    const { autoScaling, stack, iam } = world.account.simulation;
    const another = iam.role(stack.resources['AnotherRole']?.ref ?? '')?.arn;
    const put = (roleArn: string | undefined) => {
      autoScaling.putLifecycleHook(SHOP, world.hook(true, { name: 'new', roleArn }));
    };
    const denied = { message: expect.stringContaining('explicitly denied by NobodyElsePublishes') };
    expect(() => put(another)).toThrow(expect.objectContaining({ cause: expect.objectContaining(denied) }));
    expect(() => put(stack.outputs['TerminationGateHookRoleArn'])).not.toThrow();
  });
});
