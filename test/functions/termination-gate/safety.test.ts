import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MANAGED_DRAINING_HOOK } from '../../../functions/termination-gate/hooks.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import type { SqsRecord } from '../../../shared/runtime/messages.ts';
import { aDrainingEvent, aNotice, GROUP, HELD_AT, TOPIC, tokenOf } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const DEADLINE = 900_000;
const HOSTS = range(3, 1);

/** What happens at each of a series of looks: to the hosts' tasks, to calls, to messages, to the process. */
interface Step {
  readonly seconds: number;
  /** Hosts of which an event comes, in this order, some twice. */
  readonly events: readonly number[];
  readonly heldCpu: number;
  /** The host on which a task moves on after the look, and which gets one at the n-th call if it still takes tasks. */
  readonly moves: number;
  readonly arrivesAt: number;
  readonly isNewProcess: boolean;
  /** Whether the n-th call fails. */
  readonly faults: readonly boolean[];
}

const step: fc.Arbitrary<Step> = fc.record({
  seconds: fc.integer({ min: 1, max: 120 }),
  events: fc.array(fc.constantFrom(...HOSTS), { maxLength: 3 }),
  heldCpu: fc.constantFrom(0, 0, 256),
  moves: fc.constantFrom(...HOSTS),
  arrivesAt: fc.nat({ max: 20 }),
  isNewProcess: fc.boolean(),
  faults: fc.array(
    fc.nat({ max: 4 }).map((draw) => draw === 0),
    { maxLength: 12 },
  ),
});

interface Story {
  readonly steps: readonly Step[];
  readonly taskCounts: readonly number[];
  readonly standalone: 'wait' | 'stop';
}

const story: fc.Arbitrary<Story> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  taskCounts: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  standalone: fc.constantFrom('wait', 'stop'),
});

const NEXT: Readonly<Record<string, string>> = {
  RUNNING: 'DEACTIVATING',
  DEACTIVATING: 'STOPPING',
  STOPPING: 'STOPPED',
};

/** The first task of a host that has not stopped goes one status on. */
function moveOn(world: GateWorld, number: number, now: number): void {
  const task = world.at(number).tasks.find(({ lastStatus }) => lastStatus !== 'STOPPED');
  if (!task) return;
  const lastStatus = NEXT[task.lastStatus] ?? 'STOPPED';
  const stoppedAt = lastStatus === 'STOPPED' ? now : undefined;
  world.change(number, task.taskArn, { desiredStatus: 'STOPPED', lastStatus, stoppedAt });
}

const running = (world: GateWorld, number: number): boolean =>
  world.at(number).tasks.some(({ lastStatus, group }) => lastStatus !== 'STOPPED' && group !== 'service:agent');

/** The host that a lifecycle action is about, by its token or its id. */
const hostOf = (about = ''): number[] =>
  HOSTS.filter((number) => [tokenOf(number), instanceId(number)].includes(about));

const throttled = new RetryableError('throttled', 'Rate exceeded');

/** Fails calls as a step says; gives the releases before the deadline of hosts that ran something, or took tasks. */
function watched(world: GateWorld, clock: () => number, faulty: Partial<Step>): number[] {
  const { faults = [], moves = 1, arrivesAt } = faulty;
  const wrong: number[] = [];
  let calls = 0;
  world.beforeCall = (operation, about) => {
    if (calls === arrivesAt && world.status(moves) === 'ACTIVE') world.run(moves);
    const released = operation === 'CompleteLifecycleAction' && clock() < HELD_AT + DEADLINE ? hostOf(about) : [];
    wrong.push(...released.filter((number) => running(world, number) || world.status(number) !== 'DRAINING'));
    if (faults[calls++] === true) throw calls % 4 === 0 ? new Error('socket hang up') : throttled;
  };
  return wrong;
}

/** Three hosts that are held, some with a DAEMON task and some idle. */
function worldOf(taskCounts: readonly number[]): GateWorld {
  const world = new GateWorld();
  for (const number of HOSTS) {
    world.withHeldHost(number);
    const count = taskCounts[number - 1] ?? 0;
    if (count > 0) world.run(number, { isDaemon: true });
    for (const at of range(count)) world.run(number, { group: at === 0 ? 'service:web' : 'x' });
  }
  return world;
}

