import { describe, expect, it } from 'vitest';
import { MANAGED_DRAINING_HOOK } from '../../../functions/termination-gate/hooks.ts';
import { type GatePlan, plan } from '../../../functions/termination-gate/plan.ts';
import type { GateSettings, HostLook } from '../../../functions/termination-gate/snapshot.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import {
  aHook,
  aHostTask,
  aLifecycleNotice,
  aLook,
  anUnnotedWait,
  aSnapshot,
  aWait,
  groupRead,
  hostFound,
  memberRead,
  tasksRead,
  UNREADABLE,
} from '../../builders/gate-looks.ts';
import { instanceId, taskArn } from '../../builders/hosts.ts';

const MINUTE = 60_000;
const NOTICE = 'notice 1';

/** Plans one host, a minute after it began to wait unless told otherwise. */
const decide = (look: Partial<HostLook>, settings: Partial<GateSettings> = {}, age = MINUTE): GatePlan =>
  plan(aSnapshot([aLook(look)], settings), HELD_AT + age);
/** What is done, with its reason. */
const does = ({ actions }: GatePlan): string[] => actions.map(({ kind, reason }) => `${kind}: ${reason}`);
const heldBack = (decided: GatePlan): string[] => decided.heldBack.map(({ reason }) => reason);

const daemon = aHostTask({ isDaemon: true, taskArn: taskArn(7) });
const stopped = aHostTask({ lastStatus: 'STOPPED', desiredStatus: 'STOPPED', stoppedAt: HELD_AT + 50_000 });
const stopping = aHostTask({ lastStatus: 'STOPPING', desiredStatus: 'STOPPED' });
const idle = { runningTasksCount: 0, pendingTasksCount: 0 };

describe('a host that is held', () => {
  const empty = tasksRead([daemon, stopped]);
  const unreadable = { ...hostFound({ counts: idle }), tasks: UNREADABLE };
  it.each<[string, HostLook['host'], string[]]>([
    ['DRAINING, with a running task', hostFound(), []],
    ['DRAINING, its task being stopped', hostFound({ tasks: tasksRead([stopping]), counts: idle }), []],
    ['DRAINING, with DAEMON and stopped tasks', hostFound({ tasks: empty }), ['host-empty']],
    ['DRAINING, without any task', hostFound({ tasks: tasksRead([]) }), ['host-empty']],
    ['DRAINING, tasks unreadable, counts zero', unreadable, []],
    ['DRAINING, tasks not asked for', hostFound({ tasks: { kind: 'not-asked' } }), []],
    ['DEREGISTERING, empty', hostFound({ status: 'DEREGISTERING', tasks: empty }), ['host-empty']],
    ['REGISTERING, empty', hostFound({ status: 'REGISTERING', tasks: empty, counts: idle }), []],
    ['INACTIVE', hostFound({ status: 'INACTIVE' }), ['host-deregistered']],
    ['gone since it was seen', { kind: 'not-found', wasKnown: true }, ['host-deregistered']],
    ['in no cluster yet', { kind: 'not-found', wasKnown: false }, []],
    ['one whose registration failed', hostFound({ status: 'REGISTRATION_FAILED' }), []],
    ['one that can’t be read', UNREADABLE, []],
    ['one that is looked for later', { kind: 'put-off', seconds: 9 }, []],
  ])('%s: completed only when nothing runs', (_, host, reasons) => {
    expect(does(decide({ host }))).toEqual(reasons.map((reason) => `complete-lifecycle-action: ${reason}`));
  });

  it.each([1, 15])(
    'that is looked for later is neither drained nor let go, and comes back for it: at %i minutes',
    (age) => {
      const decided = decide({ host: { kind: 'put-off', seconds: 9 } }, {}, age * MINUTE);
      expect(does(decided)).toEqual([]);
      expect(heldBack(decided)).toEqual(['reads-put-off']);
      expect(decided.nextLooks.get(NOTICE)).toMatchObject({ kind: 'again', reason: 'reads-put-off', seconds: 9 });
    },
  );

  it('ACTIVE is drained and never taken for empty, even with no task on it', () => {
    const host = hostFound({ status: 'ACTIVE', tasks: tasksRead([]), counts: idle });
    expect(does(decide({ host }))).toEqual(['drain-hosts: host-terminating']);
  });

  it.each([
    [119_000, []],
    [120_000, ['complete-lifecycle-action: host-not-registered']],
  ])('in no cluster is let go after its grace: at %i ms', (age, done) => {
    expect(does(decide({ host: { kind: 'not-found', wasKnown: false } }, {}, age))).toEqual(done);
  });

  it('in no cluster at its deadline is let go, and nobody is told of tasks in the way', () => {
    const look = {
      host: { kind: 'not-found', wasKnown: false },
      interruptedAt: HELD_AT - MINUTE,
      obstacles: [],
    } as const;
    expect(does(decide(look, {}, MINUTE))).toEqual(['complete-lifecycle-action: host-not-registered']);
  });

  it.each([
    [119_000, 'again'],
    [120_000, 'done'],
  ])('and that Auto Scaling shows in service may be an answer from before: %i ms after its notice', (age, kind) => {
    const look = { host: hostFound({ status: 'ACTIVE' }), member: memberRead(1, 'InService') };
    const decided = decide(look, {}, age);
    expect(does(decided)).toEqual([]);
    expect(decided.nextLooks.get(NOTICE)).toMatchObject({ kind, reason: 'not-waiting' });
  });

  it('tells how long it was held, drained, and empty', () => {
    const [complete] = decide({ host: hostFound({ tasks: empty }) }).actions;
    expect(complete).toMatchObject({ waitedFor: MINUTE, drainedIn: 50_000, emptyFor: 10_000, isDeadline: false });
  });

  it('is looked at again when something is next to be done', () => {
    expect(decide({}).nextLooks.get(NOTICE)).toEqual({
      kind: 'again',
      reason: 'tasks-left',
      seconds: 90,
      retrySeconds: 5,
    });
    const before = decide({}, {}, 14.5 * MINUTE);
    expect(before.nextLooks.get(NOTICE)).toMatchObject({ kind: 'again', seconds: 30 });
  });

  it('comes back as something that failed when a part could not be read', () => {
    const looks = [decide({ host: UNREADABLE }), decide({ waits: [aWait({ group: UNREADABLE })] })];
    for (const { nextLooks } of looks) {
      expect(nextLooks.get(NOTICE)).toMatchObject({ kind: 'retry', reason: 'throttled' });
    }
  });
});

