import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/scale-in/plan.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';
import { aClusterLook, aSnapshot, type ClusterSpec, type HostSpec } from '../../builders/scale-in.ts';
import { aMember } from '../../builders/scale-in-groups.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const DISCONNECTED_SINCE = 'ecs-ops.disconnected-since';

describe('a host whose agent has long been disconnected', () => {
  const away = (overrides: HostSpec = {}): HostSpec => ({
    agentConnected: false,
    attributes: { [DISCONNECTED_SINCE]: minutesAgo(30) },
    ...overrides,
  });
  const replacing = theSettings({}, { replacesDisconnected: true });

  it('is reported, and stays', () => {
    const made = planOf({ hosts: [away(), busy, busy] });
    expect(made.warnings).toMatchObject([{ subject: hostArn(1), reason: 'agent-disconnected' }]);
    expect(outcomes(made)[1]).toBe('keep agent-disconnected');
  });

  it('is replaced on request, and its group stays as large', () => {
    const made = planOf({ hosts: [away({ tasks: ['web'] }), busy, busy] }, replacing);
    expect(outcomes(made)[1]).toBe('replace agent-disconnected');
    expect(made.actions).toEqual([
      {
        kind: 'replace-hosts',
        reason: 'agent-disconnected',
        clusterArn: clusterArn(),
        autoScalingGroupName: 'group',
        ec2InstanceIds: [instanceId(1)],
      },
    ]);
  });

  it.each<{ because: string; host?: HostSpec; spec?: Partial<ClusterSpec> }>([
    { because: 'scale-in-protected', host: { member: { protectedFromScaleIn: true } } },
    { because: 'standalone-task', host: { tasks: ['job'] } },
    { because: 'task-protected', host: { tasks: [{ of: 'web', protection: 'unknown' }] } },
    { because: 'kept-by-owner', host: { tags: { 'ecs-ops:keep': 'true' } } },
    { because: 'launch-suspended', spec: { groups: { group: { suspendedProcesses: ['Launch'] } } } },
    { because: 'scale-in-paused', spec: { tags: { 'ecs-ops:scale-in-paused': 'true' } } },
    { because: 'disruption-budget', spec: { tags: { 'ecs-ops:scale-in-budget': '0' } } },
    { because: 'not-active', host: { status: 'DRAINING' } },
  ])('is not replaced: $because', ({ because, host, spec }) => {
    const made = planOf({ hosts: [away(host), busy, busy], ...spec }, replacing);
    expect(made.warnings.map(({ detail }) => detail)).toEqual([`not replaced: ${because}`]);
    expect(made.actions.filter(({ kind }) => kind === 'replace-hosts')).toEqual([]);
  });

  it('is not replaced with more others than the budget allows, and nothing is drained besides', () => {
    const made = planOf(
      { hosts: [away(), away(), { idleFor: 30 }, busy, busy] },
      theSettings({ budget: { kind: 'hosts', hosts: 1 } }, { replacesDisconnected: true }),
    );
    expect(outcomes(made)).toMatchObject({
      1: 'replace agent-disconnected',
      2: 'keep agent-disconnected',
      3: 'keep scaling-out',
    });
  });
});

