import { describe, expect, it } from 'vitest';
import { clusterFacts } from '../../../functions/scale-in/cluster-facts.ts';
import {
  passingObjection,
  protectionObjection,
  standingObjection,
  taskObjection,
} from '../../../functions/scale-in/host-nevers.ts';
import { idleness, isIdleForLong, occupation } from '../../../functions/scale-in/occupancy.ts';
import type { GroupView } from '../../../functions/scale-in/snapshot.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { aClusterLook, type ClusterSpec, type HostSpec } from '../../builders/scale-in.ts';
import { aGroup } from '../../builders/scale-in-groups.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';

const daemon = { service: { schedulingStrategy: 'DAEMON' } };

/** A host with what was found about it, and its cluster. */
function found(host: HostSpec, spec: Partial<ClusterSpec> = {}) {
  const look = aClusterLook({ services: { daemon }, ...spec, hosts: [host] });
  const cluster = clusterFacts(look, theSettings(), NOW);
  const [facts] = cluster.hosts;
  if (!facts) throw new Error('no host');
  return { facts, cluster };
}

const standing = (host: HostSpec, spec?: Partial<ClusterSpec>) => {
  const { facts, cluster } = found(host, spec);
  return standingObjection(facts, cluster);
};
const passing = (host: HostSpec) => {
  const { facts, cluster } = found(host);
  return passingObjection(facts, cluster);
};

describe('for as long as nobody changes something', () => {
  it.each([
    ['that was paused until just now', { 'ecs-ops:scale-in-paused': minutesAgo(0) }, undefined],
    ['that is paused on', { 'ecs-ops:scale-in-paused': new Date(NOW + 1).toISOString() }, 'scale-in-paused'],
    ['that is not to be kept', { 'ecs-ops:keep': 'false' }, undefined],
    ['that is to be kept', { 'ecs-ops:keep': '' }, 'kept-by-owner'],
  ])('hosts of a group %s', (_, tags, reason) => {
    const expected = reason === undefined ? undefined : { reason, detail: 'group' };
    expect(standing({}, { groups: { group: { tags } } })).toEqual(expected);
  });

  it.each<[HostSpec, string | undefined]>([
    [{ tags: { 'ecs-ops:keep': 'false' }, attributes: { 'ecs-ops.keep': 'false' } }, undefined],
    [{ tags: { 'ecs-ops:keep': 'FALSE' } }, 'kept-by-owner'],
    [{ attributes: { 'ecs-ops.keep': 'no' } }, 'kept-by-owner'],
  ])('a host with %j: %s', (host, reason) => {
    expect(standing(host)?.reason).toBe(reason);
  });

  describe('a host without a group', () => {
    const unreadable: GroupView = {
      kind: 'unreadable',
      autoScalingGroupName: 'other',
      failure: new PermanentError('access-denied', 'no'),
    };
    const read: GroupView = { kind: 'read', ...aGroup() };

    it('is none of ours where scale-in is not wanted, and can’t go where it is', () => {
      expect(standing({ group: undefined })).toEqual({ reason: 'no-group' });
      expect(standing({ group: undefined }, { tags: { 'ecs-ops:scale-in': 'false' } })).toEqual({
        reason: 'scale-in-not-opted-in',
      });
    });

    it.each([[[unreadable]], [[read, unreadable]]])('may have one that could not be read', (groups) => {
      expect(standing({ group: undefined }, { look: { groups } })).toEqual({
        reason: 'unreadable',
        detail: 'its group',
      });
    });
  });
});

