import { describe, expect, it } from 'vitest';
import type { NotifyOperator } from '../../../functions/termination-gate/actions.ts';
import type { NextLook } from '../../../functions/termination-gate/plan-wait.ts';
import type { HostLook } from '../../../functions/termination-gate/snapshot.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { HOOK } from '../../builders/gate-events.ts';
import {
  aHostTask,
  aLifecycleNotice,
  aWait,
  groupRead,
  hostFound,
  memberRead,
  tasksRead,
  UNREADABLE,
} from '../../builders/gate-looks.ts';
import { hostArn, instanceId, taskArn } from '../../builders/hosts.ts';
import { again, decide, does, done, drainingMail, leftPool, looksOf, MINUTE, NOTHING_HELD } from './one-host.ts';

describe('a host that nothing of ours holds', () => {
  const marked = hostFound({ markedForPool: true });
  const back = memberRead(1, 'InService');
  const retry: NextLook = { kind: 'retry', reason: 'throttled', retrySeconds: 60 };

  it.each<[string, Partial<HostLook>, readonly string[], NextLook, readonly string[]]>([
    ['back, and DRAINING', { host: marked, member: back }, ['activate-hosts'], again('host-back-in-service', 1), []],
    [
      'back, and ACTIVE',
      { host: { ...marked, status: 'ACTIVE' }, member: back },
      ['unmark-hosts'],
      done('host-back-in-service'),
      [],
    ],
    ['back, and not drained by us', { host: hostFound(), member: back }, [], done('not-waiting'), ['not-waiting']],
    ['coming', { host: marked, member: memberRead(1, 'Pending:Wait') }, [], again('not-waiting', 15), []],
    [
      'still in its pool',
      { host: marked, member: memberRead(1, 'Warmed:Stopped') },
      [],
      done('not-waiting'),
      ['not-waiting'],
    ],
    [
      'in no cluster',
      { host: { kind: 'not-found', wasKnown: true }, member: back },
      [],
      done('not-waiting'),
      ['not-waiting'],
    ],
    ['in no group', { host: marked, member: { kind: 'none' } }, [], done('not-waiting'), ['not-waiting']],
    ['not known to be in a group', { host: marked, member: UNREADABLE }, [], retry, []],
    ['not known to be in a cluster', { host: UNREADABLE, member: back }, [], retry, []],
  ])('%s', (_, look, kinds, nextLook, reasons) => {
    const decided = decide({ waits: [], mails: [leftPool, drainingMail('e', NOTHING_HELD)], ...look });
    expect([does(decided), looksOf(decided)]).toEqual([kinds, { launch: nextLook, e: nextLook }]);
    expect([decided.heldBack.map(({ reason }) => reason), decided.warnings]).toEqual([reasons, []]);
  });

  it('any more is done for another reason than one that never was held', () => {
    const decided = decide({ waits: [aWait({ isOver: true })], member: { kind: 'none' } });
    expect(looksOf(decided)).toEqual({ 'notice 1': done('action-over') });
  });

  it('is set ACTIVE as the one that it is', () => {
    expect(decide({ waits: [], host: marked, member: back }).actions).toEqual([
      {
        kind: 'activate-hosts',
        reason: 'host-back-in-service',
        ec2InstanceIds: [instanceId()],
        clusterArn: clusterArn(),
        containerInstanceArns: [hostArn()],
      },
    ]);
  });

  it('stays DRAINING in a dry run, and is not looked at again', () => {
    const decided = decide({ waits: [], host: marked, member: back }, { dryRun: true });
    expect([does(decided), looksOf(decided)]).toEqual([['activate-hosts'], { 'notice 1': done('dry-run') }]);
  });
});

describe('what was over before', () => {
  const untold: NotifyOperator = {
    kind: 'notify-operator',
    reason: 'deadline-passed',
    ec2InstanceIds: [instanceId()],
    action: aWait().action,
    subject: 'a host was let go',
    message: '{}',
  };

  it.each<[string, Partial<Parameters<typeof aWait>[0]>, readonly NotifyOperator[]]>([
    ['when its message comes back', {}, [untold]],
    ['not when another message does', { messageIds: [] }, []],
    ['not when all was told', { untold: undefined }, []],
    ['not while it is held', { isOver: false }, []],
  ])('is still told the operator: %s', (_, overrides, actions) => {
    const decided = decide({ waits: [aWait({ isOver: true, untold, ...overrides })] });
    expect(decided.actions.filter(({ kind }) => kind === 'notify-operator')).toEqual(actions);
  });

  it('is done, though another action still holds the host', () => {
    const other = { autoScalingGroupName: 'g', lifecycleHookName: HOOK, token: 'other' };
    const waits = [
      aWait({ isOver: true, messageIds: ['old', 'older'] }),
      aWait({ action: other, messageIds: ['new'] }),
    ];
    expect(looksOf(decide({ waits, mails: [] }))).toMatchObject({
      old: done('action-over'),
      older: done('action-over'),
      new: { kind: 'again', reason: 'tasks-left' },
    });
  });
});

describe('two hooks of ours', () => {
  const second = aLifecycleNotice(1, { token: 'second', lifecycleHookName: 'ecs-ops-2' });
  const waits = [aWait(), aWait({ notice: second, messageIds: ['2'] })];

  it('tell the operator once, and stop each task once', () => {
    const late = decide({ waits, obstacles: [] }, {}, 15 * MINUTE);
    expect(does(late)).toEqual(['complete-lifecycle-action', 'notify-operator', 'complete-lifecycle-action']);
    const tasks = tasksRead([aHostTask(), aHostTask({ taskArn: taskArn(2) })]);
    const stops = decide({ waits, host: hostFound({ tasks }) }, { outcome: 'stop-tasks' }, 14.5 * MINUTE);
    const stopped = stops.actions.flatMap((action) => (action.kind === 'stop-task' ? [action.taskArn] : []));
    expect(stopped).toEqual([taskArn(1), taskArn(2)]);
  });

  it('give the reasons and the warnings of both', () => {
    const group = groupRead({ 'ecs-ops:drain-deadline-minutes': 'soon' });
    const decided = decide({ waits: [aWait({ group }), aWait({ group, notice: second })] });
    expect(decided.heldBack.map(({ reason }) => reason)).toEqual(['tasks-left', 'tasks-left']);
    expect(decided.warnings.map(({ reason }) => reason)).toEqual(['invalid-drain-deadline', 'invalid-drain-deadline']);
  });
});
