import { describe, expect, it } from 'vitest';
import type { ScaleInAction } from '../../../functions/scale-in/actions.ts';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { Host } from '../../../shared/domain/hosts.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aHost, hostArn, instanceId } from '../../builders/hosts.ts';
import { aSnapshot, type ClusterSpec, type HostSpec, type ServiceSpec } from '../../builders/scale-in.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

/** A host that we drained 5 minutes ago, and that is empty. */
const drained = (overrides: HostSpec = {}): HostSpec => ({ drainedFor: 5, ...overrides });
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const DRAINED_AT = 'ecs-ops.scale-in-drained-at';

const giveBack = (reason: ScaleInAction['reason'], cooldown?: string): ScaleInAction => ({
  kind: 'give-back-hosts',
  reason,
  clusterArn: clusterArn(),
  containerInstanceArns: [hostArn(1)],
  cooldown: cooldown === undefined ? undefined : { name: cooldown, value: minutesAgo(-15) },
  markName: DRAINED_AT,
});

describe('a host that we drained', () => {
  it('is terminated when it is empty, in one action for its group', () => {
    const made = planOf({ hosts: [drained(), drained(), busy] });
    const hosts = [instanceId(1), instanceId(2)];
    expect(made.actions).toEqual([
      {
        kind: 'terminate-hosts',
        reason: 'host-empty',
        clusterArn: clusterArn(),
        autoScalingGroupName: 'group',
        ec2InstanceIds: hosts,
      },
    ]);
    expect(outcomes(made)).toMatchObject({ 1: 'terminate host-empty', 2: 'terminate host-empty' });
  });

  it('is terminated a hundred at a time', () => {
    const hosts = Array.from({ length: 101 }, () => drained());
    const made = planOf({ hosts }, theSettings({ budget: { kind: 'hosts', hosts: 200 } }));
    expect(made.actions.map((action) => ('ec2InstanceIds' in action ? action.ec2InstanceIds.length : 0))).toEqual([
      100, 1,
    ]);
  });

  it.each<{ because: string; host: HostSpec }>([
    { because: 'tasks-left', host: drained({ tasks: ['web'] }) },
    {
      because: 'tasks-left',
      host: drained({ tasks: [{ of: 'web', desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }] }),
    },
    { because: 'tasks-left', host: drained({ tasks: ['job'] }) },
    { because: 'inconsistent-reads', host: drained({ runningTasksCount: 1 }) },
    { because: 'still-holds-resources', host: drained({ resources: { remainingMemory: 100 } }) },
    { because: 'unreadable', host: drained({ stoppingTasksRead: false }) },
    { because: 'still-holds-resources', host: drained({ resources: { remainingCpu: Number.NaN } }) },
    { because: 'first-look', host: drained({ drainedFor: 9 / 60 }) },
    { because: 'host-terminating', host: drained({ member: { lifecycleState: 'Terminating:Wait' } }) },
  ])('drains on: $because', ({ because, host }) => {
    const made = planOf({ hosts: [host, busy, busy] });
    expect(outcomes(made)[1]).toBe(because === 'host-terminating' ? 'keep host-terminating' : `wait ${because}`);
    expect(made.actions).toEqual([]);
  });

  it.each<{ because: string; spec: Partial<ClusterSpec> }>([
    { because: 'deployment-in-progress', spec: { services: { web: { isDeploying: true } } } },
    { because: 'scaling-out', spec: { groups: { group: { desiredCapacity: 4 } } } },
    { because: 'unreadable', spec: { look: { unread: [{ subject: 'tasks', reason: 'throttled' }] } } },
    { because: 'group-minimum', spec: { groups: { group: { minSize: 3 } } } },
  ])('waits although it is empty: $because', ({ because, spec }) => {
    expect(outcomes(planOf({ hosts: [drained(), busy, busy], ...spec }))[1]).toBe(`wait ${because}`);
  });

  it.each<{ reason: ScaleInAction['reason']; cooldown?: string; host?: HostSpec; spec?: Partial<ClusterSpec> }>([
    { reason: 'drain-stalled', cooldown: 'ecs-ops.scale-in-not-before', host: { drainedFor: 30, tasks: ['web'] } },
    {
      reason: 'group-minimum',
      cooldown: 'ecs-ops.scale-in-not-before',
      host: { drainedFor: 30 },
      spec: { groups: { group: { minSize: 3 } } },
    },
    { reason: 'invalid-mark', cooldown: 'ecs-ops.scale-in-not-before', host: { attributes: { [DRAINED_AT]: 'now' } } },
    {
      reason: 'scaling-out',
      cooldown: 'ecs-ops.scale-in-not-before',
      spec: { groups: { group: { lastScaleOut: { kind: 'read', at: NOW - 60_000 } } } },
    },
    {
      reason: 'cooldown',
      host: { attributes: { 'ecs-ops.scale-in-cluster-not-before': minutesAgo(-9), [DRAINED_AT]: minutesAgo(5) } },
    },
    {
      reason: 'cooldown',
      host: { attributes: { 'ecs-ops.scale-in-not-before': minutesAgo(-9), [DRAINED_AT]: minutesAgo(5) } },
    },
    { reason: 'kept-by-owner', host: { tags: { 'ecs-ops:keep': 'true' } } },
    { reason: 'scale-in-protected', host: { member: { protectedFromScaleIn: true } } },
    { reason: 'no-group', host: { group: undefined } },
    { reason: 'scale-in-not-opted-in', spec: { tags: { 'ecs-ops:scale-in': 'false' } } },
    { reason: 'scale-in-paused', spec: { tags: { 'ecs-ops:scale-in-paused': 'true' } } },
    { reason: 'disruption-budget', spec: { tags: { 'ecs-ops:scale-in-budget': '0' } } },
  ])('is given back: $reason', ({ reason, cooldown, host = {}, spec = {} }) => {
    const made = planOf({ hosts: [drained(host), busy, busy], ...spec });
    expect(outcomes(made)[1]).toBe(`give-back ${reason}`);
    expect(made.actions).toEqual([giveBack(reason, cooldown)]);
  });

  it('is given back when tasks wait for room that it has and no other, with a cooldown for the cluster', () => {
    const full: HostSpec = { tasks: ['big'] };
    const services = { big: { needs: { cpu: 1500 } } };
    const waiting = planOf({
      services,
      hosts: [drained({ tasks: ['web', 'web', 'web'] }), full, full],
      unplaced: ['big'],
    });
    expect(outcomes(waiting)[1]).toBe('wait tasks-left');
    const fitting = planOf({ services, hosts: [drained(), full, full], unplaced: ['big'] });
    expect(fitting.actions).toEqual([giveBack('no-room', 'ecs-ops.scale-in-cluster-not-before')]);
    expect(outcomes(fitting)[1]).toBe('give-back no-room');
    const elsewhere = planOf({ services, hosts: [drained(), { group: undefined }, full], unplaced: ['big'] });
    expect(outcomes(elsewhere)[1]).toBe('wait tasks-pending');
  });

  it('is given back for a task that nobody can place in a plan, once ECS says that it finds no place', () => {
    const needs = { eligibleHosts: { kind: 'not-evaluated' as const, detail: 'an expression' } };
    const lastEventMessage =
      '(service odd) was unable to place a task because no container instance met all of its requirements.';
    const hosts = [drained(), busy, busy];
    expect(outcomes(planOf({ services: { odd: { needs } }, hosts, unplaced: ['odd'] }))[1]).toBe('wait tasks-pending');
    const said = planOf({ services: { odd: { needs, service: { lastEventMessage } } }, hosts, unplaced: ['odd'] });
    expect(outcomes(said)[1]).toBe('give-back no-room');
  });

  it('is given back when there is less headroom than is wanted without it', () => {
    const settings = theSettings({ headroomCpuPercent: 100 });
    const made = planOf({ hosts: [drained(), busy, busy] }, settings);
    expect(made.actions).toEqual([giveBack('headroom-gone', 'ecs-ops.scale-in-cluster-not-before')]);
    expect(outcomes(planOf({ hosts: [drained(), busy, busy] }, theSettings({ headroomCpuPercent: 30 })))[1]).toBe(
      'terminate host-empty',
    );
  });

  it('needs no room for tasks whose replacements have started elsewhere', () => {
    const settings = theSettings({ headroomCopies: 1 });
    const moving = (web: ServiceSpec, startedElsewhere: readonly string[]): string | undefined => {
      const started = startedElsewhere.map((lastStatus) => ({ of: 'web', lastStatus }));
      // Room for eight tasks each.
      const hosts = [drained({ tasks: ['web', 'web'] }), { tasks: [...new Array<string>(5).fill('web'), ...started] }];
      return outcomes(planOf({ services: { web }, hosts }, settings))[1];
    };
    const service = { desiredCount: 7 };
    expect(moving({ service }, ['PENDING', 'RUNNING'])).toBe('wait tasks-left');
    expect(moving({ service }, ['PENDING'])).toBe('wait tasks-left');
    expect(moving({ service: { desiredCount: 8 } }, ['PENDING'])).toBe('give-back headroom-gone');
    expect(moving({ service: { desiredCount: 9 } }, ['PENDING', 'RUNNING'])).toBe('give-back headroom-gone');
    // Tasks of two deployments may all be wanted.
    expect(moving({ service, isDeploying: true }, ['PENDING', 'RUNNING'])).toBe('give-back headroom-gone');
  });

  it('is terminated only once the DAEMON task that is being stopped on it has stopped', () => {
    const services = { daemon: { service: { schedulingStrategy: 'DAEMON' } } };
    const stopping = { of: 'daemon', desiredStatus: 'STOPPED', lastStatus: 'STOPPING' };
    expect(outcomes(planOf({ services, hosts: [drained({ tasks: [stopping] }), busy] }))[1]).toBe('wait tasks-left');
    expect(outcomes(planOf({ services, hosts: [drained({ tasks: ['daemon'] }), busy] }))[1]).toBe(
      'terminate host-empty',
    );
  });

  it('drains on when another that is given back has room for its tasks', () => {
    const services = { big: { needs: { cpu: 900 } } };
    const full: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web', 'web'] };
    const hosts = [drained({ tasks: ['big'], drainedFor: 6 }), drained({ tasks: ['big'] }), full, full];
    expect(outcomes(planOf({ services, hosts }))).toMatchObject({ 1: 'wait tasks-left', 2: 'give-back headroom-gone' });
  });

  it('is the next to go before others are drained', () => {
    const idle: HostSpec = { idleFor: 30 };
    expect(outcomes(planOf({ hosts: [drained({ tasks: ['web'] }), idle, busy, busy] }))).toMatchObject({
      2: 'keep drain-in-progress',
    });
    expect(outcomes(planOf({ hosts: [drained({ drainedFor: 15, tasks: ['web'] }), idle, busy, busy] }))).toMatchObject({
      2: 'drain host-idle',
    });
  });
});

