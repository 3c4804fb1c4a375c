import { describe, expect, it } from 'vitest';
import type { NextLook } from '../../../functions/termination-gate/plan-wait.ts';
import type { HostLook, HostMail, Wait } from '../../../functions/termination-gate/snapshot.ts';
import type { HeldResources } from '../../../shared/domain/hosts.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import {
  aHostTask,
  aLifecycleNotice,
  aMail,
  anUnnotedWait,
  aWait,
  groupRead,
  hostFound,
  noticeMail,
  tasksRead,
  UNREADABLE,
} from '../../builders/gate-looks.ts';
import { instanceId } from '../../builders/hosts.ts';
import { again, decide, does, done, drainingMail, leftPool, looksOf, MINUTE, NOTHING_HELD } from './one-host.ts';

const sweep = aMail('sweep', { kind: 'sweep' } as const);
const interruption = aMail('spot', { kind: 'spot-interruption', ec2InstanceId: instanceId(), at: HELD_AT } as const);
const draining = (id: string, held: HeldResources | undefined = NOTHING_HELD, receiveCount = 1) =>
  drainingMail(id, held, receiveCount);

describe('an event of a host whose resources are held', () => {
  it('is done, whatever else is known: nothing was read', () => {
    const decided = decide({ stillHolds: true, mails: [draining('a'), draining('b')], host: { kind: 'not-asked' } });
    expect(looksOf(decided)).toEqual({ a: done('still-holds-resources'), b: done('still-holds-resources') });
    expect(decided).toMatchObject({
      actions: [],
      warnings: [],
      heldBack: [{ subject: instanceId(), reason: 'still-holds-resources' }],
    });
  });
});

describe('an event of a host that is held on', () => {
  const task = aHostTask();
  const daemon = aHostTask({ isDaemon: true, cpu: 128, memory: 64 });
  const held = { cpu: 256, memory: 512 };

  it.each<[string, HostMail, HostLook['host'], NextLook]>([
    ['shows it empty, reads may lag', draining('e'), hostFound(), again('tasks-left', 1)],
    ['for the second time', draining('e', NOTHING_HELD, 2), hostFound(), again('tasks-left', 2)],
    ['for the third time', draining('e', NOTHING_HELD, 3), hostFound(), again('tasks-left', 4)],
    ['for the fourth time', draining('e', NOTHING_HELD, 4), hostFound(), done('tasks-left')],
    ['shows it used', draining('e', held), hostFound(), done('tasks-left')],
    [
      'shows what DAEMON tasks hold',
      draining('e', { cpu: 128, memory: 64 }),
      hostFound({ tasks: tasksRead([task, daemon]) }),
      again('tasks-left', 1),
    ],
    ['whose tasks were not needed', draining('e'), hostFound({ tasks: { kind: 'not-asked' } }), done('tasks-left')],
    ['that is in no cluster', draining('e'), { kind: 'not-found', wasKnown: false }, done('tasks-left')],
    ['says that it came from its pool', { ...leftPool, messageId: 'e' }, hostFound(), done('tasks-left')],
  ])('%s', (_, mail, host, nextLook) => {
    const look = { mails: [noticeMail(), mail], host };
    expect(decide(look).nextLooks.get('e')).toEqual(nextLook);
  });

  it('comes back with the notice where something could not be read', () => {
    const decided = decide({ mails: [noticeMail(), draining('e')], host: { ...hostFound(), tasks: UNREADABLE } });
    expect(decided.nextLooks.get('e')).toMatchObject({ kind: 'retry', reason: 'throttled' });
    expect(decided.nextLooks.get('e')).toBe(decided.nextLooks.get('notice 1'));
  });

  it('that a launch tells of does not come back for that', () => {
    const decided = decide({ mails: [leftPool], host: UNREADABLE });
    expect(looksOf(decided)).toMatchObject({ launch: done('tasks-left'), 'notice 1': { kind: 'retry' } });
  });

  it.each<[string, readonly (HeldResources | undefined)[], string]>([
    ['the one that shows it emptiest', [{ cpu: 9, memory: 9 }, { cpu: 9, memory: 8 }, undefined], 'b'],
    ['the first of equals', [held, held], 'a'],
    ['one that says nothing, where none does', [undefined, undefined], 'a'],
    [
      'by CPU and memory together',
      [
        { cpu: 0, memory: 20 },
        { cpu: 10, memory: 5 },
      ],
      'b',
    ],
  ])('of which the tasks are put off comes back alone: %s', (_, loads, id) => {
    const events = loads.map((load, index) => drainingMail('abc'.charAt(index), load));
    const decided = decide({ mails: [sweep, ...events], host: hostFound({ tasks: { kind: 'put-off', seconds: 7 } }) });
    const looks = events.map(({ messageId }) => [messageId, decided.nextLooks.get(messageId)]);
    expect(Object.fromEntries(looks)).toEqual(
      Object.fromEntries(
        events.map(({ messageId }) => [
          messageId,
          messageId === id ? again('reads-put-off', 7) : done('reads-put-off'),
        ]),
      ),
    );
  });
  it('is done with the host', () => {
    const decided = decide({ mails: [draining('e'), interruption], host: hostFound({ tasks: tasksRead([]) }) });
    expect(does(decided)).toEqual(['complete-lifecycle-action']);
    expect(looksOf(decided)).toMatchObject({
      e: { kind: 'done', reason: 'host-empty' },
      spot: { kind: 'done', reason: 'host-empty' },
    });
  });
});

