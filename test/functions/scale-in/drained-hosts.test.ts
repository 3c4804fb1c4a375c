import { describe, expect, it } from 'vitest';
import { instanceId } from '../../builders/hosts.ts';
import type { ClusterSpec, HostSpec } from '../../builders/scale-in.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

/** A host that we drained 5 minutes ago, and that is empty. */
const drained = (overrides: HostSpec = {}): HostSpec => ({ drainedFor: 5, ...overrides });
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const MARKED = { 'ecs-ops.scale-in-drained-at': minutesAgo(5) };
const daemon = { service: { schedulingStrategy: 'DAEMON' }, needs: { cpu: 512, memory: 1024 } };
/** What is said about the first host, `undefined` where that is nothing but the reason. */
const detailOf = (spec: ClusterSpec, settings = theSettings()): string | undefined =>
  planOf(spec, settings).verdicts.find(({ ec2InstanceId }) => ec2InstanceId === instanceId(1))?.detail;

describe('a host that we drained', () => {
  it('and that somebody made ACTIVE again is neither terminated nor given back', () => {
    const empty = planOf({ hosts: [drained({ status: 'ACTIVE' }), busy, busy] });
    const overdue = planOf({ hosts: [drained({ status: 'ACTIVE', drainedFor: 60, ...busy }), busy, busy] });
    for (const made of [empty, overdue]) {
      expect(outcomes(made)[1]).toMatch(/^keep/);
      expect(made.actions.map(({ kind }) => kind)).not.toContain('terminate-hosts');
      expect(made.actions.map(({ kind }) => kind)).not.toContain('give-back-hosts');
    }
  });

  it('is believed to be empty ten seconds after the drain', () => {
    expect(outcomes(planOf({ hosts: [drained({ drainedFor: 10 / 60 }), busy] }))[1]).toBe('terminate host-empty');
  });

  it.each([
    ['its own cooldown', 'ecs-ops.scale-in-not-before', 'soon', 'give-back cooldown'],
    ['that of its cluster', 'ecs-ops.scale-in-cluster-not-before', 'soon', 'give-back cooldown'],
    ['its own cooldown', 'ecs-ops.scale-in-not-before', minutesAgo(0), 'terminate host-empty'],
    ['that of its cluster', 'ecs-ops.scale-in-cluster-not-before', minutesAgo(9), 'terminate host-empty'],
  ])('is given back where %s says %s=%s: %s', (_, name, value, outcome) => {
    const hosts = [drained({ attributes: { ...MARKED, [name]: value } }), busy, busy];
    expect(outcomes(planOf({ hosts }))[1]).toBe(outcome);
  });

  it('is not given back to a group that grew just before it was drained', () => {
    const grown = (at: number) => ({ group: { lastScaleOut: { kind: 'read', at } as const } });
    const outcomeAfter = (at: number) => outcomes(planOf({ hosts: [drained(), busy, busy], groups: grown(at) }))[1];
    expect(outcomeAfter(NOW - 5 * 60_000)).toBe('wait scaling-out');
    expect(outcomeAfter(NOW - 5 * 60_000 + 1)).toBe('give-back scaling-out');
  });

  it.each<[string, HostSpec, unknown]>([
    ['which task is left', { tasks: ['daemon', 'web'] }, expect.stringContaining('web-1-1')],
    [
      'which DAEMON task is being stopped',
      { tasks: ['daemon', { of: 'daemon', desiredStatus: 'STOPPED' }] },
      expect.stringContaining('daemon-1-1'),
    ],
    ['no task, where counts speak of others', { tasks: ['daemon'], runningTasksCount: 2 }, undefined],
    ['what was not read', { stoppingTasksRead: false }, 'tasks that are being stopped'],
    ['on what the drain has stalled', { tasks: ['web'], drainedFor: 30 }, expect.stringContaining('web-1-0')],
    ['or why', { runningTasksCount: 2, drainedFor: 30 }, 'inconsistent-reads'],
  ])('says %s', (_, host, detail) => {
    expect(detailOf({ hosts: [drained(host), busy, busy], services: { daemon } })).toEqual(detail);
  });

  it('needs no headroom that can’t be told where none is wanted, and comes back for it where it is', () => {
    const spec: ClusterSpec = { hosts: [drained(), busy, busy], look: { requirements: [] } };
    expect(outcomes(planOf(spec))[1]).toBe('terminate host-empty');
    expect(outcomes(planOf(spec, theSettings({ headroomCopies: 1 })))[1]).toBe('give-back headroom-gone');
  });

  it('waits while it can’t be told where the tasks of another find room', () => {
    const odd = { needs: { eligibleHosts: { kind: 'not-evaluated', detail: 'an expression' } } } as const;
    const spec: ClusterSpec = { hosts: [drained(), drained({ tasks: ['odd'] }), busy], services: { odd } };
    expect(outcomes(planOf(spec))).toMatchObject({ 1: 'wait not-evaluated', 2: 'wait tasks-left' });
    expect(detailOf(spec)).toMatch(/^service:odd .*: an expression$/);
  });
});

