import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookTurns, lookSize, READS_PER_MINUTE } from '../../../functions/scale-in/look-size.ts';
import { aCluster } from '../../builders/clusters.ts';

const ofSize = (registeredContainerInstancesCount: number, tasksCount: number) =>
  aCluster({ registeredContainerInstancesCount, tasksCount });

describe('the size of a look', () => {
  it.each([
    { hosts: 3, tasks: 20, reads: 4, spare: 146, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 5_000, reads: 120, spare: 30, everyMinutes: 1, allowsSecondLook: true },
    { hosts: 1_000, tasks: 6_000, reads: 140, spare: 160, everyMinutes: 1, allowsSecondLook: false },
    { hosts: 1_000, tasks: 10_000, reads: 220, spare: 80, everyMinutes: 1, allowsSecondLook: false },
    { hosts: 5_000, tasks: 50_000, reads: 1_100, spare: 300, everyMinutes: 5, allowsSecondLook: false },
  ])('of $hosts hosts and $tasks tasks is $reads reads, every $everyMinutes minutes', ({ hosts, tasks, ...size }) => {
    expect(lookSize([ofSize(hosts, tasks)])).toEqual(size);
  });

  it('is that of all clusters together', () => {
    expect(lookSize([ofSize(1_000, 10_000), ofSize(1_000, 10_000)])).toMatchObject({ reads: 440, everyMinutes: 2 });
  });
});

it('a look and what it may read besides keep to the rate, with a second look and without', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(100_000), (hosts, tasks) => {
      const { reads, spare, everyMinutes, allowsSecondLook } = lookSize([ofSize(hosts, tasks)]);
      expect((allowsSecondLook ? 2 : 1) * (reads + spare)).toBeLessThanOrEqual(READS_PER_MINUTE * everyMinutes);
      // Each look has some, so that no host that we drained waits for good.
      expect(spare).toBeGreaterThanOrEqual(30);
    }),
  );
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
    expect(looks(Array.from({ length: 12 }, (_, minute) => minute))).toEqual([0, 5, 10]);
  });

  it('comes, if later, with a schedule that never meets such a minute', () => {
    expect(looks([1, 4, 6, 9, 11, 14, 16, 19, 21])).toEqual([11, 21]);
  });
});
