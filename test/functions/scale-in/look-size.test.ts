import { describe, expect, it } from 'vitest';
import { LookTurns, lookSize } from '../../../functions/scale-in/look-size.ts';
import { aCluster } from '../../builders/clusters.ts';

const ofSize = (registeredContainerInstancesCount: number, tasksCount: number) =>
  aCluster({ registeredContainerInstancesCount, tasksCount });

describe('the size of a look', () => {
  it.each([
    { hosts: 3, tasks: 20, reads: 4, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 6_000, reads: 140, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 10_000, reads: 220, everyMinutes: 1, allowsSecondLook: false },
    { hosts: 5_000, tasks: 50_000, reads: 1_100, everyMinutes: 4, allowsSecondLook: false },
  ])('of $hosts hosts and $tasks tasks is $reads reads, every $everyMinutes minutes', ({ hosts, tasks, ...size }) => {
    expect(lookSize([ofSize(hosts, tasks)])).toEqual(size);
  });

  it('is that of all clusters together', () => {
    expect(lookSize([ofSize(1_000, 10_000), ofSize(1_000, 10_000)])).toMatchObject({ reads: 440, everyMinutes: 2 });
  });
});

describe('a look whose turn it is', () => {
  const size = lookSize([ofSize(5_000, 50_000)]);

  /** The minutes in which a process looks that is woken in these. */
  function looks(minutes: readonly number[]): readonly number[] {
    let now = (minutes[0] ?? 0) * 60_000;
    const turns = new LookTurns(() => now);
    return minutes.filter((minute) => {
      now = minute * 60_000 + 5_000;
      return turns.isTurn(size);
    });
  }

  it('is that of one minute of so many', () => {
    expect(looks(Array.from({ length: 12 }, (_, minute) => minute))).toEqual([0, 4, 8]);
  });

  it('comes, if later, with a schedule that never meets such a minute', () => {
    expect(looks([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])).toEqual([9, 17]);
  });
});
