import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { deleteWarmPool } from './by-hand.ts';
import { aGateAccount } from './gate-account.ts';

const POOL = { minSize: 0, poolState: 'Stopped', reuseOnScaleIn: true } as const;

describe('a host that goes back into its warm pool', () => {
  it('is held until its tasks have stopped, and ACTIVE again when it comes back', async () => {
    const world = await aGateAccount({ group: { max: 2, warmPool: POOL } });
    const { account, shop } = world;
    const { autoScaling } = account.simulation;
    let pooled = '';
    await play(account, {
      '9:03': () => world.runService({ family: 'web', stops: 40_000 }, { tasks: 2 }),
      '9:05': () => autoScaling.setDesiredCapacity('shop', 1),
      '9:05:30': () => {
        pooled = autoScaling.view('shop').pooled[0]?.instanceId ?? '';
        expect(shop.statusOf(pooled)).toBe('DRAINING');
        expect(world.actionOf(pooled).end).toBeUndefined();
      },
      '9:10': () => {
        expect(world.actionOf(pooled)).toMatchObject({ destination: 'WarmPool', end: { result: 'CONTINUE' } });
        expect(world.releaseLag(pooled)).toBeGreaterThanOrEqual(0);
        expect(world.releaseLag(pooled)).toBeLessThanOrEqual(2_000);
        expect(autoScaling.membershipOf(pooled)?.state).toBe('Warmed:Stopped');
        expect(shop.statusOf(pooled)).toBe('DRAINING');
        autoScaling.setDesiredCapacity('shop', 2);
      },
      '9:15': () => {
        expect(autoScaling.membershipOf(pooled)?.state).toBe('InService');
        expect(shop.statusOf(pooled)).toBe('ACTIVE');
        const back = shop.hosts.find(({ ec2InstanceId }) => ec2InstanceId === pooled);
        expect(back?.attributes).not.toHaveProperty('ecs-ops.drained-for');
        expect(world.isQuiet).toBe(true);
      },
    });
  });
});

describe('hosts that leave their warm pool without ever having joined', () => {
  it('are let go at once, and no cluster is asked for them', async () => {
    const world = await aGateAccount({ group: { max: 6, warmPool: { ...POOL, minSize: 2 } } });
    const { account, gate } = world;
    const { autoScaling } = account.simulation;
    let pooled: readonly string[] = [];
    await play(account, {
      '9:05': () => {
        pooled = autoScaling.view('shop').pooled.map(({ instanceId }) => instanceId);
        expect(pooled.length).toBeGreaterThanOrEqual(2);
        return deleteWarmPool(world);
      },
      '9:07': () => {
        for (const id of pooled) {
          const { origin, destination, end } = world.actionOf(id);
          expect([origin, destination, end?.result, end?.reason.kind]).toEqual([
            'WarmPool',
            'EC2',
            'CONTINUE',
            'completed',
          ]);
          expect(world.heldFor(id)).toBeLessThan(5_000);
        }
        expect(Object.keys(gate.calls('9:05')).filter((call) => call.startsWith('ecs:'))).toEqual([]);
        expect(world.isQuiet).toBe(true);
      },
    });
  });
});
