import { describe, expect, it } from 'vitest';
import { aDrainingEvent, aNotice, HELD_AT, type NoticeOverrides } from '../../builders/gate-events.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { anInterruption } from '../../builders/spot-drain-run.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const MINUTE = 60_000;
const again = (overrides: NoticeOverrides = {}) => aNotice(1, { receiveCount: 9, ...overrides });

/** A host that is drained, its task running on, the process that drained it, and the task. */
async function drained(options: ConstructorParameters<typeof TerminationGateProcess>[1] = {}, metadata = {}) {
  const world = new GateWorld().withHeldHost(1);
  const task = world.run(1);
  const process = new TerminationGateProcess(world, options);
  await process.run(aNotice(1, { metadata }));
  return { world, process, task };
}

describe('when the deadline passes', () => {
  it('the host is let go, and the operator is told', async () => {
    const { world, process } = await drained();
    expect(await process.runAt(15 * MINUTE - 1, again())).toEqual(['notice 1']);
    expect([world.released(1), world.told.length, process.postponed.get('notice 1')]).toEqual([undefined, 0, 1]);
    expect(await process.runAt(15 * MINUTE, again())).toEqual([]);
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 1]);
    expect(process.telemetry.sums).toMatchObject({ DeadlinesPassed: 1, 'DeadlinesPassed CONTINUE': 1 });
  });

  it('and the host is empty just then, nobody is told', async () => {
    const { world, process, task } = await drained();
    world.stop(1, task, HELD_AT + 15 * MINUTE - 100);
    await process.runAt(15 * MINUTE, again());
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 0]);
    expect(process.telemetry.sums).not.toHaveProperty('DeadlinesPassed');
  });

  it.each([
    { metadata: { deadlineMinutes: 5 }, tags: { 'ecs-ops:drain-deadline-minutes': '10' }, minutes: 5 },
    { metadata: {}, tags: { 'ecs-ops:drain-deadline-minutes': '10' }, minutes: 10 },
    { metadata: {}, tags: {}, minutes: 20 },
  ])('by $metadata, then $tags, then the stack: $minutes minutes', async ({ metadata, tags, minutes }) => {
    const world = new GateWorld().withGroup({ tags }).withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world, { deadlineMinutes: 20 });
    await process.run(aNotice(1, { metadata }));
    await process.runAt(minutes * MINUTE - 1, again({ metadata }));
    expect(world.released(1)).toBeUndefined();
    await process.runAt(minutes * MINUTE, again({ metadata }));
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('while the look is being made, the next look sees to it: nobody is let go unseen and untold', async () => {
    const { world, process } = await drained();
    world.beforeCall = () => {
      process.now += 50;
    };
    expect(await process.runAt(15 * MINUTE - 20, again())).toEqual(['notice 1']);
    expect([world.released(1), world.told.length, process.postponed.get('notice 1')]).toEqual([undefined, 0, 1]);
    await process.runAt(15 * MINUTE + 1_000, again());
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 1]);
  });

  it('of more hosts than a look can read, the others go with the next: whoever is told is told which tasks were left', async () => {
    const world = new GateWorld();
    const numbers = Array.from({ length: 21 }, (_, index) => index + 1);
    for (const number of numbers) world.withHeldHost(number).run(number);
    const process = new TerminationGateProcess(world);
    const notices = (receiveCount: number) => numbers.map((number) => aNotice(number, { receiveCount }));
    await process.run(...notices(1));
    const [later = ''] = await process.runAt(900_000, ...notices(2));
    expect([world.completed.size, process.postponed.get(later)]).toEqual([20, 3]);
    expect(await process.runAt(903_000, ...notices(3))).toEqual([]);
    expect(world.completed.size).toBe(21);
    expect(world.told.filter(({ message }) => message.includes('- service web: RUNNING'))).toHaveLength(21);
  });

  it('of a host whose group can’t be read any more, the terms that it was drained by hold', async () => {
    const { world, process } = await drained();
    world.beforeCall = (operation) => {
      if (operation === 'DescribeAutoScalingGroups') throw new Error('down');
    };
    await process.runAt(15 * MINUTE, again());
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 1]);
  });

  it('of a host whose group can’t be read, and was not before, it waits until it can be', async () => {
    const { world } = await drained();
    world.beforeCall = (operation) => {
      if (operation === 'DescribeAutoScalingGroups') throw new Error('down');
    };
    const other = new TerminationGateProcess(world);
    expect(await other.runAt(16 * MINUTE, again())).toEqual(['notice 1']);
    expect([world.released(1), world.heartbeats.length]).toEqual([undefined, 1]);
    world.beforeCall = () => undefined;
    await other.runAt(17 * MINUTE, again());
    expect(world.released(1)).toBe('CONTINUE');
  });
});

