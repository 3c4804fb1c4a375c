import { describe, expect, it } from 'vitest';
import { aGateAccount, type GateAccount } from './gate-account.ts';
import { withoutStatement, withReceives } from './gate-amendments.ts';
import { isRelease, looksAt, runsDuring } from './gate-looks.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Of a hook whose hosts are held for as long as Auto Scaling allows. */
const PATIENT = { notificationMetadata: JSON.stringify({ deadlineMinutes: 2880 }) };

/** What keeps a host busy for some time after it was set to DRAINING. */
const slowTasks = (world: GateAccount, stops: number) => world.runService({ family: 'web', stops }, { tasks: 2 });
const slowLoadBalancer = (world: GateAccount, deregistrationDelay: number) =>
  world.runService({ family: 'web' }, { tasks: 2, deregistrationDelay });
const longJob = (world: GateAccount, runs: number) => world.runJob(world.shop.ids[0] ?? '', { family: 'job', runs });

const DRAINS = [
  ['20 s', 20 * SECOND, slowTasks],
  ['10 min', 10 * MINUTE, slowLoadBalancer],
  ['3 h', 3 * HOUR, longJob],
] as const;

describe.each(DRAINS)('a drain of %s', (_, duration, keepBusy) => {
  it.each([
    ['that a topic announced', 1, true],
    ['that EventBridge announced', 2, false],
  ])('%s ends within two seconds of its last task, at few calls', async (_how, seed, hookHasTarget) => {
    const ecs = { agentReconnectsPerHour: 4 };
    const world = await aGateAccount({ seed, ecs, hookHasTarget, hook: PATIENT });
    const { account, shop, gate } = world;
    await account.simulation.runFor(2 * MINUTE);
    const leaving = shop.ids[0] ?? '';
    keepBusy(world, duration);
    await account.simulation.runFor(30 * SECOND);
    world.terminate(leaving);
    await account.simulation.runFor(duration + MINUTE);

    expect(world.actionOf(leaving).end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
    expect(world.heldFor(leaving)).toBeGreaterThan(duration - MINUTE);
    expect(world.releaseLag(leaving)).toBeGreaterThanOrEqual(0);
    expect(world.releaseLag(leaving)).toBeLessThanOrEqual(2 * SECOND);

    const looks = looksAt(world, leaving);
    const [first, ...later] = looks;
    const between = later.slice(0, later.findIndex(isRelease));
    const release = later.filter(isRelease);
    expect(release).toHaveLength(1);
    expect([first, ...release].flatMap((look) => look?.operations ?? []).length).toBeLessThanOrEqual(12);
    expect(between.filter(({ age }) => age < 15 * MINUTE).length).toBeLessThanOrEqual(13);
    // With the sweeps between them, one a minute.
    expect(runsDuring(world, leaving).filter(({ age }) => age < 15 * MINUTE).length).toBeLessThanOrEqual(15 + 1);
    expect(between.filter(({ age }) => age >= 15 * MINUTE).length).toBeLessThan(Math.max(1, duration / (3 * MINUTE)));

    await account.simulation.runFor(10 * MINUTE);
    expect(gate.isSettled).toBe(true);
    expect(gate.deadLetters.messages()).toEqual([]);
  });
});

describe('a drain of 47 hours', () => {
  const DRAIN = 47 * HOUR;

  async function aLongDrain(layout: Parameters<typeof aGateAccount>[0] = {}) {
    const world = await aGateAccount({ hook: PATIENT, ecs: { agentReconnectsPerHour: 4 }, ...layout });
    const { simulation } = world.account;
    await simulation.runFor(2 * MINUTE);
    const leaving = world.shop.ids[0] ?? '';
    longJob(world, DRAIN);
    await simulation.runFor(30 * SECOND);
    world.terminate(leaving);
    await simulation.runFor(DRAIN + 10 * MINUTE);
    return { world, leaving };
  }

  it('ends with its last task: no heartbeat, receive limit or recursion detection comes before', async () => {
    const { world, leaving } = await aLongDrain();
    const { account, gate, shop } = world;
    const { end, heartbeats } = world.actionOf(leaving);
    expect(end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
    expect(world.heldFor(leaving)).toBeGreaterThan(DRAIN - MINUTE);
    expect(world.releaseLag(leaving)).toBeGreaterThanOrEqual(0);
    expect(world.releaseLag(leaving)).toBeLessThanOrEqual(2 * SECOND);
    expect(shop.statusOf(leaving)).toBeUndefined();
    // Two for each hour of the hook's time-out, and no more.
    expect(heartbeats.length).toBeGreaterThanOrEqual(47);
    expect(heartbeats.length).toBeLessThanOrEqual(2 * 47);
    expect(looksAt(world, leaving).length).toBeLessThan(700);
    expect(account.simulation.mappings.get(gate.name)?.recursiveInvocationsDropped).toBe(0);
    expect(gate.isSettled).toBe(true);
    expect(gate.deadLetters.messages()).toEqual([]);
  });

  it('is cut short by Auto Scaling where no heartbeat may be sent', async () => {
    const { world, leaving } = await aLongDrain({ amend: [withoutStatement('HoldHostsOn')] });
    expect(world.actionOf(leaving).end?.reason.kind).toBe('heartbeat-timeout');
    expect(world.heldFor(leaving)).toBe(HOUR);
  });

  it('is forgotten where the queue allows only the usual few receives', async () => {
    const { world, leaving } = await aLongDrain({ amend: [withReceives(100)], schedule: false });
    expect(world.actionOf(leaving).end?.reason.kind).toBe('heartbeat-timeout');
    expect(world.gate.deadLetters.messages()).toHaveLength(1);
  });
});
