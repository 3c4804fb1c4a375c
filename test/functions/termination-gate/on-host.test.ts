import { describe, expect, it } from 'vitest';
import { MANAGED_DRAINING_HOOK } from '../../../functions/termination-gate/hooks.ts';
import { doToHost, type OnHost } from '../../../functions/termination-gate/on-host.ts';
import type { GateSettings, HostLook, Wait } from '../../../functions/termination-gate/snapshot.ts';
import { termsOf } from '../../../functions/termination-gate/wait-timing.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import {
  aHook,
  aHostTask,
  aLifecycleNotice,
  aLook,
  aWait,
  gateSettings,
  groupRead,
  hostFound,
  tasksRead,
  UNREADABLE,
} from '../../builders/gate-looks.ts';
import { hostArn, instanceId, taskArn } from '../../builders/hosts.ts';
import { MINUTE } from './one-host.ts';

/** What is done to a host, a minute after it began to wait unless told otherwise. */
function done(
  look: Partial<HostLook>,
  { wait = aWait(), settings = {}, age = MINUTE }: { wait?: Wait; settings?: Partial<GateSettings>; age?: number } = {},
): OnHost {
  const whole = aLook({ ...look, waits: [wait] });
  const now = HELD_AT + age;
  const deciding = { now, due: now, settings: gateSettings(settings) };
  return doToHost(wait, whole, termsOf(wait, whole, deciding.settings), deciding);
}

const NOTHING: OnHost = { drain: [], stop: [], warnings: [] };
const active = hostFound({ status: 'ACTIVE' });
const batch = aHostTask({ group: 'family:batch', taskArn: taskArn(3) });
const stopping = aHostTask({ desiredStatus: 'STOPPED', lastStatus: 'STOPPING', taskArn: taskArn(4) });

describe('a host that still takes tasks is drained', () => {
  const hosts = {
    ec2InstanceIds: [instanceId()],
    clusterArn: clusterArn(),
    containerInstanceArns: [hostArn()],
  };
  it.each([
    ['EC2', { kind: 'drain-hosts', reason: 'host-terminating', ...hosts }],
    ['WarmPool', { kind: 'drain-hosts-into-pool', reason: 'host-returns-to-pool', ...hosts }],
  ] as const)('on its way to %s', (destination, action) => {
    const wait = aWait({ notice: aLifecycleNotice(1, { destination }) });
    expect(done({ host: active }, { wait })).toEqual({ ...NOTHING, drain: [action] });
  });

  const managed = groupRead({}, { hooks: [aHook(), aHook({ lifecycleHookName: MANAGED_DRAINING_HOOK })] });
  it.each<[string, Partial<HostLook>, Wait]>([
    ['its group is not known', { host: active }, aWait({ group: UNREADABLE })],
    ['its group was not asked for', { host: active }, aWait({ group: { kind: 'not-asked' } })],
    ['what Auto Scaling says of it is not known', { host: active, member: UNREADABLE }, aWait()],
    ['it is not known', { host: UNREADABLE }, aWait()],
    ['ECS drains it', { host: active }, aWait({ group: managed })],
  ])('but not while %s', (_, look, wait) => {
    expect(done(look, { wait })).toEqual(NOTHING);
  });
});

describe('the tasks of a host are stopped', () => {
  const stop = (reason: string, arn: string, because: string) => ({
    kind: 'stop-task',
    reason,
    ec2InstanceId: instanceId(),
    clusterArn: clusterArn(),
    taskArn: arn,
    stoppedReason: `The host ${instanceId()} is to be terminated; ${because}`,
  });
  const nearly = 'its time to drain is nearly over';
  const host = hostFound({ tasks: tasksRead([aHostTask(), batch, stopping]) });

  it('near the deadline, all that do not stop already', () => {
    expect(done({ host }, { settings: { outcome: 'stop-tasks' }, age: 14.5 * MINUTE })).toEqual({
      ...NOTHING,
      stop: [stop('deadline-near', taskArn(1), nearly), stop('deadline-near', taskArn(3), nearly)],
    });
  });

  it('before a Spot interruption takes the host', () => {
    expect(done({ host, interruptedAt: HELD_AT }, { age: 90_000 }).stop).toEqual([
      stop('spot-interrupted', taskArn(1), nearly),
      stop('spot-interrupted', taskArn(3), nearly),
    ]);
  });

  it('when no service has them, at once if so chosen', () => {
    const because = 'no scheduler moves a standalone task elsewhere';
    expect(done({ host }, { settings: { standalone: 'stop' } })).toEqual({
      ...NOTHING,
      stop: [stop('standalone-task', taskArn(3), because)],
    });
  });

  it('but not before they are known', () => {
    const settings = { outcome: 'stop-tasks', standalone: 'stop' } as const;
    const unknown = hostFound({ tasks: { kind: 'not-asked' } });
    expect(done({ host: unknown }, { settings, age: 14.5 * MINUTE })).toEqual(NOTHING);
  });

  it.each([
    [{ 'ecs-ops:standalone-on-termination': 'no' }, {}, { reason: 'invalid-standalone-on-termination' }],
    [{}, undefined, { reason: 'unreadable', detail: 'tags of the cluster' }],
  ] as const)(
    'but not standalone ones with the tags %o, those of the cluster being %o',
    (tags, clusterTags, warning) => {
      const task = { ...batch, tags };
      const unclear = hostFound({
        tasks: { kind: 'read', tasks: [task, { ...task }], clusterTags, isStillHeld: false },
      });
      expect(done({ host: unclear }, { settings: { standalone: 'stop' } })).toEqual({
        ...NOTHING,
        warnings: [{ subject: instanceId(), ...warning }],
      });
    },
  );
});