describe('before a host is drained', () => {
  const host = hostFound({ status: 'ACTIVE', counts: idle });
  it.each<[string, Partial<HostLook>, string[]]>([
    ['its group must be readable', { waits: [aWait({ group: UNREADABLE, lastBeat: 4 })] }, []],
    ['what Auto Scaling says of it must be readable', { member: UNREADABLE }, []],
    ['Auto Scaling must not say that it is in service', { member: memberRead(1, 'InService') }, []],
    ['it must be in a group', { member: { kind: 'none' } }, []],
    ['Auto Scaling may say that it waits', { member: memberRead(1, 'Terminating:Wait') }, ['drain-hosts']],
    ['nobody need say that it waits', {}, ['drain-hosts']],
  ])('%s', (_, look, kinds) => {
    expect(decide({ host, ...look }).actions.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('its group must still exist', () => {
    const decided = decide({ host, waits: [aWait({ group: { kind: 'gone' } })] });
    expect([does(decided), heldBack(decided)]).toEqual([[], ['group-gone']]);
    expect(decided.nextLooks.get(NOTICE)).toMatchObject({ kind: 'done', reason: 'group-gone' });
  });
});

describe('where ECS drains the host itself', () => {
  const managed = groupRead({}, { hooks: [aHook(), aHook({ lifecycleHookName: MANAGED_DRAINING_HOOK })] });
  const waits = [aWait({ group: managed, lastBeat: 1 })];
  const batch = aHostTask({ group: 'family:batch' });

  it.each(['ACTIVE', 'DRAINING'])('a host that is %s is left alone, with the reason', (status) => {
    const host = hostFound({ status, tasks: tasksRead([batch]) });
    const decided = decide({ waits, host }, { standalone: 'stop', outcome: 'stop-tasks' }, 14.9 * MINUTE);
    expect([does(decided), heldBack(decided)]).toEqual([[], ['tasks-left', 'managed-draining']]);
  });

  it('our own hook alone is completed: when the host is empty, or at our deadline', () => {
    const empty = decide({ waits, host: hostFound({ tasks: tasksRead([]) }) });
    const late = decide({ waits }, {}, 15 * MINUTE);
    expect([does(empty), does(late)]).toEqual([
      ['complete-lifecycle-action: host-empty'],
      ['complete-lifecycle-action: deadline-passed'],
    ]);
  });
});

describe('tasks are stopped', () => {
  const late = { outcome: 'stop-tasks' } as const;
  const tasks = tasksRead([aHostTask(), daemon, { ...stopping, taskArn: taskArn(2) }]);
  const stopsOf = (decided: GatePlan) =>
    decided.actions.flatMap((action) => (action.kind === 'stop-task' ? [[action.taskArn, action.reason]] : []));

  it('one stop time before the deadline, save DAEMON ones and those that stop already', () => {
    expect(stopsOf(decide({ host: hostFound({ tasks }) }, late, 14.5 * MINUTE - 1))).toEqual([]);
    expect(stopsOf(decide({ host: hostFound({ tasks }) }, late, 14.5 * MINUTE))).toEqual([
      [taskArn(1), 'deadline-near'],
    ]);
  });

  it('before the end that a Spot interruption sets', () => {
    const look = { host: hostFound({ tasks }), interruptedAt: HELD_AT };
    expect(stopsOf(decide(look, {}, 89_999))).toEqual([]);
    expect(stopsOf(decide(look, {}, 90_000))).toEqual([[taskArn(1), 'spot-interrupted']]);
  });

  it('when standalone, if so chosen; other tasks are left to their services', () => {
    const batch = aHostTask({ group: 'family:batch', taskArn: taskArn(3) });
    const host = hostFound({ tasks: tasksRead([aHostTask(), batch]) });
    expect(stopsOf(decide({ host }))).toEqual([]);
    expect(stopsOf(decide({ host }, { standalone: 'stop' }))).toEqual([[taskArn(3), 'standalone-task']]);
  });

  it.each([
    [{ 'ecs-ops:standalone-on-termination': 'no' }, {}, 'invalid-standalone-on-termination'],
    [{}, undefined, 'unreadable'],
  ] as const)('not with tags %o and the cluster’s %o, with a warning', (tags, clusterTags, reason) => {
    const batch = aHostTask({ group: 'family:batch', tags });
    const host = hostFound({ tasks: { kind: 'read', tasks: [batch], clusterTags, isStillHeld: false } });
    const decided = decide({ host }, { standalone: 'stop' });
    expect([stopsOf(decided), decided.warnings.map((each) => each.reason)]).toEqual([[], [reason]]);
  });
});

describe('a dry run', () => {
  it('is done with a host that is held: the hook decides', () => {
    const decided = decide({}, { dryRun: true });
    expect(heldBack(decided)).toEqual(['tasks-left', 'dry-run']);
    expect(decided.nextLooks.get(NOTICE)).toMatchObject({ kind: 'done', reason: 'dry-run' });
  });
});

describe('two hooks of ours on one host', () => {
  const second = aLifecycleNotice(1, { token: 'second', lifecycleHookName: 'ecs-ops-2' });
  const hooks = [aHook({ heartbeatTimeout: 60 }), aHook({ lifecycleHookName: 'ecs-ops-2', heartbeatTimeout: 60 })];
  const group = groupRead({}, { hooks });
  const waits = [aWait({ group }), aWait({ group, notice: second, messageIds: ['2'] })];

  it('drain it once, and each has its heartbeat and its end', () => {
    const active = decide({ waits, host: hostFound({ status: 'ACTIVE' }) });
    const kinds = active.actions.map(({ kind }) => kind);
    expect(kinds).toEqual(['drain-hosts', 'record-heartbeat', 'record-heartbeat']);
    expect(active.actions[0]).toMatchObject({ ec2InstanceIds: [expect.any(String)] });
    const empty = decide({ waits, host: hostFound({ tasks: tasksRead([]) }) });
    expect(empty.actions.map((action) => 'action' in action && action.action)).toEqual(
      waits.map(({ action }) => action),
    );
  });
});

it('a wait that is known from Auto Scaling alone has neither deadline nor heartbeats', () => {
  expect(does(decide({ waits: [anUnnotedWait()], mails: [] }, {}, 3000 * MINUTE))).toEqual([]);
  const [complete] = decide({ waits: [anUnnotedWait()], host: hostFound({ tasks: tasksRead([stopped]) }) }).actions;
  expect(complete).toMatchObject({
    action: { ec2InstanceId: instanceId() },
    waitedFor: undefined,
    drainedIn: undefined,
    emptyFor: 10_000,
  });
});
