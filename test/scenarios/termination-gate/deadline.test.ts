import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aGateAccount, type GateAccount, type GateLayout } from './gate-account.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** An account with a person subscribed to the operator topic. */
async function anAttendedAccount(layout: GateLayout = {}): Promise<GateAccount> {
  const world = await aGateAccount(layout);
  const { sns, stack } = world.account.simulation;
  const topicArn = stack.outputs['OperatorTopicArn'] ?? '';
  sns.subscribe({ topicArn, protocol: 'email', endpoint: 'ops@example.com', attributes: {} });
  return world;
}

describe('a host whose job does not end', () => {
  it('is let go after a quarter of an hour, and a person is told which task stood in the way', async () => {
    const world = await anAttendedAccount();
    const { account, shop } = world;
    let stuck = '';
    await play(account, {
      '9:02': () => {
        stuck = shop.ids[0] ?? '';
        world.runJob(stuck, { family: 'import', runs: DAY });
      },
      '9:03': () => world.terminate(stuck),
      '9:17:55': () => {
        expect(world.actionOf(stuck).end).toBeUndefined();
        expect(account.simulation.sns.outbox).toEqual([]);
      },
      '9:18:10': () => {
        expect(world.actionOf(stuck).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.gate.metric('DeadlinesPassed', { reason: 'deadline-passed' })).toBe(1);
        const [email, ...others] = account.simulation.sns.outbox;
        expect(others).toEqual([]);
        expect(email?.subject).toBe(`ECS host ${stuck} was not drained in time`);
        expect(email?.message).toContain('- family import: RUNNING since 2026-01-05T09:02:0');
      },
    });
  });

  it('has it stopped shortly before, where its group asks for that', async () => {
    const world = await anAttendedAccount({ group: { tags: { 'ecs-ops:drain-outcome': 'stop-tasks' } } });
    const { account, shop } = world;
    let stuck = '';
    await play(account, {
      '9:02': () => {
        stuck = shop.ids[0] ?? '';
        world.runJob(stuck, { family: 'import', runs: DAY, stops: 10_000 });
      },
      '9:03': () => world.terminate(stuck),
      '9:17:25': () =>
        expect(account.simulation.ecs.containersRunning(stuck)).toMatchObject([{ desiredStatus: 'RUNNING' }]),
      '9:18:10': () => {
        expect(world.actionOf(stuck).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.heldFor(stuck)).toBeLessThan(15 * MINUTE);
        expect(world.releaseLag(stuck)).toBeLessThanOrEqual(2_000);
        expect(account.simulation.sns.outbox).toEqual([]);
      },
    });
  });
});

describe('a service that cannot be placed elsewhere', () => {
  it('is named with its own last event message', async () => {
    const world = await anAttendedAccount({ hosts: 1 });
    const { account, shop } = world;
    let only = '';
    await play(account, {
      '9:02': () => world.runService({ family: 'web' }, { tasks: 1 }),
      '9:03': () => {
        only = shop.ids[0] ?? '';
        world.terminate(only);
      },
      '9:19': () => {
        expect(world.actionOf(only).end).toMatchObject({ reason: { kind: 'completed' } });
        const [email] = account.simulation.sns.outbox;
        expect(email?.message).toContain('- service web: RUNNING since');
        expect(email?.message).toMatch(/its service says: \(service web\) was unable to place a task/);
      },
    });
  });
});

describe('a host that goes back into its warm pool', () => {
  it('is drained, and ACTIVE again when it comes back', async () => {
    const world = await aGateAccount({
      group: { max: 2, warmPool: { minSize: 0, poolState: 'Stopped', reuseOnScaleIn: true } },
    });
    const { account, shop } = world;
    const { autoScaling } = account.simulation;
    let pooled = '';
    await play(account, {
      '9:05': () => autoScaling.setDesiredCapacity('shop', 1),
      '9:10': () => {
        pooled = autoScaling.view('shop').pooled[0]?.instanceId ?? '';
        expect(world.actionOf(pooled)).toMatchObject({ destination: 'WarmPool', end: { result: 'CONTINUE' } });
        expect(autoScaling.membershipOf(pooled)?.state).toBe('Warmed:Stopped');
        expect(shop.statusOf(pooled)).toBe('DRAINING');
        autoScaling.setDesiredCapacity('shop', 2);
      },
      '9:15': () => {
        expect(autoScaling.membershipOf(pooled)?.state).toBe('InService');
        expect(shop.statusOf(pooled)).toBe('ACTIVE');
        expect(shop.hosts.find(({ ec2InstanceId }) => ec2InstanceId === pooled)?.attributes).not.toHaveProperty(
          'ecs-ops.drained-for',
        );
        expect(world.gate.isSettled).toBe(true);
        expect(world.gate.deadLetters.messages()).toEqual([]);
      },
    });
  });
});
