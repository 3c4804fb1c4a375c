import { ECSClient, ListClustersCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countReads, Pace, paced } from '../../../shared/aws/pacing.ts';
import { range } from '../../builders/host-finding.ts';

describe('a pace', () => {
  it('lets a burst through, then so many a second, and another burst after a rest', () => {
    let now = 0;
    const pace = new Pace({ burst: 2, perSecond: 4 }, () => now);
    expect(range(4).map(() => pace.take())).toEqual([0, 0, 250, 500]);
    now = 10_000;
    expect(range(3).map(() => pace.take())).toEqual([0, 0, 250]);
  });

  it('lets no more through in any minute than that', () => {
    let now = 0;
    const pace = new Pace({ burst: 10, perSecond: 10, perMinute: 3 }, () => now);
    expect(pace.take()).toBe(0);
    now = 20_000;
    expect([pace.take(), pace.take(), pace.take(5_000)]).toEqual([0, 0, undefined]);
    expect([pace.take(), pace.take()]).toEqual([40_000, 60_000]);
    now = 81_000;
    expect(pace.take(0)).toBe(0);
  });

  it('never lets more through in any minute, whatever the gaps', () => {
    const gaps = fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 10 }), fc.nat({ max: 90_000 }), (waits, perMinute, longestWait) => {
        let now = 0;
        const pace = new Pace({ burst: 5, perSecond: 5, perMinute }, () => now);
        const sent = waits.flatMap((wait) => {
          now += wait;
          const pause = pace.take(longestWait);
          return pause === undefined ? [] : [now + pause];
        });
        for (const [index, at] of sent.entries()) {
          const afterward = sent[index + perMinute] ?? Number.POSITIVE_INFINITY;
          expect(afterward - at).toBeGreaterThanOrEqual(60_000);
        }
      }),
    );
  });

  it('never lets more through than the burst and the rate allow', () => {
    const gaps = fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 50 }), (waits, burst, perSecond) => {
        let now = 0;
        const pace = new Pace({ burst, perSecond }, () => now);
        const sent = waits.map((wait) => {
          now += wait;
          return now + (pace.take() ?? 0);
        });
        for (const [index, at] of sent.entries()) {
          const since = sent.slice(0, index + 1).map((earlier, first) => [index - first + 1, at - earlier] as const);
          for (const [count, time] of since)
            expect(count).toBeLessThanOrEqual(burst + (time / 1000) * perSecond + 1e-6);
        }
      }),
    );
  });
});

describe('a paced client', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refuses what would have to wait too long, as AWS does', async () => {
    const client = new ECSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    const answer = () => Promise.resolve({ output: { $metadata: {} }, response: undefined });
    client.middlewareStack.add(() => answer, { step: 'initialize', priority: 'low' });
    const rate = { operations: ['ListTasks'], burst: 1, perSecond: 1, perMinute: 1, longestWait: 5_000 };
    const ecs = paced(client, [rate], () => Date.now());
    await ecs.send(new ListTasksCommand({}));
    await expect(ecs.send(new ListTasksCommand({}))).rejects.toMatchObject({ reason: 'throttled' });
  });

  it('counts the calls of the last minute, of a client that keeps to a rate as well', async () => {
    const client = new ECSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    const answer = () => Promise.resolve({ output: { $metadata: {} }, response: undefined });
    client.middlewareStack.add(() => answer, { step: 'initialize', priority: 'low' });
    const operations = ['ListTasks'];
    const ecs = paced(client, [{ operations, burst: 10, perSecond: 10 }], () => Date.now());
    const recent = countReads(ecs, operations, () => Date.now());
    for (const command of [new ListTasksCommand({}), new ListTasksCommand({})]) await ecs.send(command);
    await ecs.send(new ListClustersCommand({}));
    expect(recent()).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(recent()).toBe(0);
  });

  it('sends late what would be too much, and all else at once', async () => {
    const sent: [string, number][] = [];
    const client = new ECSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    client.middlewareStack.add(
      (_next, context) => () => {
        sent.push([String((context as { commandName?: string }).commandName), Date.now()]);
        return Promise.resolve({ output: { $metadata: {} }, response: undefined });
      },
      { step: 'initialize', priority: 'low' },
    );
    const ecs = paced(client, [{ operations: ['ListTasks'], burst: 1, perSecond: 2 }], () => Date.now());
    const all = Promise.all([
      ...range(3).map(() => ecs.send(new ListTasksCommand({}))),
      ecs.send(new ListClustersCommand({})),
    ]);
    await vi.advanceTimersByTimeAsync(2_000);
    await all;
    expect(sent.toSorted((a, b) => a[0].localeCompare(b[0]) || a[1] - b[1])).toEqual([
      ['ListClustersCommand', 0],
      ['ListTasksCommand', 0],
      ['ListTasksCommand', 500],
      ['ListTasksCommand', 1000],
    ]);
  });
});
