import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { aDrainingEvent, aNotice, HELD_AT, HOOK, tokenOf } from '../../builders/gate-events.ts';
import { aHook } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { hostArn } from '../../builders/hosts.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const throttled = new RetryableError('throttled', 'Rate exceeded');
const refused = new PermanentError('rejected', 'AutoScalingGroup name not found');

/** Lets calls of an operation fail, those about one thing alone if it is named. */
function failing(world: GateWorld, operation: string, error: Error, about?: string): GateWorld {
  world.beforeCall = (called, calledAbout) => {
    if (called === operation && (about === undefined || about === calledAbout)) throw error;
  };
  return world;
}

const twoHosts = () => new GateWorld().withHeldHost(1).withHeldHost(2);
const bothNotices = [aNotice(1), aNotice(2)];

describe('what fails about one host', () => {
  it('to be drained, brings back its message alone; the other goes in the same run', async () => {
    const world = twoHosts();
    world.refused.set(hostArn(1), 'CONFLICT');
    const process = new TerminationGateProcess(world);
    expect(await process.run(...bothNotices)).toEqual(['notice 1']);
    expect([world.released(1), world.released(2)]).toEqual([undefined, 'CONTINUE']);
    expect(process.telemetry.sums).toMatchObject({ 'ActionsFailed drain-hosts': 1, 'Retried conflict': 1 });
    world.refused.clear();
    expect(await process.runAt(6_000, aNotice(1, { receiveCount: 2 }))).toEqual([]);
    expect(world.released(1)).toBe('CONTINUE');
  });

  it('to be drained with tasks on it, hastens no other host’s message', async () => {
    const world = twoHosts();
    for (const number of [1, 2]) world.run(number);
    world.refused.set(hostArn(1), 'CONFLICT');
    const process = new TerminationGateProcess(world);
    await process.run(...bothNotices);
    expect(process.postponed).toEqual(
      new Map([
        ['notice 1', 3.75],
        ['notice 2', 15],
      ]),
    );
    expect(process.telemetry.sums).toMatchObject({ Retried: 1, ConfirmingLooks: 1 });
  });

  it('to be completed, brings back its message alone', async () => {
    const world = failing(twoHosts(), 'CompleteLifecycleAction', throttled, tokenOf(1));
    const process = new TerminationGateProcess(world);
    expect(await process.run(...bothNotices)).toEqual(['notice 1']);
    expect(process.postponed.get('notice 1')).toBeLessThanOrEqual(5);
    expect(process.telemetry.sums).toMatchObject({ 'ActionsFailed complete-lifecycle-action': 1 });
  });

  it('to be read, brings back its message alone', async () => {
    const world = twoHosts();
    for (const number of [1, 2]) world.setStatus(number, 'DRAINING');
    failing(world, 'ListTasks', throttled, hostArn(1));
    const process = new TerminationGateProcess(world);
    expect(await process.run(...bothNotices)).toEqual(['notice 1']);
    expect([world.released(1), world.released(2)]).toEqual([undefined, 'CONTINUE']);
    expect(process.telemetry.sums).toMatchObject({ 'Retried throttled': 1 });
  });
});