/** Tells a story; gives what went wrong, and what is left to go on with. */
async function tell({ steps, taskCounts, standalone }: Story) {
  const world = worldOf(taskCounts);
  const wrong: number[] = [];
  let process = new TerminationGateProcess(world, { standalone });
  let left: SqsRecord[] = HOSTS.map((number) => aNotice(number));
  let now = HELD_AT + 500;
  let receiveCount = 1;
  const look = async (events: readonly SqsRecord[], faulty: Partial<Step>) => {
    const seen = watched(world, () => now, faulty);
    process.now = now;
    const kept = await process.run(...left, ...events);
    wrong.push(...seen);
    receiveCount++;
    left = HOSTS.filter((number) => kept.includes(`notice ${number}`)).map((each) => aNotice(each, { receiveCount }));
  };
  for (const each of steps) {
    const { seconds, events, heldCpu, moves, isNewProcess } = each;
    if (isNewProcess) process = new TerminationGateProcess(world, { standalone });
    const records = events.map((number, at) => aDrainingEvent(number, { id: `e ${at}`, at: now - 1_000, heldCpu }));
    await look(records, each);
    now += seconds * 1000;
    moveOn(world, moves, now);
  }
  const lookAtDeadline = async () => {
    now = Math.max(now, HELD_AT + DEADLINE);
    await look([], {});
  };
  return { world, wrong, lookAtDeadline, messages: () => left.map(({ messageId }) => messageId) };
}

describe('whatever fails, doubles, or comes late, in whatever process', () => {
  it('no host is let go before its deadline while a task but a DAEMON one runs, or before it is DRAINING', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        expect((await tell(each)).wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('no host is forgotten: its message is there until it is let go, by its deadline at the latest', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const { world, lookAtDeadline, messages } = await tell(each);
        const held = HOSTS.filter((number) => world.released(number) === undefined);
        expect(held.filter((number) => !messages().includes(`notice ${number}`))).toEqual([]);
        await lookAtDeadline();
        // A notice of which another process was faster is done with one look more.
        await lookAtDeadline();
        expect(HOSTS.map((number) => world.released(number))).toEqual(HOSTS.map(() => 'CONTINUE'));
        expect(messages()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

it('no hook of others is ever completed, nor that of managed draining, whatever hooks a group has', async () => {
  const name = fc.constantFrom('ecs-ops-drain', 'ecs-ops', 'backup', 'my-ecs-ops', MANAGED_DRAINING_HOOK);
  const target = fc.constantFrom(undefined, TOPIC, `${TOPIC}-2`);
  const hooks = fc.uniqueArray(fc.record({ name, target }), { selector: (hook) => hook.name, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(hooks, async (drawn) => {
      const group = drawn.map((hook) => aHook({ lifecycleHookName: hook.name, notificationTargetArn: hook.target }));
      const world = new GateWorld().withGroup({ hooks: group }).withHeldHost(1);
      world.held.clear();
      for (const hook of drawn) world.hold(1, { group: GROUP, hook: hook.name, token: hook.name });
      world.setStatus(1, 'DRAINING');
      await new TerminationGateProcess(world).run(aDrainingEvent(1));
      const ours = drawn.filter((hook) => {
        if (hook.name === MANAGED_DRAINING_HOOK) return false;
        return hook.target === undefined ? hook.name.startsWith('ecs-ops') : hook.target === TOPIC;
      });
      expect([...world.completed.keys()].toSorted()).toEqual(ours.map((hook) => hook.name).toSorted());
    }),
  );
});

it('a permanent refusal of anything but the release lets nothing go and parks nothing', async () => {
  const operations = ['UpdateContainerInstancesState', 'RecordLifecycleActionHeartbeat', 'StopTask', 'Publish'];
  for (const operation of operations) {
    const world = new GateWorld().withHeldHost(1);
    world.run(1, { group: 'family:batch' });
    world.beforeCall = (called) => {
      if (called === operation) throw new PermanentError('rejected', 'no');
    };
    const process = new TerminationGateProcess(world, { standalone: 'stop', deadlineMinutes: 60 });
    await process.run(aNotice(1));
    expect(await process.runAt(1_800_000, aNotice(1, { receiveCount: 2 }))).toEqual(['notice 1']);
    expect([world.completed.size, process.parked.length]).toEqual([0, 0]);
  }
});
