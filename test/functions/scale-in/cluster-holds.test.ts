import { describe, expect, it } from 'vitest';
import { clusterFacts } from '../../../functions/scale-in/cluster-facts.ts';
import { clusterHolds, hostsAllowedOut, terminatingInstances } from '../../../functions/scale-in/cluster-holds.ts';
import type { MemberLook } from '../../../functions/scale-in/snapshot.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { aCluster } from '../../builders/clusters.ts';
import { instanceId } from '../../builders/hosts.ts';
import { aClusterLook, type ClusterSpec, type HostSpec } from '../../builders/scale-in.ts';
import { aMember } from '../../builders/scale-in-groups.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';

const MINUTE = 60_000;
const failure = new PermanentError('access-denied', 'no');
/** So many hosts alike. */
const times = (count: number, host: HostSpec): HostSpec[] => Array.from({ length: count }, () => host);
const factsOf = (spec: Partial<ClusterSpec>, settings = theSettings()) =>
  clusterFacts(aClusterLook({ hosts: [{}, {}], ...spec }), settings, NOW);
const holdsOf = (spec: Partial<ClusterSpec>, settings = theSettings()) => clusterHolds(factsOf(spec, settings));
/** When the group last grew. */
const grown = (at: number | undefined) => ({ lastScaleOut: { kind: 'read', at } }) as const;

it('a cluster in which nothing goes on is kept by nothing', () => {
  expect(holdsOf({})).toEqual({ everything: undefined, removal: undefined, lastScaleOut: undefined });
});

describe('nothing at all is touched', () => {
  it.each<[string, Partial<ClusterSpec>, object, ReturnType<typeof theSettings>?]>([
    [
      'in a cluster that is not ACTIVE',
      { look: { cluster: { ...aCluster(), status: 'DEPROVISIONING' } } },
      { reason: 'cluster-not-active', detail: 'DEPROVISIONING' },
    ],
    [
      'while something could not be read',
      { look: { unread: [{ subject: 'tasks', reason: 'throttled' }] } },
      { reason: 'unreadable', detail: 'tasks' },
    ],
    [
      'while a group could not be read',
      { look: { groups: [{ kind: 'unreadable', autoScalingGroupName: 'broken', failure }] } },
      { reason: 'unreadable', detail: 'broken' },
    ],
    [
      'with a budget of none',
      {},
      { reason: 'disruption-budget', detail: '0' },
      theSettings({ budget: { kind: 'hosts', hosts: 0 } }),
    ],
    [
      'while too many hosts are away',
      { hosts: [{}, { agentConnected: false }] },
      { reason: 'too-many-unhealthy', detail: '1 of 2' },
    ],
  ])('%s', (_, spec, objection, settings) => {
    expect(holdsOf(spec, settings)).toMatchObject({ everything: objection, removal: objection });
  });
});

describe('too many hosts are unhealthy', () => {
  const away: HostSpec = { agentConnected: false };
  const objectionTo = (hosts: readonly HostSpec[], members: readonly Partial<MemberLook>[] = []) => {
    const joined = hosts.map((_, index) => aMember({ ec2InstanceId: instanceId(index + 1) }));
    const others = members.map((each, index) =>
      aMember({ ec2InstanceId: instanceId(100 + index), registration: 'none', ...each }),
    );
    const group = { members: [...joined, ...others], desiredCapacity: 0 };
    return holdsOf({ hosts, groups: { group } }).everything;
  };

  it('from more than 45 % on', () => {
    expect(objectionTo([...times(11, {}), ...times(9, away)])).toBeUndefined();
    expect(objectionTo([...times(10, {}), ...times(9, away)])).toEqual({
      reason: 'too-many-unhealthy',
      detail: '9 of 19',
    });
  });

  it('and those that Auto Scaling terminates count neither way', () => {
    const going: HostSpec = { ...away, member: { lifecycleState: 'Terminating:Wait' } };
    expect(holdsOf({ hosts: [{}, going, going] }).everything).toBeUndefined();
    expect(holdsOf({ hosts: [{}, away, { member: { lifecycleState: 'Terminating' } }] }).everything).toMatchObject({
      detail: '1 of 2',
    });
  });

  it('and instances that have had their time to join, and have not, count as unhealthy', () => {
    const since = (minutes: number) => ({ launchedAt: NOW - minutes * MINUTE });
    expect(objectionTo([{}], [since(15)])).toMatchObject({ detail: '1 of 2' });
    expect(objectionTo([{}], [since(14.9)])).toBeUndefined();
    expect(objectionTo([{}], [{}])).toBeUndefined();
    expect(objectionTo([{}], [{ ...since(15), registration: 'other-cluster' }])).toBeUndefined();
    expect(objectionTo([{}], [{ ...since(15), lifecycleState: 'Pending' }])).toBeUndefined();
    // Both were read at different times: it has joined meanwhile.
    expect(objectionTo([{}], [{ ...since(15), ec2InstanceId: instanceId(1) }])).toBeUndefined();
  });

  it('whether Auto Scaling writes it in capitals or not', () => {
    expect(holdsOf({ hosts: [{}, { member: { healthStatus: 'UNHEALTHY' } }] }).everything).toMatchObject({
      detail: '1 of 2',
    });
  });
});

