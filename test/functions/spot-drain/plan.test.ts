import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/spot-drain/plan.ts';
import type { FoundHost, HostState, HostsDrained, HostsFound, Notice } from '../../../functions/spot-drain/snapshot.ts';
import type { Tags } from '../../../shared/domain/cluster.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aTask, hostArn, instanceId } from '../../builders/hosts.ts';
import { NOTICED_AT } from '../../builders/spot-drain-run.ts';

const POLICY = { 'spot-interrupted': 'stop', 'rebalance-recommended': 'leave' } as const;
const notice = (number = 1): Notice => ({
  cause: 'spot-interrupted',
  ec2InstanceId: instanceId(number),
  noticedAt: NOTICED_AT,
});
const found = (number: number, overrides: Partial<FoundHost> = {}): FoundHost => ({
  cause: 'spot-interrupted',
  clusterArn: clusterArn(),
  containerInstanceArn: hostArn(number),
  ec2InstanceId: instanceId(number),
  isDraining: false,
  isRemembered: false,
  ...overrides,
});
const hostsFound = (hosts: readonly FoundHost[], leftAlone: HostsFound['leftAlone'] = []): HostsFound => ({
  kind: 'hosts-found',
  notices: [],
  hosts,
  leftAlone,
  failures: [],
});
const drained = (overrides: Partial<HostsDrained>): HostsDrained => ({
  kind: 'hosts-drained',
  views: [],
  tasks: [],
  unreadable: [],
  ...overrides,
});

describe('hosts that were found', () => {
  it('are drained once each, those that EC2 interrupts before those that may be', () => {
    const recommended = { cause: 'rebalance-recommended' } as const;
    const hosts = [found(1, recommended), found(2), found(2), found(3, { isDraining: true }), found(4, recommended)];
    expect(plan(hostsFound(hosts), POLICY).actions).toEqual([
      {
        kind: 'drain-hosts',
        reason: 'spot-interrupted',
        clusterArn: clusterArn(),
        containerInstanceArns: [hostArn(2)],
      },
      {
        kind: 'drain-hosts',
        reason: 'rebalance-recommended',
        clusterArn: clusterArn(),
        containerInstanceArns: [hostArn(1), hostArn(4)],
      },
    ]);
  });

  it('go ten to an action, and never two clusters', () => {
    const here = Array.from({ length: 11 }, (_, index) => found(index));
    const there = found(20, { clusterArn: clusterArn('there') });
    const { actions } = plan(hostsFound([...here, there]), POLICY);
    expect(
      actions.map((action) => (action.kind === 'drain-hosts' ? action.containerInstanceArns.length : action.kind)),
    ).toEqual([10, 1, 1]);
  });

  it('are left alone for a reason, with what is known of it', () => {
    const failure = new RetryableError('throttled', 'Rate exceeded');
    const leftAlone: HostsFound['leftAlone'] = [
      { notice: notice(1), reason: 'not-in-ecs' },
      { notice: notice(2), reason: 'unreadable', failure },
    ];
    expect(plan(hostsFound([], leftAlone), POLICY).heldBack).toStrictEqual([
      { subject: instanceId(1), reason: 'not-in-ecs' },
      { subject: instanceId(2), reason: 'unreadable', detail: 'Rate exceeded' },
    ]);
  });
});

describe('what became of a host', () => {
  const host = { clusterArn: clusterArn(), containerInstanceArn: hostArn() };
  it.each<[string, HostState, readonly object[]]>([
    ['drained by this run', { kind: 'draining', ...host, drainedAt: NOTICED_AT }, []],
    [
      'drained before',
      { kind: 'draining', ...host, drainedAt: undefined },
      [{ subject: hostArn(), reason: 'already-draining' }],
    ],
    ['to be drained, in a dry run', { kind: 'not-draining', ...host, failure: undefined }, []],
    [
      'refused',
      { kind: 'not-draining', ...host, failure: new PermanentError('rejected', 'INACTIVE') },
      [{ subject: hostArn(), reason: 'rejected', detail: 'INACTIVE' }],
    ],
    [
      'gone',
      { kind: 'deregistered', containerInstanceArn: hostArn() },
      [{ subject: hostArn(), reason: 'host-deregistered' }],
    ],
    ['never in ECS', { kind: 'not-in-ecs' }, [{ subject: instanceId(), reason: 'not-in-ecs' }]],
    [
      'not found out',
      { kind: 'unknown', failure: new RetryableError('throttled', 'Rate exceeded') },
      [{ subject: instanceId(), reason: 'unreadable', detail: 'Rate exceeded' }],
    ],
  ])('%s', (_, state, heldBack) => {
    const made = plan(drained({ views: [{ notice: notice(), state }] }), POLICY);
    expect(made).toStrictEqual({ actions: [], heldBack, warnings: [] });
  });

  it('and what could not be read of its tasks', () => {
    const failure = new RetryableError('throttled', 'Rate exceeded');
    expect(plan(drained({ unreadable: [{ notice: notice(3), failure }] }), POLICY).heldBack).toStrictEqual([
      { subject: instanceId(3), reason: 'unreadable', detail: 'Rate exceeded' },
    ]);
  });
});

describe('a standalone task on a drained host', () => {
  const standalone = (tags: Tags = {}, cause: Notice['cause'] = 'spot-interrupted') =>
    drained({
      tasks: [{ notice: { ...notice(), cause }, clusterArn: clusterArn(), clusterTags: {}, task: aTask({ tags }) }],
    });

  it.each([
    ['spot-interrupted', 'Spot interruption'],
    ['rebalance-recommended', 'rebalance recommendation'],
  ] as const)('is stopped, says why, and holds nothing else back: %s', (cause, because) => {
    const made = plan(standalone({}, cause), { ...POLICY, 'rebalance-recommended': 'stop' });
    expect(made).toStrictEqual({
      actions: [
        {
          kind: 'stop-task',
          reason: cause,
          clusterArn: clusterArn(),
          taskArn: aTask().taskArn,
          ec2InstanceId: instanceId(),
          stoppedReason: `ecs-ops: ${because} of ${instanceId()}`,
        },
      ],
      heldBack: [],
      warnings: [],
    });
  });

  it('is left where a tag of its own says so', () => {
    expect(plan(standalone({ 'ecs-ops:standalone-on-interruption': 'leave' }), POLICY)).toStrictEqual({
      actions: [],
      heldBack: [{ subject: aTask().taskArn, reason: 'standalone-left' }],
      warnings: [],
    });
  });
});