describe('now', () => {
  it.each<[string, HostSpec, object | undefined]>([
    ['old enough', { registeredAt: NOW - 15 * 60_000 }, undefined],
    ['too young', { registeredAt: NOW - 15 * 60_000 + 1 }, { reason: 'too-young' }],
    ['of unknown age', { registeredAt: undefined }, { reason: 'unreadable', detail: 'registeredAt' }],
    ['given back long ago', { attributes: { 'ecs-ops.scale-in-not-before': minutesAgo(1) } }, undefined],
    ['given back, its cooldown over', { attributes: { 'ecs-ops.scale-in-not-before': minutesAgo(0) } }, undefined],
    ['given back', { attributes: { 'ecs-ops.scale-in-not-before': minutesAgo(-1) } }, { reason: 'cooldown' }],
    [
      'away for long',
      { agentConnected: false, attributes: { 'ecs-ops.disconnected-since': minutesAgo(30) } },
      { reason: 'agent-disconnected', detail: '30 minutes' },
    ],
    ['neither ACTIVE nor DRAINING', { status: 'REGISTERING' }, { reason: 'not-active', detail: 'REGISTERING' }],
  ])('a host that is %s', (_, host, objection) => {
    expect(passing(host)).toEqual(objection);
  });
});

describe('for its tasks', () => {
  const { facts: lost } = found({ tasks: ['lost'] });
  const on = (...tasks: NonNullable<HostSpec['tasks']>) => found({ tasks }).facts;

  it('a host stays with one of a service that was not read', () => {
    expect(taskObjection(lost)).toEqual({ reason: 'unreadable', detail: `service of ${lost.tasks[0]?.task.taskArn}` });
  });

  it.each([
    ['RUNNING', 'task-protected'],
    ['STOPPED', undefined],
  ])('a host stays with one that is protected, until it is being stopped: %s', (desiredStatus, reason) => {
    expect(taskObjection(on('web', { of: 'web', protection: 'protected', desiredStatus }))?.reason).toBe(reason);
    expect(protectionObjection(on({ of: 'web', protection: 'unknown', desiredStatus }))?.reason).toBe(reason);
  });

  it('a host stays with one of which nobody knows whether it is protected, save of a DAEMON service', () => {
    expect(protectionObjection(on({ of: 'daemon', protection: 'unknown' }))).toBeUndefined();
    expect(
      protectionObjection(on({ of: 'daemon', protection: 'unknown' }, { of: 'job', protection: 'unknown' })),
    ).toEqual({
      reason: 'task-protected',
      detail: expect.stringContaining('job-1-1'),
    });
    expect(protectionObjection(on('web', 'job'))).toBeUndefined();
  });
});

describe('a host is busy', () => {
  it.each<[string, HostSpec, Partial<ClusterSpec>, string | undefined]>([
    ['not with DAEMON tasks alone', { tasks: ['daemon', 'daemon'] }, {}, undefined],
    [
      'while tasks are pending that were not read',
      { runningTasksCount: 0, pendingTasksCount: 1 },
      {},
      'inconsistent-reads',
    ],
    [
      'while more tasks run than were read',
      { tasks: ['daemon'], runningTasksCount: 1, pendingTasksCount: 1 },
      {},
      'inconsistent-reads',
    ],
    ['not while fewer do', { tasks: ['daemon'], runningTasksCount: 0 }, {}, undefined],
    ['while it can’t be told what its tasks need', { tasks: ['daemon'] }, { look: { requirements: [] } }, 'unreadable'],
  ])('%s', (_, host, spec, reason) => {
    expect(occupation(found(host, spec).facts)).toBe(reason);
  });

  it('and idle from the moment on that it remembers, unless that is yet to come', () => {
    const idleOf = (at: number) =>
      idleness(found({ attributes: { 'ecs-ops.idle-since': new Date(at).toISOString() } }).facts, NOW);
    expect([NOW - 1, NOW, NOW + 1].map(idleOf)).toEqual([
      { kind: 'since', at: NOW - 1 },
      { kind: 'since', at: NOW },
      { kind: 'begins' },
    ]);
  });

  it.each([
    [9.99, false],
    [10, true],
  ])('and idle for long after ten minutes: %d', (minutes, isLong) => {
    const { facts } = found({ idleFor: minutes });
    expect(isIdleForLong(idleness(facts, NOW), facts, NOW)).toBe(isLong);
  });
});
