import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assumedHeartbeatTimeout,
  globalLimit,
  heartbeatPeriod,
  secondsToNextLook,
  secondsToRetry,
} from '../../../functions/termination-gate/next-look.ts';
import { backoff } from '../../../shared/runtime/backoff.ts';

/** SQS developer guide, redrive policy: maxReceiveCount is 1000 at most. */
const MOST_RECEIVES = 1000;

const next = (age: number, heartbeatTimeout = 3600, moments: readonly (number | undefined)[] = []) =>
  secondsToNextLook({ age, heartbeatTimeout, moments });

describe('the pause until the next look', () => {
  it.each([
    { age: 0, pause: 15 },
    { age: 0.3, pause: 15 },
    { age: 15, pause: 30 },
    { age: 45, pause: 90 },
    { age: 899, pause: 90 },
    { age: 900, pause: 120 },
    { age: 3599, pause: 120 },
    { age: 3600, pause: 300 },
    { age: 172_000, pause: 300 },
  ])('is $pause s at the age of $age s', ({ age, pause }) => {
    expect(next(age)).toBe(pause);
  });

  it.each([
    { name: 'ends at a moment at which something is to be done', moments: [undefined, 130], seconds: 30 },
    { name: 'ends at the soonest of them', moments: [150, 120], seconds: 20 },
    { name: 'takes no notice of those that have passed', moments: [99, 100], seconds: 90 },
    { name: 'is no less than a second', moments: [100.2], seconds: 1 },
  ])('$name', ({ moments, seconds }) => {
    expect(next(100, 3600, moments)).toBe(seconds);
  });

  it('grows with the age, and makes at most one look a minute on average over 15 minutes, fewer after', () => {
    const looks = looksOf(3600);
    const pauses = looks.map((age) => next(age));
    expect(pauses.slice(0, 14)).toEqual(pauses.slice(0, 14).toSorted((a, b) => a - b));
    expect(looks.filter((age) => age <= 900).length).toBeLessThanOrEqual(15);
    expect(looks.filter((age) => age > 900 && age <= 1800).length).toBeLessThanOrEqual(8);
  });
});

/** Ages at which looks are made until Auto Scaling's limit, each at the end of the pause that the one before asked for. */
function looksOf(heartbeatTimeout: number, lateness = 0): number[] {
  const ages = [0.2];
  for (let age = 0.2; age < globalLimit(heartbeatTimeout); ) {
    age += next(age, heartbeatTimeout) + lateness;
    ages.push(age);
  }
  return ages;
}

/** Ages at which heartbeats are sent by looks at these ages: in each half of the time-out but the first, by the first. */
function beatsOf(heartbeatTimeout: number, looks: readonly number[]): number[] {
  const periods = looks.map((age) => heartbeatPeriod(age, heartbeatTimeout));
  return looks.filter((_, index) => {
    const period = periods[index] ?? 0;
    return period >= 1 && period !== periods[index - 1];
  });
}

const hookTimeout = fc.integer({ min: 30, max: 7200 });

describe('until Auto Scaling’s limit', () => {
  it('a message is received fewer times than its queue allows, for every hook', () => {
    fc.assert(
      fc.property(hookTimeout, (timeout) => {
        expect(looksOf(timeout).length).toBeLessThan(MOST_RECEIVES);
      }),
    );
  });

  it('heartbeats come before the time-out ends, even with looks that come late, and no more than one a half', () => {
    fc.assert(
      fc.property(hookTimeout, fc.double({ min: 0, max: 5, noNaN: true }), (timeout, lateness) => {
        const looks = looksOf(timeout, lateness);
        const beats = beatsOf(timeout, looks);
        const gaps = [0, ...beats].map((age, index, all) => (all[index + 1] ?? globalLimit(timeout)) - age);
        expect(Math.max(...gaps.slice(0, -1))).toBeLessThan(timeout);
        expect(beats.length).toBeLessThanOrEqual(Math.ceil((2 * globalLimit(timeout)) / timeout));
      }),
    );
  });

  it('a message whose looks all fail is received fewer times than its queue allows', () => {
    fc.assert(
      fc.property(hookTimeout, (timeout) => {
        let receives = 0;
        for (let age = 0.2; age < globalLimit(timeout); receives++) {
          const atMost = secondsToRetry({ age, heartbeatTimeout: timeout, moments: [] });
          age += Math.min(
            backoff(receives + 1, () => 0.5),
            atMost,
          );
        }
        expect(receives).toBeLessThan(MOST_RECEIVES);
      }),
    );
  });
});

describe('a hook that could not be read', () => {
  it('is taken for the shortest that can have lasted so long', () => {
    fc.assert(
      fc.property(fc.nat({ max: 48 * 3600 }), (age) => {
        const timeout = assumedHeartbeatTimeout(age);
        expect(timeout).toBeGreaterThanOrEqual(30);
        expect(Math.ceil(globalLimit(timeout))).toBeGreaterThanOrEqual(age);
        expect(next(age, timeout)).toBeLessThanOrEqual(Math.max(15, timeout / 2));
      }),
    );
  });
});

describe('a look that failed', () => {
  it.each([
    { age: 0, seconds: 5 },
    { age: 100, seconds: 5 },
    { age: 400, seconds: 20 },
    { age: 3000, seconds: 120 },
    { age: 100_000, seconds: 300 },
  ])('at the age of $age s is made again within $seconds s', ({ age, seconds }) => {
    expect(secondsToRetry({ age, heartbeatTimeout: 7200, moments: [] })).toBe(seconds);
  });
});