describe('an instance that never joined', () => {
  const stranger = (overrides: Parameters<typeof aMember>[0] = {}) =>
    aMember({ ec2InstanceId: instanceId(99), registration: 'none', launchedAt: NOW - 15 * 60_000, ...overrides });
  const groups = (overrides: Parameters<typeof aMember>[0] = {}): NonNullable<ClusterSpec['groups']> => ({
    group: {
      members: [
        aMember(),
        aMember({ ec2InstanceId: instanceId(2) }),
        aMember({ ec2InstanceId: instanceId(3) }),
        stranger(overrides),
      ],
    },
  });
  const hosts = [busy, busy, busy];

  it('is reported, once for all clusters that share its group', () => {
    const look = aClusterLook({ hosts, groups: groups() });
    const made = plan(aSnapshot(theSettings(), look, aClusterLook({ name: 'other', hosts, groups: groups() })), NOW);
    expect(made.warnings).toMatchObject([{ subject: instanceId(99), reason: 'never-joined' }]);
    expect(made.actions).toEqual([]);
  });

  it('is replaced on request', () => {
    const made = planOf({ hosts, groups: groups() }, theSettings({}, { replacesUnjoined: true }));
    expect(made.actions).toMatchObject([
      { kind: 'replace-hosts', reason: 'never-joined', ec2InstanceIds: [instanceId(99)] },
    ]);
  });

  it('is not replaced while it is protected from scale-in', () => {
    const made = planOf(
      { hosts, groups: groups({ protectedFromScaleIn: true }) },
      theSettings({}, { replacesUnjoined: true }),
    );
    expect(made.warnings).toMatchObject([{ subject: instanceId(99), reason: 'never-joined' }]);
    expect(made.actions).toEqual([]);
  });

  it.each([
    { title: 'is young', member: { launchedAt: NOW - 14 * 60_000 } },
    { title: 'has an unknown age', member: { launchedAt: undefined } },
    { title: 'is a host of another cluster', member: { registration: 'other-cluster' as const } },
    { title: 'is nobody knows where', member: { registration: 'unknown' as const } },
    { title: 'is not in service', member: { lifecycleState: 'Pending:Wait' } },
  ])('is no matter when it $title', ({ member }) => {
    const made = planOf({ hosts, groups: groups(member) }, theSettings({}, { replacesUnjoined: true }));
    expect([made.warnings, made.actions]).toEqual([[], []]);
  });
});

describe('scale-in protection of a host that has long been idle', () => {
  const hosts: HostSpec[] = [
    { idleFor: 30, member: { protectedFromScaleIn: true } },
    { idleFor: 9, member: { protectedFromScaleIn: true } },
    busy,
  ];

  it('is reported', () => {
    const made = planOf({ hosts });
    expect(made.warnings).toMatchObject([{ subject: hostArn(1), reason: 'stale-protection' }]);
    expect(made.actions).toEqual([]);
  });

  it('is taken off on request', () => {
    const made = planOf({ hosts }, theSettings({}, { clearsProtection: true }));
    expect(made.actions).toMatchObject([{ kind: 'clear-scale-in-protection', ec2InstanceIds: [instanceId(1)] }]);
  });
});

describe('what is held back as a whole', () => {
  it.each([
    { failure: new RetryableError('throttled', 'Rate exceeded'), reason: 'unreadable' },
    { failure: new PermanentError('unknown-cluster', 'gone'), reason: 'unknown-cluster' },
  ])('a cluster: $reason', ({ failure, reason }) => {
    const made = plan(aSnapshot(theSettings(), { kind: 'unreadable', clusterArn: clusterArn(), failure }), NOW);
    expect(made).toMatchObject({ actions: [], heldBack: [{ subject: clusterArn(), reason }] });
  });

  it('every cluster', () => {
    const made = plan(
      { settings: theSettings(), clusters: [], everywhereFailure: new RetryableError('throttled', 'no') },
      NOW,
    );
    expect(made.heldBack).toMatchObject([{ subject: 'every cluster', reason: 'unreadable' }]);
  });

  it('a group, with its reason', () => {
    const made = planOf({ hosts: [busy], groups: { group: { hasWarmPool: true } } });
    expect(made.heldBack).toEqual([{ subject: 'group', reason: 'warm-pool' }]);
  });

  it('a group that two clusters share, at the minimum that both come to together', () => {
    const idle = [{ idleFor: 30 }, busy];
    const members = [1, 2].map((number) => aMember({ ec2InstanceId: instanceId(number) }));
    const groups = { group: { minSize: 1, desiredCapacity: 2, members } };
    const looks = ['a', 'b'].map((name) => aClusterLook({ name, hosts: idle, groups }));
    const made = plan(aSnapshot(theSettings(), ...looks), NOW);
    expect(made.verdicts.map(({ reason }) => reason)).toEqual(['host-idle', 'in-use', 'group-minimum', 'in-use']);
  });
});
