import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk, mapAtMost } from '../../../shared/domain/concurrency.ts';
import { asFailure, PermanentError } from '../../../shared/domain/errors.ts';

describe('mapAtMost', () => {
  it('keeps the order, and never has more in flight than allowed', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer()),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, items, atOnce) => {
        let inFlight = 0;
        const mapped = mapAtMost(atOnce, items, async (item) => {
          inFlight += 1;
          expect(inFlight).toBeLessThanOrEqual(atOnce);
          await scheduler.schedule(Promise.resolve());
          inFlight -= 1;
          return item * 2;
        });
        expect(await scheduler.waitFor(mapped)).toEqual(items.map((item) => item * 2));
      },
    );
    await fc.assert(property);
  });

  it('throws the first failure after those in flight have ended, and begins no more', async () => {
    const ended: number[] = [];
    const mapped = mapAtMost(2, [1, 2, 3, 4], async (item) => {
      if (item === 1) throw new Error('first');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(mapped).rejects.toThrow('first');
    expect(ended).toEqual([2]);
  });
});

describe('chunk', () => {
  it('loses nothing, and no piece is empty or too long', () => {
    const property = fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), (items, size) => {
      const pieces = chunk(size, items);
      expect(pieces.flat()).toEqual(items);
      expect(pieces.every((piece) => piece.length > 0 && piece.length <= size)).toBe(true);
      expect(pieces).toHaveLength(Math.ceil(items.length / size));
    });
    fc.assert(property);
  });
});

describe('asFailure', () => {
  it('leaves a failure as it is, and retries what nobody foresaw', () => {
    const permanent = new PermanentError('service-gone', 'gone');
    expect(asFailure(permanent)).toBe(permanent);
    const cause = new TypeError('bug');
    expect(asFailure(cause)).toMatchObject({
      name: 'RetryableError',
      reason: 'unexpected-error',
      message: 'bug',
      cause,
    });
    expect(asFailure(undefined)).toMatchObject({ reason: 'unexpected-error', message: 'undefined' });
  });
});
