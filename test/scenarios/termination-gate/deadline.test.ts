import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aGateAccount } from './gate-account.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a host whose job does not end', () => {
  it('is let go after a quarter of an hour, and a person is told which task stood in the way', async () => {
    const world = await aGateAccount();
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
        expect(world.emails).toEqual([]);
      },
      '9:18:10': () => {
        expect(world.actionOf(stuck).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect(world.gate.metric('DeadlinesPassed', { result: 'CONTINUE' })).toBe(1);
        const [email, ...others] = world.emails;
        expect(others).toEqual([]);
        expect(email?.subject).toBe(`ECS host ${stuck} was not drained in time`);
        expect(email?.message).toContain('- family import: RUNNING since 2026-01-05T09:02:0');
      },
    });
  });

  it('has it stopped shortly before, where its group asks for that', async () => {
    const world = await aGateAccount({ group: { tags: { 'ecs-ops:drain-outcome': 'stop-tasks' } } });
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
        expect(world.emails).toEqual([]);
      },
    });
  });
});

describe('a service that cannot be placed elsewhere', () => {
  it('is named with its own last event message', async () => {
    const world = await aGateAccount({ hosts: 1 });
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
        const [email] = world.emails;
        expect(email?.message).toContain('- service web: RUNNING since');
        expect(email?.message).toMatch(/its service says: \(service web\) was unable to place a task/);
      },
    });
  });
});
