import { describe, expect, it } from 'vitest';
import type { ScaleInSettings } from '../../../functions/scale-in/terms.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import type { ClusterSpec, HostSpec } from '../../builders/scale-in.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

/** A host that would go, were it not for what is said of it. */
const idle = (overrides: HostSpec = {}): HostSpec => ({ idleFor: 30, ...overrides });
/** Hosts that stay, so that half of the hosts may go. */
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };

describe('an idle host', () => {
  it('goes, and says why', () => {
    const made = planOf({ hosts: [idle(), busy] });
    expect(outcomes(made)).toEqual({ 1: 'drain host-idle', 2: 'keep in-use' });
    expect(made.heldBack).toEqual([]);
  });

  it('goes with its DAEMON and one-per-host tasks', () => {
    const services = {
      daemon: { service: { schedulingStrategy: 'DAEMON' } },
      agent: { service: { tags: { 'ecs-ops:one-per-host': 'true' } } },
    };
    const made = planOf({ services, hosts: [idle({ tasks: ['daemon', 'agent'] }), busy] });
    expect(outcomes(made)).toMatchObject({ 1: 'drain host-idle' });
    expect(made.moves).toEqual([]);
  });

  it.each<{ because: string; host: HostSpec }>([
    { because: 'not-idle-for-long', host: { idleFor: 9 } },
    { because: 'not-idle-for-long', host: {} },
    { because: 'not-idle-for-long', host: { idleFor: -60 } },
    { because: 'kept-by-owner', host: idle({ tags: { 'ecs-ops:keep': 'true' } }) },
    { because: 'kept-by-owner', host: idle({ attributes: { 'ecs-ops.keep': '' } }) },
    { because: 'no-group', host: idle({ group: undefined }) },
    { because: 'not-in-service', host: idle({ member: { lifecycleState: 'Standby' } }) },
    { because: 'host-terminating', host: idle({ member: { lifecycleState: 'Terminating:Wait' } }) },
    { because: 'scale-in-protected', host: idle({ member: { protectedFromScaleIn: true } }) },
    { because: 'already-draining', host: idle({ status: 'DRAINING' }) },
    { because: 'not-active', host: idle({ status: 'REGISTERING' }) },
    { because: 'agent-away', host: idle({ agentConnected: false }) },
    {
      because: 'agent-disconnected',
      host: idle({ agentConnected: false, attributes: { 'ecs-ops.disconnected-since': minutesAgo(31) } }),
    },
    { because: 'too-young', host: idle({ registeredAt: NOW - 14 * 60_000 }) },
    { because: 'unreadable', host: idle({ registeredAt: undefined }) },
    { because: 'standalone-task', host: idle({ tasks: ['job'] }) },
    { because: 'unreadable', host: idle({ tasks: ['lost'] }) },
    { because: 'task-protected', host: idle({ tasks: [{ of: 'web', protection: 'protected' }] }) },
    { because: 'task-protected', host: idle({ tasks: [{ of: 'web', protection: 'unknown' }] }) },
    { because: 'cooldown', host: idle({ attributes: { 'ecs-ops.scale-in-not-before': minutesAgo(-1) } }) },
    { because: 'invalid-mark', host: idle({ attributes: { 'ecs-ops.scale-in-not-before': 'soon' } }) },
    { because: 'inconsistent-reads', host: idle({ runningTasksCount: 1 }) },
    { because: 'still-holds-resources', host: idle({ resources: { remainingCpu: 2000 } }) },
    { because: 'still-holds-resources', host: idle({ resources: { remainingMemory: 4000 } }) },
  ])('stays: $because', ({ because, host }) => {
    expect(outcomes(planOf({ hosts: [host, busy, busy] }))).toMatchObject({ 1: `keep ${because}` });
  });

  it.each<{ because: string; spec: Partial<ClusterSpec>; settings?: ScaleInSettings }>([
    { because: 'scale-in-not-opted-in', spec: { tags: { 'ecs-ops:scale-in': 'false' } } },
    { because: 'scale-in-not-opted-in', spec: { tags: { 'ecs-ops:scale-in': 'yes' } } },
    { because: 'scale-in-not-opted-in', spec: { groups: { group: { tags: { 'ecs-ops:scale-in': 'false' } } } } },
    { because: 'scale-in-paused', spec: { tags: { 'ecs-ops:scale-in-paused': 'true' } } },
    {
      because: 'scale-in-paused',
      spec: { groups: { group: { tags: { 'ecs-ops:scale-in-paused': minutesAgo(-1) } } } },
    },
    { because: 'kept-by-owner', spec: { groups: { group: { tags: { 'ecs-ops:keep': 'true' } } } } },
    { because: 'managed-scaling', spec: { groups: { group: { tags: { AmazonECSManaged: '' } } } } },
    {
      because: 'managed-scaling',
      spec: { look: { capacityProviders: [{ name: 'p', autoScalingGroupName: 'group', hasManagedScaling: true }] } },
    },
    { because: 'group-not-active', spec: { groups: { group: { status: 'Delete in progress' } } } },
    { because: 'group-not-active', spec: { groups: { group: { isRefreshing: true } } } },
    { because: 'warm-pool', spec: { groups: { group: { hasWarmPool: true } } } },
    { because: 'terminate-suspended', spec: { groups: { group: { suspendedProcesses: ['Terminate'] } } } },
    { because: 'group-minimum', spec: { groups: { group: { minSize: 3 } } } },
    { because: 'zone-minimum', spec: {}, settings: theSettings({}, { minimumPerZone: 3 }) },
    { because: 'disruption-budget', spec: {}, settings: theSettings({ budget: { kind: 'hosts', hosts: 0 } }) },
    { because: 'disruption-budget', spec: { tags: { 'ecs-ops:scale-in-budget': 'many' } } },
    { because: 'deployment-in-progress', spec: { services: { web: { isDeploying: true } } } },
    { because: 'tasks-pending', spec: { services: { web: { pendingCount: 1 } } } },
    { because: 'tasks-pending', spec: { services: { web: { service: { desiredCount: 13 } } } } },
    { because: 'tasks-pending', spec: { unplaced: ['web'] } },
    { because: 'scaling-out', spec: { groups: { group: { desiredCapacity: 4 } } } },
    { because: 'scaling-out', spec: { groups: { group: { lastScaleOut: { kind: 'read', at: NOW - 14 * 60_000 } } } } },
    {
      because: 'unreadable',
      spec: {
        groups: { group: { lastScaleOut: { kind: 'unreadable', failure: new PermanentError('access-denied', 'no') } } },
      },
    },
    { because: 'unreadable', spec: { look: { unread: [{ subject: 'tasks', reason: 'throttled' }] } } },
    { because: 'not-evaluated', spec: { look: { requirements: [] } }, settings: theSettings({ headroomCopies: 1 }) },
  ])('stays: $because, in the cluster or the group', ({ because, spec, settings }) => {
    const bound = { daemon: { service: { schedulingStrategy: 'DAEMON' } } };
    const made = planOf({ hosts: [idle(), busy, busy], ...spec, services: { ...bound, ...spec.services } }, settings);
    expect(outcomes(made)).toMatchObject({ 1: `keep ${because}` });
  });

  it('stays while more than 45 % of the hosts are disconnected', () => {
    const away: HostSpec = { ...busy, agentConnected: false };
    expect(outcomes(planOf({ hosts: [idle(), idle(), away, away] }))).toMatchObject({ 1: 'keep too-many-unhealthy' });
    expect(outcomes(planOf({ hosts: [idle(), idle(), busy, away, away] }))).toMatchObject({ 1: 'drain host-idle' });
  });

  it.each<{ title: string; host: HostSpec }>([
    { title: 'unhealthy to Auto Scaling', host: { member: { healthStatus: 'Unhealthy' } } },
    { title: 'impaired', host: { overallStatus: 'IMPAIRED' } },
    { title: 'not registered', host: { status: 'REGISTRATION_FAILED', tasks: [] } },
  ])('stays while more than 45 % of the hosts are $title', ({ host }) => {
    const ill: HostSpec = { ...busy, ...host };
    expect(outcomes(planOf({ hosts: [idle(), idle(), ill, ill] }))).toMatchObject({ 1: 'keep too-many-unhealthy' });
    expect(outcomes(planOf({ hosts: [idle(), idle(), busy, ill, ill] }))).toMatchObject({ 1: 'drain host-idle' });
  });

  it('stays within the cooldown that another host of the cluster remembers', () => {
    const remembers: HostSpec = { ...busy, attributes: { 'ecs-ops.scale-in-cluster-not-before': minutesAgo(-1) } };
    expect(outcomes(planOf({ hosts: [idle(), remembers] }))).toMatchObject({ 1: 'keep cooldown' });
  });

  it('goes although one-per-host tasks are pending, for their count follows the hosts', () => {
    const services = { agent: { service: { desiredCount: 9, tags: { 'ecs-ops:one-per-host': 'true' } } } };
    expect(outcomes(planOf({ services, hosts: [idle(), busy] }))).toMatchObject({ 1: 'drain host-idle' });
  });

  it('goes in a group that is opted in while its cluster says nothing', () => {
    const spec = { hosts: [idle(), busy], groups: { group: { tags: { 'ecs-ops:scale-in': 'true' } } } };
    const look = { cluster: { clusterArn: 'x', status: 'ACTIVE', registeredContainerInstancesCount: 2, tags: {} } };
    expect(outcomes(planOf({ ...spec, look }))).toMatchObject({ 1: 'drain host-idle' });
  });
});
