import { describe, expect, it } from 'vitest';
import type { HostTask } from '../../../functions/termination-gate/tasks-left.ts';
import type { HeldResources } from '../../../shared/domain/hosts.ts';
import { aNotice, HELD_AT } from '../../builders/gate-events.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const WEB: HeldResources = { cpu: 512, memory: 1_024 };
const AGENT = { cpu: 256, memory: 128 };

/** A host that drains, of which ECS says that so much is held, and whose lists have these tasks. */
function hostWith(held: HeldResources | undefined, tasks: readonly Partial<HostTask>[] = []): GateWorld {
  const world = new GateWorld().withHeldHost(1, { status: 'DRAINING', held });
  for (const task of tasks) world.run(1, task);
  return world;
}

function hold(world: GateWorld, held: HeldResources): void {
  world.at(1).host = { ...world.at(1).host, held };
}

describe('a host in whose lists no task is left', () => {
  it('and on which something is held waits: a list that lags behind may not have the task', async () => {
    const world = hostWith(WEB);
    const process = new TerminationGateProcess(world);
    expect(await process.runAt(4_000, aNotice(1))).toEqual(['notice 1']);
    expect([world.released(1), process.postponed.get('notice 1')]).toEqual([undefined, 3]);
    hold(world, { cpu: 0, memory: 0 });
    expect(await process.runAt(7_000, aNotice(1))).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('waits no longer than a minute for it', async () => {
    const world = hostWith(WEB);
    const process = new TerminationGateProcess(world);
    await process.runAt(4_000, aNotice(1));
    await process.runAt(63_999, aNotice(1));
    expect(world.released(1)).toBeUndefined();
    await process.runAt(64_000, aNotice(1));
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('begins that minute anew after tasks were seen', async () => {
    const world = hostWith(WEB);
    const process = new TerminationGateProcess(world);
    await process.runAt(4_000, aNotice(1));
    const task = world.run(1);
    await process.runAt(60_000, aNotice(1));
    world.stop(1, task, HELD_AT + 61_000);
    await process.runAt(65_000, aNotice(1));
    expect(world.released(1)).toBeUndefined();
  });

  it.each<[string, HeldResources | undefined, readonly Partial<HostTask>[]]>([
    ['nothing is held', { cpu: 0, memory: 0 }, []],
    ['no more is held than DAEMON tasks hold', AGENT, [{ isDaemon: true, ...AGENT }]],
    ['it is not known what is held', undefined, []],
    ['it is not known what DAEMON tasks hold', WEB, [{ isDaemon: true }]],
  ])('is let go at once where %s', async (_, held, tasks) => {
    const world = hostWith(held, tasks);
    await new TerminationGateProcess(world).runAt(4_000, aNotice(1));
    expect(world.released(1)).toBe('CONTINUE');
  });

  it.each([
    ['memory', { cpu: 256, memory: 129 }],
    ['CPU', { cpu: 257, memory: 128 }],
  ])('waits where more %s is held than DAEMON tasks hold', async (_, held) => {
    const world = hostWith(held, [{ isDaemon: true, ...AGENT }]);
    await new TerminationGateProcess(world).runAt(4_000, aNotice(1));
    expect(world.released(1)).toBeUndefined();
  });

  it('and on which something is held is let go at its deadline all the same', async () => {
    const world = hostWith(WEB).withGroup({ tags: { 'ecs-ops:drain-deadline-minutes': '1' } });
    await new TerminationGateProcess(world).runAt(61_000, aNotice(1));
    expect(world.released(1)).toBe('CONTINUE');
  });
});
