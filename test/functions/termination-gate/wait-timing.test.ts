import { describe, expect, it } from 'vitest';
import { heartbeatDue, lookAgain, secondsToMoment } from '../../../functions/termination-gate/wait-timing.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import { aHook, aLook, anUnnotedWait, aWait, gateSettings, groupRead, UNREADABLE } from '../../builders/gate-looks.ts';

/** Milliseconds since 1970, so many seconds after the host began to wait. */
const atAge = (seconds: number) => HELD_AT + seconds * 1000;
/** A group of which our hook has a time-out of so many seconds. */
const timingOut = (heartbeatTimeout: number) => groupRead({}, { hooks: [aHook({ heartbeatTimeout })] });

describe('a heartbeat is due', () => {
  it.each([
    { name: 'never in the first half', seconds: 299, lastBeat: undefined, due: undefined },
    { name: 'once in the second', seconds: 300, lastBeat: undefined, due: 1 },
    { name: 'not again in the same half', seconds: 599, lastBeat: 1, due: undefined },
    { name: 'once in the next', seconds: 600, lastBeat: 1, due: 2 },
  ])('$name', ({ seconds, lastBeat, due }) => {
    expect(heartbeatDue(aWait({ group: timingOut(600), lastBeat }), atAge(seconds))).toBe(due);
  });

  it('by the time-out of the hook that holds the host, whatever other hooks the group has', () => {
    const other = aHook({ lifecycleHookName: 'backup', heartbeatTimeout: 60 });
    const wait = aWait({ group: groupRead({}, { hooks: [other, aHook({ heartbeatTimeout: 600 })] }) });
    expect([299, 300].map((seconds) => heartbeatDue(wait, atAge(seconds)))).toEqual([undefined, 1]);
  });

  it('by the shortest time-out there is where the hook can’t be read', () => {
    expect(heartbeatDue(aWait({ group: UNREADABLE }), atAge(16))).toBe(1);
  });

  it('for a hook that is gone, at once and each time: it finds out whether the wait is over', () => {
    const wait = aWait({ group: groupRead({}, { hooks: [] }), lastBeat: 0 });
    expect(heartbeatDue(wait, atAge(1))).toBe(0);
  });

  it.each([
    ['of which nothing says since when', anUnnotedWait(1, { group: groupRead({}, { hooks: [] }) })],
    ['whose group was not asked about', aWait({ group: { kind: 'not-asked' } })],
  ])('never for a wait %s', (_, wait) => {
    expect(heartbeatDue(wait, atAge(2700))).toBeUndefined();
  });
});

describe('after a failure a wait is looked at again', () => {
  const retryOf = (heartbeatTimeout: number, seconds: number, lastBeat?: number) => {
    const now = atAge(seconds);
    return lookAgain(aWait({ group: timingOut(heartbeatTimeout), lastBeat }), { now, due: now }, []).retrySeconds;
  };

  it.each([
    { name: 'within a 20th of the time-out while a heartbeat is due', heartbeatTimeout: 600, age: 1500, seconds: 30 },
    { name: 'within a 100th of the age once that is longer', heartbeatTimeout: 600, age: 4500, seconds: 45 },
    { name: 'no later than without one', heartbeatTimeout: 7200, age: 3600, seconds: 180 },
    { name: 'after a second at the soonest', heartbeatTimeout: 30, age: 15, seconds: 1 },
  ])('$name', ({ heartbeatTimeout, age, seconds }) => {
    expect(retryOf(heartbeatTimeout, age)).toBe(seconds);
  });

  it('within a 20th of the age while none is due', () => {
    expect(retryOf(600, 1500, 5)).toBe(75);
  });
});

describe('seconds until something is to be done about a wait', () => {
  const momentOf = (wait: Parameters<typeof secondsToMoment>[0], seconds: number) => {
    const now = atAge(seconds);
    return secondsToMoment(wait, aLook(), { now, due: now, settings: gateSettings() });
  };

  it('end with its grace, then with its deadline, and are none after', () => {
    expect([0, 119.5, 120, 899, 900].map((seconds) => momentOf(aWait(), seconds))).toEqual([120, 1, 780, 1, undefined]);
  });

  it('are none where nothing says since when it lasts', () => {
    expect(momentOf(anUnnotedWait(), 60)).toBeUndefined();
  });
});
