import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../../../cli/page/moment.ts';
import { alikeOf } from '../../../cli/report/layout/alike.ts';
import { leadOf, type Marked, marksOf } from '../../../cli/report/layout/marks.ts';
import type { DecisionKind, PicturedDecision, Step } from '../../../cli/report/layout/picture.ts';
import { areaPath, BOX, counted, downsampled, linePath, valueAt } from '../../../cli/report/layout/steps.ts';
import { holding, moved, ticks, zoomed } from '../../../cli/report/layout/time-scale.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RANGE = { start: 0, end: 100 };

describe('the time scale', () => {
  it.each([
    [
      'half an hour, wide',
      { start: 0, end: 30 * MINUTE },
      10,
      ['00:00', '00:05', '00:10', '00:15', '00:20', '00:25', '00:30'],
    ],
    ['half an hour, narrow', { start: 0, end: 30 * MINUTE }, 3, ['00:00', '00:10', '00:20', '00:30']],
    ['from an odd moment on', { start: 7 * MINUTE, end: 16 * MINUTE }, 2, ['00:10', '00:15']],
    ['over midnight', { start: 22 * HOUR, end: 26 * HOUR }, 4, ['22:00', '23:00', '2 Jan', '01:00', '02:00']],
    ['a few seconds', { start: 0, end: 4_000 }, 2, ['00:00:00', '00:00:02', '00:00:04']],
    ['no time at all', { start: 0, end: 0 }, 5, ['00:00:00']],
  ])('has ticks at round times: %s', (_, range, most, labels) => {
    expect(ticks(range, most).map(({ label }) => label)).toEqual(labels);
  });

  it('never has more ticks than fit, the two ends aside', () => {
    const length = fc.integer({ min: 1_000, max: 4 * 24 * HOUR });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), length, fc.integer({ min: 2, max: 30 }), (start, span, most) => {
        expect(ticks({ start, end: start + span }, most).length).toBeLessThanOrEqual(most + 1);
      }),
    );
  });

  it('zooming and moving never leave the whole time, and a moment that is held is in it', () => {
    const whole = { start: 0, end: 8 * HOUR };
    const does = {
      zoom: (range: TimeRange, by: number) => zoomed(range, whole, by, (range.start + range.end) / 2),
      move: (range: TimeRange, by: number) => moved(range, whole, by - 2),
      hold: (range: TimeRange, _: number, moment: number) => holding(range, whole, moment),
    };
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('zoom' as const, 'move' as const, 'hold' as const),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.integer({ min: 0, max: 8 * HOUR }),
      ),
    );
    fc.assert(
      fc.property(steps, (actions) => {
        let range: TimeRange = whole;
        for (const [kind, by, moment] of actions) {
          range = does[kind](range, by, moment);
          expect(range.start).toBeGreaterThanOrEqual(whole.start);
          expect(range.end).toBeLessThanOrEqual(whole.end);
          expect(range.end).toBeGreaterThan(range.start);
        }
        const held = holding(range, whole, actions[0]?.[2] ?? 0);
        expect(held.start).toBeLessThanOrEqual(actions[0]?.[2] ?? 0);
        expect(held.end).toBeGreaterThanOrEqual(actions[0]?.[2] ?? 0);
      }),
    );
  });
});

describe('steps', () => {
  const step = (at: number, value: number): Step => ({ at, value });

  it('are lines that go over and then up or down, from the value before the range on', () => {
    expect(linePath([step(-50, 1), step(50, 2)], RANGE, 2)).toBe('M0 50H500V0H1000');
    expect(areaPath([step(20, 2)], RANGE, 2)).toBe('M200 0H1000V100H200Z');
    expect(linePath([], RANGE, 2)).toBe('');
  });

  it('are counted from changes', () => {
    expect(counted([step(5, -1), step(0, 1), step(0, 1), step(3, 1), step(3, -1)])).toEqual([step(0, 2), step(5, 1)]);
  });

  it('downsampled keep their extremes and their end, and are few', () => {
    const series = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1_000 })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(series, (points) => {
        const steps = points.map(([at, value]) => step(at, value)).toSorted((a, b) => a.at - b.at);
        const kept = downsampled(steps, RANGE, 10);
        const values = (of: readonly Step[]) => of.map(({ value }) => value);
        expect(Math.max(...values(kept))).toBe(
          Math.max(...values(steps.filter(({ at }) => at > 0)), valueAt(steps, 0) ?? 0),
        );
        expect(kept.at(-1)?.value).toBe(steps.at(-1)?.value);
        expect(kept.length).toBeLessThanOrEqual(Math.max(46, BOX.width / 10));
      }),
    );
  });
});

describe('marks', () => {
  const event = (at: number, kind: 'state' | 'notice' = 'state'): Marked => ({
    at,
    event: { at, kind, what: 'something' },
  });
  const room = { single: 0.05, several: 0.1 };

  it('of what is close together are one, and of what is not in the range none', () => {
    const marks = marksOf([event(40), event(10), event(12), event(19), event(20.5), event(200)], RANGE, room);
    expect(marks.map(({ at, items }) => [at, items.length])).toEqual([
      [10, 3],
      [20.5, 1],
      [40, 1],
    ]);
  });

  it('never lie over each other, and stand for everything in the range', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 })), (times) => {
        const marks = marksOf(
          times.map((at) => event(at)),
          RANGE,
          room,
        );
        expect(marks.flatMap(({ items }) => items)).toHaveLength(times.length);
        for (const [index, { place }] of marks.entries()) {
          const before = marks[index - 1];
          if (before === undefined) continue;
          const taken = before.items.length > 1 ? room.several : room.single;
          expect(place - before.place).toBeGreaterThanOrEqual(taken - 1e-9);
        }
      }),
    );
  });

  it('look like the most urgent of what they stand for', () => {
    const [mark] = marksOf([event(10), event(11, 'notice')], RANGE, room);
    expect(mark && leadOf(mark)).toEqual(event(11, 'notice'));
  });
});

describe('decisions alike', () => {
  const decision = (at: number, over: Partial<PicturedDecision> = {}): PicturedDecision => ({
    at,
    function: 'spot-drain',
    kind: 'action',
    what: 'drains the host',
    reason: 'spot-interrupted',
    lane: `h${at}`,
    ...over,
  });
  const all = { kinds: new Set<DecisionKind>(['action', 'warning']), function: undefined, isMeant: () => true };

  it('are one row while they come close after each other', () => {
    const decisions = [decision(0), decision(4_000), decision(8_000, { detail: 'another' }), decision(60_000)];
    expect(alikeOf(decisions, all).map(({ indexes }) => indexes)).toEqual([[0, 1, 2], [3]]);
  });

  it.each<[string, Partial<PicturedDecision>]>([
    ['reason', { reason: 'host-terminating' }],
    ['function', { function: 'scale-in' }],
    ['outcome', { outcome: 'dry-run' }],
    ['words', { what: 'desired count: 4 → 3' }],
  ])('are not one row with another %s', (_, over) => {
    expect(alikeOf([decision(0), decision(1, over)], all)).toHaveLength(2);
  });

  it('are those that are looked for', () => {
    const decisions = [decision(0), decision(1, { kind: 'verdict' }), decision(2, { kind: 'warning' })];
    expect(alikeOf(decisions, all).flatMap(({ indexes }) => indexes)).toEqual([0, 2]);
    expect(alikeOf(decisions, { ...all, function: 'scale-in' })).toEqual([]);
    expect(alikeOf(decisions, { ...all, isMeant: ({ lane }) => lane === 'h0' })).toHaveLength(1);
  });
});