describe('hosts that we drained, whose room is wanted', () => {
  const withTask = (drainedFor: number): HostSpec => ({ drainedFor, tasks: ['web'] });
  const empty = (drainedFor: number): HostSpec => ({ drainedFor });
  const giveBack = 'give-back headroom-gone';

  // Two busy hosts, and the tasks of two drained ones: with one of those 71 % are free over what is used, with three 186 %.
  it.each<[number, HostSpec[], string[]]>([
    [14, [empty(3), withTask(6), withTask(5), empty(4)], ['terminate', 'wait', 'wait', 'terminate']],
    [50, [empty(3), withTask(6), withTask(5), empty(4)], ['wait', 'wait', 'give-back', 'wait']],
    [50, [withTask(5), empty(3), empty(4), withTask(6)], ['give-back', 'wait', 'wait', 'wait']],
    [100, [empty(3), withTask(6), withTask(5), empty(4)], ['give-back', 'give-back', 'give-back', 'wait']],
    [100, [empty(4), withTask(5), withTask(6), empty(3)], ['wait', 'give-back', 'give-back', 'give-back']],
    [187, [empty(4), withTask(5), withTask(6), empty(3)], ['give-back', 'give-back', 'give-back', 'give-back']],
    // Drained in one go: by their names.
    [50, [withTask(5), withTask(5), empty(5), empty(5)], ['give-back', 'wait', 'wait', 'wait']],
  ])(
    'come back one, then two more, for %i %%, those with tasks and drained last first: %j',
    (percent, hosts, expected) => {
      const made = outcomes(planOf({ hosts: [...hosts, busy, busy] }, theSettings({ headroomCpuPercent: percent })));
      expect([1, 2, 3, 4].map((number) => made[number]?.split(' ')[0])).toEqual(expected);
    },
  );

  it('keep the others waiting that are empty', () => {
    const settings = theSettings({ headroomCpuPercent: 50 });
    const made = planOf({ hosts: [empty(3), withTask(6), withTask(5), empty(4), busy, busy] }, settings);
    expect(outcomes(made)).toMatchObject({ 1: 'wait cooldown', 2: 'wait tasks-left', 3: giveBack, 4: 'wait cooldown' });
  });

  it.each([
    [{ headroomCpuPercent: 100 }, '100 % of CPU'],
    [{ headroomMemoryPercent: 100 }, '100 % of memory'],
    [{ headroomCopies: 5 }, expect.stringMatching(/^room for 5 more of service:web /)],
  ])('say what is missing: %j', (terms, detail) => {
    expect(detailOf({ hosts: [drained(), busy, busy] }, theSettings(terms))).toEqual(detail);
  });

  it('come back for the headroom, too, where a task that waits takes up the room of another', () => {
    const services = { big: { needs: { cpu: 1500 } } };
    const full: HostSpec = { tasks: ['big'] };
    // With the first, 37 % are free over what is used, the waiting task included.
    const spec = {
      services,
      hosts: [drained(), drained({ resources: { registeredCpu: 1024 } }), full, full],
      unplaced: ['big'],
    };
    const outcomesWith = (headroomCpuPercent: number) => outcomes(planOf(spec, theSettings({ headroomCpuPercent })));
    expect(outcomesWith(36)).toMatchObject({ 1: 'give-back no-room', 2: 'wait cooldown' });
    expect(outcomesWith(37)).toMatchObject({ 1: 'give-back no-room', 2: giveBack });
  });
});

describe('empty hosts that we drained', () => {
  it('are terminated in the order of their names, as many as their group allows', () => {
    const hosts = [drained({ drainedFor: 6 }), drained({ drainedFor: 5 }), busy];
    expect(outcomes(planOf({ hosts, groups: { group: { minSize: 2 } } }))).toMatchObject({
      1: 'terminate host-empty',
      2: 'wait group-minimum',
    });
  });

  it('are terminated in one zone once another has given one up', () => {
    const spec = { hosts: [drained(), drained({ zone: 'b' }), { ...busy, zone: 'b' }] };
    const budget = { budget: { kind: 'hosts', hosts: 9 } } as const;
    expect(outcomes(planOf(spec, theSettings(budget)))).toMatchObject({
      1: 'terminate host-empty',
      2: 'terminate host-empty',
    });
    const stuck = { hosts: [drained(), { ...busy, zone: 'b' }, { ...busy, zone: 'b' }] };
    expect(outcomes(planOf(stuck, theSettings(budget)))[1]).toBe('wait zone-balance');
  });

  it('leave their group no room for another to go', () => {
    const spec = (minSize: number) => ({
      hosts: [drained({ drainedFor: 20 }), { idleFor: 30 }, busy, busy],
      groups: { group: { minSize } },
    });
    expect(outcomes(planOf(spec(2)))).toMatchObject({ 1: 'terminate host-empty', 2: 'drain host-idle' });
    expect(outcomes(planOf(spec(3)))).toMatchObject({ 1: 'terminate host-empty', 2: 'keep group-minimum' });
  });
});
