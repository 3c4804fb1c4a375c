import { describe, expect, it } from 'vitest';
import { planWait, type WaitPlan } from '../../../functions/termination-gate/plan-wait.ts';
import type { GateSettings, HostLook, Wait } from '../../../functions/termination-gate/snapshot.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import {
  aHostTask,
  aLifecycleNotice,
  aLook,
  anUnnotedWait,
  aWait,
  gateSettings,
  hostFound,
  memberRead,
  tasksRead,
  UNREADABLE,
} from '../../builders/gate-looks.ts';
import { instanceId, taskArn } from '../../builders/hosts.ts';
import { MINUTE } from './one-host.ts';

/** Decides about one wait, a minute after it began unless told otherwise. */
function decide(
  look: Partial<HostLook>,
  { wait = aWait(), settings = {}, age = MINUTE }: { wait?: Wait; settings?: Partial<GateSettings>; age?: number } = {},
): WaitPlan {
  const now = HELD_AT + age;
  return planWait(wait, aLook({ ...look, waits: [wait] }), { now, due: now, settings: gateSettings(settings) });
}

const counted = (runningTasksCount: number, pendingTasksCount: number) => ({ runningTasksCount, pendingTasksCount });
const putOff = { kind: 'put-off', seconds: 7 } as const;
const noTasks = tasksRead([]);
const stopped = aHostTask({ lastStatus: 'STOPPED', stoppedAt: HELD_AT + 10_000, taskArn: taskArn(2) });

describe('a host that is held is looked at again', () => {
  const active = (counts: ReturnType<typeof counted> | undefined) => hostFound({ status: 'ACTIVE', counts });
  it.each<[string, HostLook['host'], string, number]>([
    ['drained just now, and idle', active(counted(0, 0)), 'first-look', 1],
    ['drained just now, with a task', active(counted(1, 0)), 'first-look', 90],
    ['drained just now, with a task that begins', active(counted(0, 1)), 'first-look', 90],
    ['drained just now, with one of each', active(counted(1, 1)), 'first-look', 90],
    ['drained just now, its counts not known', active(undefined), 'first-look', 90],
    ['drained before, and idle', hostFound({ counts: counted(0, 0) }), 'tasks-left', 90],
    ['REGISTERING', hostFound({ status: 'REGISTERING' }), 'host-registering', 15],
    ['one whose registration failed', hostFound({ status: 'REGISTRATION_FAILED' }), 'may-be-registering', 15],
    ['in no cluster', { kind: 'not-found', wasKnown: false }, 'may-be-registering', 15],
    ['one that was not looked for', { kind: 'not-asked' }, 'unreadable', 15],
    ['one that is looked for later', putOff, 'reads-put-off', 7],
    ['one whose tasks are read later', hostFound({ tasks: putOff }), 'reads-put-off', 7],
  ])('%s: when and why', (_, host, reason, seconds) => {
    const { nextLook, heldBack, warnings } = decide({ host });
    expect(nextLook).toMatchObject({ kind: 'again', reason, seconds });
    expect([heldBack, warnings]).toEqual([[{ subject: instanceId(), reason }], []]);
  });
});

describe('a host that Auto Scaling does not show as terminating', () => {
  const member = memberRead(1, 'InService');
  it('is left alone at once where no notice says when it began', () => {
    expect(decide({ member }, { wait: anUnnotedWait() })).toEqual({
      actions: [],
      heldBack: [{ subject: instanceId(), reason: 'not-waiting' }],
      warnings: [],
      nextLook: { kind: 'done', reason: 'not-waiting' },
    });
  });

  it('is looked at once more while the answer may be from before the notice', () => {
    expect(decide({ member })).toEqual({
      actions: [],
      heldBack: [{ subject: instanceId(), reason: 'not-waiting' }],
      warnings: [],
      nextLook: { kind: 'again', reason: 'not-waiting', seconds: 15, retrySeconds: 15 },
    });
  });
});

describe('in a dry run', () => {
  const settings = { dryRun: true };
  it('what could not be read comes back, and nothing is said of the dry run', () => {
    const { nextLook, heldBack } = decide({ host: UNREADABLE }, { settings });
    expect(nextLook).toMatchObject({ kind: 'retry', reason: 'throttled' });
    expect(heldBack.map(({ reason }) => reason)).toEqual(['unreadable']);
  });

  it('an empty host is done for that reason', () => {
    const { nextLook, heldBack } = decide({ host: hostFound({ tasks: noTasks }) }, { settings });
    expect([nextLook.reason, heldBack]).toEqual(['host-empty', []]);
  });
});

describe('a host that is let go', () => {
  it.each([
    [MINUTE, 5],
    [5 * 60 * MINUTE, 180],
  ])('after %i ms is tried again, if that fails, within %i s', (age, retrySeconds) => {
    const { nextLook } = decide({ host: hostFound({ tasks: noTasks }) }, { age, wait: aWait({ lastBeat: 10 }) });
    expect(nextLook).toEqual({ kind: 'done', reason: 'host-empty', retrySeconds });
  });

  it('of which nothing says since when it waits is tried again soon', () => {
    const { nextLook } = decide({ host: hostFound({ tasks: noTasks }) }, { wait: anUnnotedWait() });
    expect(nextLook).toEqual({ kind: 'done', reason: 'host-empty', retrySeconds: 5 });
  });

  it('with tasks on it was never drained, whatever has stopped', () => {
    const host = hostFound({ tasks: tasksRead([aHostTask(), stopped]) });
    const [complete] = decide({ host }, { age: 15 * MINUTE }).actions;
    expect(complete).toMatchObject({ reason: 'deadline-passed', isDeadline: true, waitedFor: 15 * MINUTE });
    expect(complete).toMatchObject({ drainedIn: undefined, emptyFor: undefined });
  });
});

describe('a host that is to be retained, in a group that would terminate it', () => {
  it.each([
    [15 * MINUTE - 1, []],
    [15 * MINUTE, ['retain-would-terminate']],
  ])('is held on, and the operator told when its deadline has come: at %i ms', (age, reasons) => {
    const { actions } = decide({ obstacles: [] }, { age, settings: { outcome: 'retain' } });
    expect(actions.map(({ kind, reason }) => [kind, reason])).toEqual(
      reasons.map((reason) => ['notify-operator', reason]),
    );
  });
});

it.each([
  ['EC2', ['complete-lifecycle-action: pool-host-unused']],
  ['AutoScalingGroup', []],
] as const)('a host that leaves its pool for %s', (destination, done) => {
  const wait = aWait({ notice: aLifecycleNotice(1, { origin: 'WarmPool', destination }) });
  expect(decide({}, { wait }).actions.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual(done);
});

it('a heartbeat says why it is sent, and for which half of the time-out', () => {
  const { actions } = decide({}, { age: 45 * MINUTE, settings: { deadlineMinutes: 2880 } });
  expect(actions).toEqual([
    {
      kind: 'record-heartbeat',
      reason: 'heartbeat-due',
      ec2InstanceIds: [instanceId()],
      action: aWait().action,
      period: 1,
    },
  ]);
});