describe('a mark left over', () => {
  it('is taken off a host that is not DRAINING', () => {
    const made = planOf({ hosts: [drained({ status: 'ACTIVE', ...busy }), busy] });
    expect(made.actions).toMatchObject([{ kind: 'unmark-hosts', reason: 'mark-left-over', markName: DRAINED_AT }]);
  });

  const outOfScope = (markedHosts: readonly Host[], ...leaving: readonly string[]) =>
    ({ kind: 'out-of-scope', clusterArn: clusterArn(), markedHosts, leaving: new Set(leaving) }) as const;

  it('stays, and the host with it, while Auto Scaling terminates the host', () => {
    const host = aHost({ status: 'DRAINING', attributes: { [DRAINED_AT]: minutesAgo(5) } });
    const made = plan(aSnapshot(theSettings(), outOfScope([host], host.ec2InstanceId)), NOW);
    expect(made.actions).toEqual([]);
  });

  it('is taken off in a cluster that is out of scope, and its host is given back', () => {
    const attributes = { [DRAINED_AT]: minutesAgo(5) };
    const hosts = [
      aHost({ status: 'DRAINING', attributes }),
      aHost({ number: 2, attributes }),
      aHost({ number: 3, status: 'DRAINING' }),
    ];
    const made = plan(aSnapshot(theSettings(), outOfScope(hosts)), NOW);
    expect(made.actions).toEqual([
      giveBack('cluster-out-of-scope'),
      {
        kind: 'unmark-hosts',
        reason: 'mark-left-over',
        clusterArn: clusterArn(),
        containerInstanceArns: [hostArn(2)],
        markName: DRAINED_AT,
      },
    ]);
  });
});
