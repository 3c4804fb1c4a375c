import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookTurns, lookSize, READS_PER_MINUTE, scheduleMinutes } from '../../../functions/scale-in/look-size.ts';
import { aCluster } from '../../builders/clusters.ts';

const ofSize = (registeredContainerInstancesCount: number, tasksCount: number) =>
  aCluster({ registeredContainerInstancesCount, tasksCount });

describe('the size of a look', () => {
  it.each([
    { hosts: 3, tasks: 20, reads: 4, spare: 146, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 5_000, reads: 120, spare: 30, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 6_000, reads: 140, spare: 160, everyMinutes: 1, allowsSecondLook: false },
    { hosts: 1_000, tasks: 10_000, reads: 220, spare: 80, everyMinutes: 1, allowsSecondLook: false },
    { hosts: 5_000, tasks: 50_000, reads: 1_100, spare: 300, everyMinutes: 6, allowsSecondLook: false },
  ])('of $hosts hosts and $tasks tasks is $reads reads, every $everyMinutes minutes', ({ hosts, tasks, ...size }) => {
    expect(lookSize([ofSize(hosts, tasks)])).toEqual(size);
  });

  it('is that of all clusters together', () => {
    expect(lookSize([ofSize(1_000, 10_000), ofSize(1_000, 10_000)])).toMatchObject({ reads: 440, everyMinutes: 3 });
  });
});

it('a look and what it may read besides keep to the rate, with a second look and without', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(100_000), (hosts, tasks) => {
      const { reads, spare, everyMinutes, allowsSecondLook } = lookSize([ofSize(hosts, tasks)]);
      // The last minute of several is one of rest.
      const lasts = Math.max(1, everyMinutes - 1);
      expect((allowsSecondLook ? 2 : 1) * (reads + spare)).toBeLessThanOrEqual(READS_PER_MINUTE * lasts);
      // Each look has some, so that no host that we drained waits for good.
      expect(spare).toBeGreaterThanOrEqual(30);
    }),
  );
});

it.each([
  ['rate(1 minute)', 1],
  ['rate(15 minutes)', 15],
  ['rate(2 hours)', 120],
  ['rate(2 days)', 2_880],
  ['rate(0 minutes)', undefined],
  ['rate(2 weeks)', undefined],
  ['rate(2 minutes) or so', undefined],
  ['a rate(2 minutes)', undefined],
  ['cron(0 * * * ? *)', undefined],
  ['', undefined],
])('the messages of the schedule %j come every so many minutes: %s', (expression, minutes) => {
  expect(scheduleMinutes(expression)).toBe(minutes);
});

describe('a look whose turn it is', () => {
  const size = lookSize([ofSize(5_000, 50_000)]);

  /** The minutes in which a process looks that is woken in these. */
  function looks(minutes: readonly number[], schedule: string): readonly number[] {
    let now = (minutes[0] ?? 0) * 60_000;
    const turns = new LookTurns(() => now, scheduleMinutes(schedule));
    return minutes.filter((minute) => {
      now = minute * 60_000 + 5_000;
      return turns.isTurn(size);
    });
  }

  const every = (step: number, first = 0) => Array.from({ length: 60 }, (_, index) => first + step * index);

  it.each([
    { schedule: 'rate(1 minute)', step: 1, first: 0, expected: [0, 6, 12] },
    { schedule: 'rate(2 minutes)', step: 2, first: 1, expected: [1, 7, 13] },
    { schedule: 'rate(3 minutes)', step: 3, first: 2, expected: [2, 8, 14] },
    { schedule: 'rate(5 minutes)', step: 5, first: 3, expected: [3, 13, 23] },
    { schedule: 'rate(1 hour)', step: 60, first: 7, expected: [7, 67, 127] },
    { schedule: 'cron(* * * * ? *)', step: 1, first: 0, expected: [0, 6, 12] },
    { schedule: 'cron(2/5 * * * ? *)', step: 5, first: 2, expected: [2, 12, 27] },
  ])('is one of so many of $schedule, from minute $first on', ({ schedule, step, first, expected }) => {
    expect(looks(every(step, first), schedule).slice(0, 3)).toEqual(expected);
  });

  it('is that of one of two processes that are woken in turns', () => {
    const both = [every(2, 0), every(2, 1)].flatMap((minutes) => looks(minutes.slice(0, 25), 'rate(1 minute)'));
    expect(both.sort((a, b) => a - b)).toEqual(every(6).slice(0, 9));
  });

  it.each(['cron(31 2 * * ? *)', ''])('is each of %j where every message meets a new process', (schedule) => {
    expect([151, 1_591, 3_031].flatMap((minute) => looks([minute], schedule))).toEqual([151, 1_591, 3_031]);
  });

  it('comes, if much later, where the schedule is not what the setting says', () => {
    expect(looks(every(6, 1), 'rate(1 minute)').slice(0, 2)).toEqual([61, 121]);
  });
});