describe('completing', () => {
  it('that is refused for good parks the notice, with the reason', async () => {
    const world = failing(new GateWorld().withHeldHost(1), 'CompleteLifecycleAction', refused);
    const process = new TerminationGateProcess(world);
    expect(await process.run(aNotice(1))).toEqual([]);
    expect(process.parked).toEqual([{ reason: 'rejected', detail: 'AutoScalingGroup name not found' }]);
    expect(process.telemetry.sums).toMatchObject({ 'Parked rejected': 1, 'HeldBack rejected': 1 });
  });

  it('that is refused for good after an event parks nothing: the notice’s own message will say so', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.setStatus(1, 'DRAINING');
    const process = new TerminationGateProcess(failing(world, 'CompleteLifecycleAction', refused));
    expect(await process.run(aDrainingEvent(1))).toEqual([]);
    expect(process.parked).toEqual([]);
  });

  it.each(['CompleteLifecycleAction', 'RecordLifecycleActionHeartbeat'])(
    'that is over already, as %s says, is done',
    async (operation) => {
      const world = new GateWorld().withHeldHost(1);
      world.run(1);
      world.setStatus(1, 'DRAINING');
      world.held.clear();
      const process = new TerminationGateProcess(world);
      const age = operation === 'CompleteLifecycleAction' ? 900_000 : 1_800_000;
      const metadata = operation === 'CompleteLifecycleAction' ? {} : { deadlineMinutes: 60 };
      expect(await process.runAt(age, aNotice(1, { metadata, receiveCount: 9 }))).toEqual([]);
      expect([world.count(operation), process.parked.length]).toEqual([1, 0]);
      expect(process.telemetry.sums).toMatchObject({ 'HeldBack action-over': 1 });
    },
  );

  it('that Auto Scaling counts to a deleted hook is found out by a heartbeat', async () => {
    const world = new GateWorld().withGroup({ hooks: [] }).withHeldHost(1);
    world.run(1);
    world.held.clear();
    expect(await new TerminationGateProcess(world).run(aNotice(1))).toEqual([]);
    expect(world.count('RecordLifecycleActionHeartbeat')).toBe(1);
  });
});

describe('heartbeats', () => {
  it('are sent once in each half of the hook’s time-out but the first', async () => {
    const world = new GateWorld().withGroup({ hooks: [aHook({ heartbeatTimeout: 240 })] }).withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(world);
    const sentAt: number[] = [];
    for (const seconds of [1, 60, 119, 120, 150, 239, 240, 300, 370, 500]) {
      const before = world.heartbeats.length;
      await process.runAt(seconds * 1000, aNotice(1, { receiveCount: seconds }));
      if (world.heartbeats.length > before) sentAt.push(seconds);
    }
    expect(sentAt).toEqual([120, 240, 370, 500]);
    expect(process.telemetry.sums).toMatchObject({ 'Actions record-heartbeat': 4 });
  });

  it('that fail are sent again soon, and nothing else is done twice for it', async () => {
    const world = new GateWorld().withGroup({ hooks: [aHook({ heartbeatTimeout: 240 })] }).withHeldHost(1);
    world.run(1);
    const process = new TerminationGateProcess(failing(world, 'RecordLifecycleActionHeartbeat', throttled));
    await process.run(aNotice(1));
    await process.runAt(120_000, aNotice(1, { receiveCount: 5 }));
    expect(process.postponed.get('notice 1')).toBeLessThanOrEqual(12);
    world.beforeCall = () => undefined;
    await process.runAt(132_000, aNotice(1, { receiveCount: 6 }));
    expect([world.heartbeats, world.count('UpdateContainerInstancesState')]).toEqual([[tokenOf(1)], 1]);
  });
});

describe('a dry run', () => {
  it.each([
    ['ACTIVE', 500, ['ActionsDryRun drain-hosts']],
    ['DRAINING', 500, ['ActionsDryRun complete-lifecycle-action']],
    ['DRAINING', 900_000, ['ActionsDryRun complete-lifecycle-action']],
  ])('acknowledges and writes nothing: a host that is %s at %i ms', async (status, age, counted) => {
    const world = new GateWorld().withHeldHost(1);
    if (status === 'ACTIVE') world.run(1);
    world.setStatus(1, status);
    const process = new TerminationGateProcess(world, { dryRun: true, outcome: 'stop-tasks', standalone: 'stop' });
    expect(await process.runAt(age, aNotice(1))).toEqual([]);
    expect(world.calls.filter((call) => !/^(List|Describe|Get)/.test(call))).toEqual([]);
    expect(world.held.get(tokenOf(1))?.lifecycleHookName).toBe(HOOK);
    for (const name of counted) expect(process.telemetry.sums).toMatchObject({ [name]: 1 });
  });
});

it('clocks that disagree make no negative durations', async () => {
  const world = new GateWorld().withHeldHost(1);
  const task = world.run(1);
  world.stop(1, task, HELD_AT + 9_000);
  const process = new TerminationGateProcess(world);
  await process.run(aNotice(1, { at: HELD_AT + 4_000 }));
  expect(process.telemetry.measures).toEqual([
    ['TerminationGateWait', 0],
    ['TerminationGateDrain', 5_000],
    ['TerminationGateReleaseLag', 0],
  ]);
});