describe('a Spot interruption of a host with two hooks of ours', () => {
  it('comes back for the first that asks, and for none that is done', () => {
    const group = groupRead({ 'ecs-ops:drain-deadline-minutes': '15' });
    const gone = aWait({ group: { kind: 'gone' }, messageIds: ['gone'] });
    const second = aWait({ number: 2, group });
    const decided = decide({ mails: [interruption], waits: [gone, aWait({ group }), second], interruptedAt: HELD_AT });
    expect(decided.nextLooks.get('gone')).toEqual(done('group-gone'));
    expect(decided.nextLooks.get('spot')).toMatchObject({ kind: 'again', seconds: 30 });
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('the sooner one counts, wherever it stands', (late, soon) => {
    const old = aLifecycleNotice(1, { startedAt: HELD_AT - 13.5 * MINUTE });
    const waits: Wait[] = [];
    waits[late] = aWait({ messageIds: ['late'] });
    waits[soon] = aWait({ notice: old, messageIds: ['soon'], lastBeat: 0 });
    const { nextLooks } = decide({ mails: [interruption], waits });
    expect(nextLooks.get('spot')).toBe(nextLooks.get('soon'));
    expect(nextLooks.get('soon')).not.toEqual(nextLooks.get('late'));
  });
});

it('a Spot interruption comes back as what could not be read, though another wait of the host could', () => {
  const unread = aWait({ group: UNREADABLE, messageIds: ['unread'] });
  const { nextLooks } = decide({ mails: [interruption], waits: [aWait(), unread] });
  expect(nextLooks.get('spot')).toMatchObject({ kind: 'retry', reason: 'throttled' });
});

describe('a sweep that found a host', () => {
  const unnoted = [anUnnotedWait()];

  it.each<[string, Partial<HostLook>, number, NextLook]>([
    ['is done while the deadline is further off than the next sweep', { waits: [aWait()] }, 9, done('tasks-left')],
    ['comes back for a deadline as far off as that', { waits: [aWait()] }, 10, again('tasks-left', 300)],
    ['comes back for a nearer one', { waits: [aWait()] }, 12, again('tasks-left', 180)],
    ['is done with one of which nothing says since when it waits', { waits: unnoted }, 12, done('tasks-left')],
    [
      'is done with one that is let go',
      { waits: [aWait()], host: hostFound({ tasks: tasksRead([]) }) },
      12,
      done('tasks-left'),
    ],
  ])('%s', (_, look, minutes, nextLook) => {
    const decided = decide({ mails: [sweep], ...look }, {}, minutes * MINUTE);
    expect(decided.nextLooks.get('sweep')).toEqual(nextLook);
  });

  it.each<[string, Wait]>([
    ['of which nothing says since when', anUnnotedWait()],
    ['whose group is gone', aWait({ group: { kind: 'gone' }, messageIds: ['gone'] })],
  ])('comes back for the deadline of one wait, though there is another %s', (_, other) => {
    for (const waits of [
      [other, aWait()],
      [aWait(), other],
    ]) {
      const decided = decide({ mails: [sweep], waits }, {}, 12 * MINUTE);
      expect(decided.nextLooks.get('sweep')).toEqual(again('tasks-left', 180));
    }
  });

  it('comes back where something could not be read', () => {
    const decided = decide({ mails: [sweep], waits: unnoted, host: UNREADABLE });
    expect(decided.nextLooks.get('sweep')).toMatchObject({ kind: 'retry', reason: 'throttled' });
  });
});
