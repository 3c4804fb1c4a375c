import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComingLooks } from '../../../functions/host-sync/coming-looks.ts';
import { settle } from '../../../functions/host-sync/settle.ts';
import type { SetDesiredCount } from '../../../shared/domain/actions.ts';
import { RetryableError } from '../../../shared/domain/errors.ts';
import type { Applied } from '../../../shared/runtime/apply.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { range } from '../../builders/host-finding.ts';
import { aMessage } from '../../builders/messages.ts';

const clusters = (count: number) => range(count).map((number) => clusterArn(`c${number}`));

it.each([
  { written: 1, seconds: 10 },
  { written: 6, seconds: 10 },
  { written: 10, seconds: 17 },
  { written: 25, seconds: 41 },
  { written: 37, seconds: 60 },
  { written: 200, seconds: 60 },
])('where $written clusters are written to in a minute, each is looked at again after $seconds s', (given) => {
  expect(new ComingLooks(() => 0).pause(clusters(given.written))).toBe(given.seconds);
});

it('counts a cluster once, and for a minute', () => {
  let now = 0;
  const coming = new ComingLooks(() => now);
  for (const arn of clusters(10)) coming.expect(arn, arn, 10);
  expect(coming.pause(clusters(5))).toBe(17);
  // Whether its look is over or not.
  expect(coming.end(clusters(5))).toEqual(clusters(5));
  now = 59_999;
  expect(coming.pause([])).toBe(17);
  now = 60_000;
  expect(coming.pause(clusters(5))).toBe(10);
});

it('says once which clusters a message was to have looked at, and no more when it is a minute late', () => {
  let now = 0;
  const coming = new ComingLooks(() => now);
  const endAt = (at: number, ...ids: string[]) => {
    now = at;
    coming.pause([]);
    return coming.end(ids);
  };
  for (const id of ['a', 'b', 'c']) coming.expect(clusterArn(id), id, 100);
  expect(endAt(1_000, 'a', 'other')).toEqual([clusterArn('a')]);
  expect(endAt(2_000, 'a')).toEqual([]);
  expect(endAt(159_999, 'b')).toEqual([clusterArn('b')]);
  expect(endAt(160_000, 'c')).toEqual([]);
});

it('covers what happens until ECS’s reads may not have caught up with it by then', () => {
  let now = 0;
  const coming = new ComingLooks(() => now);
  coming.expect(clusterArn('a'), 'a', 10);
  const covers = (at: number, cluster: string) => {
    now = at;
    return coming.covers(clusterArn(cluster));
  };
  expect([covers(0, 'a'), covers(5_000, 'a'), covers(5_001, 'a'), covers(0, 'b')]).toEqual([true, true, false, false]);
});

it('never has more than a quarter of the bucket written by two processes, up to 74 clusters that change all the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 37 }), fc.array(fc.nat(5_000), { maxLength: 20 }), (count, pauses) => {
      let now = 0;
      const coming = new ComingLooks(() => now);
      const writtenAt: number[] = [];
      const nextAt = new Map(clusters(count).map((arn) => [arn, 0]));
      for (let batch = 0; batch < 400; batch += 1) {
        now += 500 + (pauses[batch % pauses.length] ?? 0);
        const due = [...nextAt].filter(([, at]) => now >= at).map(([arn]) => arn);
        const seconds = coming.pause(due);
        for (const arn of due) {
          coming.expect(arn, arn, seconds);
          nextAt.set(arn, now + seconds * 1_000);
          writtenAt.push(now);
        }
      }
      // The first look at each cluster does not wait; from then on it is an eighth for each of two processes.
      const late = writtenAt.filter((at) => at > 60_000);
      const most = late.map((from) => late.filter((at) => at >= from && at < from + 60_000).length);
      expect(Math.max(0, ...most)).toBeLessThanOrEqual(2 * 37);
    }),
    { numRuns: 50 },
  );
});

describe('a look is expected', () => {
  const setCount = (cluster: string): SetDesiredCount => ({
    ...{ kind: 'set-desired-count', reason: 'too-few-tasks', from: 1, to: 2 },
    ...{ clusterArn: clusterArn(cluster), serviceArn: serviceArn('web', cluster) },
  });
  const done = (cluster: string): Applied<SetDesiredCount> => ({ action: setCount(cluster), outcome: 'done' });
  const failed = (cluster: string): Applied<SetDesiredCount> => ({
    ...{ action: setCount(cluster), outcome: 'failed' },
    error: new RetryableError('throttled', 'busy'),
  });
  const covered = (messages: ReturnType<typeof aMessage>[], applied: Applied<SetDesiredCount>[]): boolean => {
    const coming = new ComingLooks(() => 0);
    const plan = { actions: [], heldBack: [], warnings: [] };
    settle({ messages, snapshot: { clusters: [], mistagged: [] }, plan, applied }, coming);
    return coming.covers(clusterArn('a'));
  };

  it('only where a message comes back for it, and not later for a failure elsewhere', () => {
    expect(covered([aMessage('own', { cluster: 'a' })], [done('a')])).toBe(true);
    expect(covered([aMessage('all', 'every-cluster')], [done('a')])).toBe(true);
    expect(covered([aMessage('own', { cluster: 'a' }, 10)], [done('a')])).toBe(false);
    expect(covered([aMessage('all', 'every-cluster')], [done('a'), failed('b')])).toBe(false);
    expect(covered([aMessage('own', { cluster: 'a' })], [failed('a')])).toBe(false);
  });
});