describe('stop-tasks', () => {
  const outcome = { outcome: 'stop-tasks' } as const;

  it('stops what is left a stop time before, once, and lets the host go when it is empty', async () => {
    const { world, process, task } = await drained(outcome);
    await process.runAt(14 * MINUTE, again());
    expect([world.stopped.size, process.postponed.get('notice 1')]).toEqual([0, 30]);
    await process.runAt(14.5 * MINUTE, again());
    expect([...world.stopped.keys()]).toEqual([task]);
    await process.runAt(14.7 * MINUTE, again());
    expect(world.count('StopTask')).toBe(1);
    world.stop(1, task, HELD_AT + 14.8 * MINUTE);
    await process.runAt(14.9 * MINUTE, aDrainingEvent(1));
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 0]);
  });

  it('stops it with the next look when that moment passes while a look is being made', async () => {
    const { world, process } = await drained(outcome);
    await process.runAt(14 * MINUTE, again());
    world.withHeldHost(2);
    world.run(2);
    world.setStatus(2, 'DRAINING');
    world.beforeCall = (operation) => {
      if (operation === 'ListTasks') process.now += 50;
    };
    await process.runAt(14.5 * MINUTE - 20, again(), aNotice(2, { at: HELD_AT + 14 * MINUTE }));
    expect([world.stopped.size, process.postponed.get('notice 1')]).toEqual([0, 1]);
    await process.runAt(14.5 * MINUTE + 1_000, again());
    expect(world.stopped.size).toBe(1);
  });

  it('reads and stops again what could not be stopped, whatever the counts say', async () => {
    const { world, process } = await drained(outcome);
    world.beforeCall = (operation) => {
      if (operation === 'StopTask') throw new Error('down');
    };
    expect(await process.runAt(14.5 * MINUTE, again())).toEqual(['notice 1']);
    expect(process.postponed.get('notice 1')).toBeLessThanOrEqual(30);
    world.beforeCall = () => undefined;
    await process.runAt(14.6 * MINUTE, again());
    expect(world.stopped.size).toBe(1);
  });
});

describe('retain', () => {
  const metadata = { outcome: 'retain' };

  it('abandons the action where the group retains', async () => {
    const world = new GateWorld().withGroup({ retains: true }).withHeldHost(1);
    world.run(1);
    await new TerminationGateProcess(world).runAt(15 * MINUTE, again({ metadata }));
    // Of a host that is still ACTIVE then, too.
    expect([world.released(1), world.told.length]).toEqual(['ABANDON', 1]);
  });

  it('holds the host on where the group would terminate it, tells so once, and retains once the group does', async () => {
    const { world, process } = await drained({}, metadata);
    for (const minutes of [15, 16, 17]) {
      expect(await process.runAt(minutes * MINUTE, again({ metadata }))).toEqual(['notice 1']);
    }
    expect([world.released(1), world.told.length]).toEqual([undefined, 1]);
    expect(world.told[0]?.message).toContain('held on instead');
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack retain-would-terminate': 4 });
    world.withGroup({ retains: true });
    await process.runAt(19 * MINUTE, again({ metadata }));
    expect([world.released(1), world.told.length]).toEqual(['ABANDON', 1]);
  });

  it('lets an empty host go all the same', async () => {
    const { world, process, task } = await drained({}, metadata);
    world.stop(1, task, HELD_AT + MINUTE);
    await process.runAt(MINUTE + 1, aDrainingEvent(1));
    expect(world.released(1)).toBe('CONTINUE');
  });
});

describe('a Spot interruption of a host that waits', () => {
  it('gives its tasks their stop time before the two minutes are over, and lets it go then', async () => {
    const { world, process } = await drained();
    const interruption = anInterruption(1, { at: HELD_AT + 3 * MINUTE });
    expect(await process.runAt(3 * MINUTE + 500, interruption)).toEqual(['interruption 1']);
    expect(process.postponed.get('interruption 1')).toBe(89);
    await process.runAt(4.5 * MINUTE, interruption);
    expect(world.stopped.size).toBe(1);
    expect(await process.runAt(5 * MINUTE, interruption)).toEqual([]);
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 1]);
    expect(process.telemetry.sums).toMatchObject({ 'DeadlinesPassed CONTINUE': 1 });
  });

  it('that did not come true counts no more minutes later', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    await process.runAt(-6 * MINUTE, anInterruption(1, { at: HELD_AT - 6 * MINUTE }));
    await process.run(aNotice(1));
    await process.runAt(MINUTE, again());
    expect([world.status(1), world.released(1), world.stopped.size]).toEqual(['DRAINING', undefined, 0]);
  });

  it('is kept to by a process that knows no notice', async () => {
    const { world } = await drained();
    const other = new TerminationGateProcess(world);
    const interruption = anInterruption(1, { at: HELD_AT + 3 * MINUTE });
    expect(await other.runAt(3 * MINUTE + 500, interruption)).toEqual(['interruption 1']);
    await other.runAt(5 * MINUTE, interruption);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('is nothing to a host that does not wait: spot-drain sees to it', async () => {
    const world = new GateWorld().withCluster('default', [1]).withGroup();
    const process = new TerminationGateProcess(world);
    expect(await process.run(anInterruption(1))).toEqual([]);
    expect(world.status(1)).toBe('ACTIVE');
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack not-waiting': 1 });
  });
});
