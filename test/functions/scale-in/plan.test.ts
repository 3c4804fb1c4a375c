import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { Host } from '../../../shared/domain/hosts.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aHost, hostArn, instanceId } from '../../builders/hosts.ts';
import { aClusterLook, aSnapshot, type HostSpec } from '../../builders/scale-in.ts';
import { aGroup, aMember } from '../../builders/scale-in-groups.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const away: HostSpec = { agentConnected: false, attributes: { 'ecs-ops.disconnected-since': minutesAgo(30) } };
const DRAINED_AT = 'ecs-ops.scale-in-drained-at';

describe('the room of a cluster', () => {
  it('is that of the hosts that take tasks, and so much is wanted of it', () => {
    const hosts: HostSpec[] = [{ tasks: ['web'] }, { tasks: ['web'] }, { status: 'DRAINING', tasks: ['job'] }];
    const settings = theSettings({ headroomCpuPercent: 50, headroomMemoryPercent: 25 });
    expect(planOf({ hosts }, settings).headroom).toMatchObject([
      {
        clusterArn: clusterArn(),
        hosts: 2,
        cpu: { free: 2 * (2048 - 256), used: 2 * 256, wanted: 256 },
        memory: { free: 2 * (4096 - 512), used: 2 * 512, wanted: 256 },
      },
    ]);
  });
});

it('a tag that makes no sense is warned of', () => {
  const made = planOf({ hosts: [busy], tags: { 'ecs-ops:scale-in-headroom-cpu': 'much' } });
  expect(made.warnings).toMatchObject([{ subject: clusterArn(), reason: 'invalid-scale-in-tag' }]);
});

it('a group that is left alone is held back with the reason', () => {
  const made = planOf({ hosts: [busy], groups: { group: { hasWarmPool: true } } });
  expect(made.heldBack).toEqual([{ subject: 'group', reason: 'warm-pool' }]);
});

it('a task that is planned onto another host is said to move there', () => {
  const made = planOf({ hosts: [{ tasks: ['web'] }, { tasks: ['web', 'web', 'web', 'web'] }] });
  expect(outcomes(made)[1]).toBe('drain host-badly-used');
  expect(made.moves).toEqual([{ taskArn: expect.stringContaining('web-1-0'), toContainerInstanceArn: hostArn(2) }]);
});

describe('hosts and instances that are replaced in one plan', () => {
  const joined = [1, 2, 3, 4].map((number) => aMember({ ec2InstanceId: instanceId(number) }));
  const stranger = (number: number) =>
    aMember({ ec2InstanceId: instanceId(number), registration: 'none', launchedAt: NOW - 15 * 60_000 });
  const replacing = (budget: number) =>
    theSettings({ budget: { kind: 'hosts', hosts: budget } }, { replacesDisconnected: true, replacesUnjoined: true });
  const madeOf = (first: HostSpec, budget: number) =>
    planOf(
      { hosts: [first, { idleFor: 30 }, busy, busy], groups: { group: { members: [...joined, stranger(99)] } } },
      replacing(budget),
    );
  const replaced = ({ actions }: ReturnType<typeof madeOf>) =>
    actions.flatMap((action) => (action.kind === 'replace-hosts' ? action.ec2InstanceIds : []));

  it.each([
    [1, [instanceId(1)]],
    [2, [instanceId(1), instanceId(99)]],
  ])('share the budget of %i', (budget, ids) => {
    expect(replaced(madeOf(away, budget))).toEqual(ids);
  });

  it.each([
    ['one of each', away, 3],
    ['an instance alone', busy, 2],
  ])('hold up what is idle: %s', (_, first, budget) => {
    expect(outcomes(madeOf(first, budget))[2]).toBe('keep scaling-out');
  });
});

describe('hosts that are on their way out', () => {
  const budget = (hosts: number) => theSettings({ budget: { kind: 'hosts', hosts } });
  /** Drained by somebody else, and being terminated: it is one host. */
  const both: HostSpec = { status: 'DRAINING', member: { lifecycleState: 'Terminating:Wait' } };

  it.each<[HostSpec, number, string]>([
    [both, 2, 'keep disruption-budget'],
    [both, 3, 'drain host-idle'],
    [{ status: 'DRAINING' }, 2, 'keep disruption-budget'],
    [{ status: 'DRAINING' }, 3, 'drain host-idle'],
  ])('count once each: with %o towards a budget of %i', (first, hosts, outcome) => {
    const made = planOf({ hosts: [first, { status: 'DRAINING' }, { idleFor: 30 }, busy, busy] }, budget(hosts));
    expect(outcomes(made)[3]).toBe(outcome);
  });
});

describe('clusters that share a group of which one host may go', () => {
  const members = [1, 2].map((number) => aMember({ ec2InstanceId: instanceId(number) }));
  const look = (name: string, number: number) =>
    aClusterLook({
      name,
      hosts: [{ number, idleFor: 30 }],
      groups: { group: aGroup({ members, minSize: 1 }) },
    });
  const looks = [look('a', 1), look('b', 2)];

  it.each([
    ['in order', looks],
    ['the other way round', looks.toReversed()],
  ])('give it up in the order of their names: read %s', (_, clusters) => {
    const made = plan(aSnapshot(theSettings(), ...clusters), NOW);
    expect(outcomes(made)).toEqual({ 1: 'drain host-idle', 2: 'keep group-minimum' });
    expect(made.verdicts.map((verdict) => verdict.clusterArn)).toEqual([clusterArn('a'), clusterArn('b')]);
  });

  it('do so too when a host that waits to be terminated is the one', () => {
    const waiting = aClusterLook({
      name: 'a',
      hosts: [
        { number: 1, drainedFor: 5, tasks: ['web'] },
        { ...busy, number: 3, group: 'own' },
      ],
      groups: { group: aGroup({ members, minSize: 1 }) },
    });
    expect(outcomes(plan(aSnapshot(theSettings(), waiting, look('b', 2)), NOW))).toMatchObject({
      1: 'wait tasks-left',
      2: 'keep group-minimum',
    });
  });
});

describe('a cluster that is out of scope', () => {
  const marked = (number: number, status: string): Host =>
    aHost({ number, status, attributes: { [DRAINED_AT]: minutesAgo(5) } });
  const planned = (markedHosts: readonly Host[], leaving: readonly string[] = []) =>
    plan(
      aSnapshot(theSettings(), {
        kind: 'out-of-scope',
        clusterArn: clusterArn(),
        markedHosts,
        leaving: new Set(leaving),
      }),
      NOW,
    );

  it('says so, and of no host anything', () => {
    expect(planned([])).toEqual({
      actions: [],
      heldBack: [{ subject: clusterArn(), reason: 'cluster-out-of-scope' }],
      warnings: [],
      verdicts: [],
      moves: [],
      headroom: [],
    });
  });

  it('gets its hosts back in the order of their names, however they were read', () => {
    const { actions } = planned([marked(2, 'DRAINING'), marked(1, 'DRAINING'), marked(3, 'DRAINING')]);
    expect(actions).toMatchObject([
      { kind: 'give-back-hosts', containerInstanceArns: [hostArn(1), hostArn(2), hostArn(3)] },
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['DRAINING', ['give-back-hosts']],
    ['ACTIVE', ['unmark-hosts']],
    ['DEREGISTERING', []],
  ])('with a host of ours that is %s', (status, kinds) => {
    expect(planned([marked(1, status)]).actions.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('leaves a host alone that is being terminated', () => {
    expect(planned([marked(1, 'DRAINING')], [instanceId(1)]).actions).toEqual([]);
  });
});