describe('no host goes', () => {
  const bound = { daemon: { service: { schedulingStrategy: 'DAEMON' } } };
  const withTask = (task: object, of = 'web') => ({
    services: bound,
    hosts: [{}, { tasks: [{ of, ...task }] }],
  });

  it.each<[string, Partial<ClusterSpec>, object]>([
    [
      'during a deployment',
      { services: { api: {}, web: { isDeploying: true } } },
      { reason: 'deployment-in-progress', detail: 'web' },
    ],
    [
      'while a service has pending tasks',
      { services: { web: { pendingCount: 1 } } },
      { reason: 'tasks-pending', detail: 'web' },
    ],
    [
      'while a service has fewer tasks than it wants',
      { services: { web: { service: { desiredCount: 1 } } } },
      { reason: 'tasks-pending', detail: 'web' },
    ],
    [
      'while a task is starting that no count tells of',
      { ...withTask({ lastStatus: 'ACTIVATING' }, 'job') },
      { reason: 'tasks-pending', detail: expect.stringContaining('job-2-0') },
    ],
    [
      'while a task has no host',
      { unplaced: ['job'] },
      { reason: 'tasks-pending', detail: expect.stringContaining('job-x-0') },
    ],
    [
      'while a group grows',
      { groups: { other: {}, group: { desiredCapacity: 3 } } },
      { reason: 'scaling-out', detail: 'group' },
    ],
    [
      'while it can’t be told whether a group has grown',
      { groups: { group: { lastScaleOut: { kind: 'unreadable', failure } } } },
      { reason: 'unreadable', detail: 'the last scale-out' },
    ],
    [
      'for a time after a group has grown',
      { groups: { group: grown(NOW - 15 * MINUTE + 1) } },
      { reason: 'scaling-out', detail: new Date(NOW - 15 * MINUTE + 1).toISOString() },
    ],
    [
      'for a time after another was given back',
      { hosts: [{}, { attributes: { 'ecs-ops.scale-in-cluster-not-before': minutesAgo(-1) } }] },
      { reason: 'cooldown', detail: instanceId(2) },
    ],
    [
      'while that time can’t be read',
      { hosts: [{}, { attributes: { 'ecs-ops.scale-in-cluster-not-before': 'soon' } }] },
      { reason: 'invalid-mark', detail: 'ecs-ops.scale-in-cluster-not-before' },
    ],
  ])('%s, though it may be replaced', (_, spec, objection) => {
    expect(holdsOf(spec)).toMatchObject({ everything: undefined, removal: objection });
  });

  it('where the tag that says for how long after a group has grown is wrong', () => {
    expect(holdsOf({}, theSettings({ cooldownMinutes: Infinity })).removal).toEqual({
      reason: 'cooldown',
      detail: 'a wrong tag',
    });
  });

  it.each<[string, Partial<ClusterSpec>]>([
    ['once the time after a scale-out is over', { groups: { group: grown(NOW - 15 * MINUTE) } }],
    [
      'once the time after a host was given back is over',
      { hosts: [{}, { attributes: { 'ecs-ops.scale-in-cluster-not-before': minutesAgo(0) } }] },
    ],
    [
      'while a task is being stopped that never ran',
      withTask({ lastStatus: 'PENDING', desiredStatus: 'STOPPED' }, 'job'),
    ],
    ['while a DAEMON task is starting', withTask({ lastStatus: 'PENDING' }, 'daemon')],
  ])('but %s one may', (_, spec) => {
    expect(holdsOf(spec).removal).toBeUndefined();
  });
});

describe('the last scale-out', () => {
  it('is that of the group that grew last', () => {
    const groups = {
      a: grown(NOW - 30 * MINUTE),
      b: grown(NOW - 20 * MINUTE),
      c: grown(NOW - 40 * MINUTE),
      d: grown(undefined),
    };
    expect(holdsOf({ groups }).lastScaleOut).toBe(NOW - 20 * MINUTE);
  });

  it('is when a host registered last, of a group that was not asked', () => {
    const host = (minutes: number, group: string): HostSpec => ({ group, registeredAt: NOW - minutes * MINUTE });
    const hosts = [host(50, 'a'), host(40, 'a'), host(60, 'a'), host(30, 'b'), { group: undefined }];
    const groups = { a: { lastScaleOut: { kind: 'not-asked' } as const } };
    expect(holdsOf({ hosts, groups }).lastScaleOut).toBe(NOW - 40 * MINUTE);
  });

  it('is none where it can’t be told', () => {
    expect(
      holdsOf({ groups: { group: { lastScaleOut: { kind: 'unreadable', failure } } } }).lastScaleOut,
    ).toBeUndefined();
  });
});

it('of hosts that take tasks, or took some, so many may go', () => {
  const registering = times(3, { status: 'REGISTERING' });
  const hosts = [{}, {}, {}, { status: 'DRAINING' }];
  expect(hostsAllowedOut(factsOf({ hosts: [...hosts, ...registering] }))).toBe(2);
  expect(hostsAllowedOut(factsOf({ hosts: [...hosts.slice(1), ...registering] }))).toBe(1);
});

it('instances that Auto Scaling terminates are found, those that are no hosts included', () => {
  const members = ['InService', 'Terminating:Wait', 'Warmed:Terminating'].map((lifecycleState, index) =>
    aMember({ ec2InstanceId: instanceId(index + 1), lifecycleState }),
  );
  expect(terminatingInstances(factsOf({ groups: { group: { members } } }))).toEqual([instanceId(2), instanceId(3)]);
});
