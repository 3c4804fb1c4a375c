import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allEnded, chunk, mapAsTheyCome, mapAtMost } from '../../../shared/domain/concurrency.ts';

/** Items that come one by one; those that were asked for are noted. */
async function* pages<T>(items: readonly T[], asked: T[] = []): AsyncGenerator<T> {
  for (const item of items) {
    asked.push(item);
    yield item;
  }
}

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

describe('mapAsTheyCome', () => {
  it('keeps the order, and never has more in flight than allowed', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer()),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, items, atOnce) => {
        let inFlight = 0;
        const mapped = mapAsTheyCome(atOnce, pages(items), async (item) => {
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

  it('throws the first failure after those in flight have ended, and asks for no more', async () => {
    const asked: number[] = [];
    const ended: number[] = [];
    const mapped = mapAsTheyCome(2, pages([1, 2, 3, 4, 5], asked), async (item) => {
      if (item === 2) throw new Error('second');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(mapped).rejects.toThrow('second');
    expect([asked, ended]).toEqual([[1, 2], [1]]);
  });

  it('throws what the items themselves fail with', async () => {
    const ended: number[] = [];
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      throw new Error('no more pages');
    }
    const mapped = mapAsTheyCome(2, broken(), async (item) => {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(mapped).rejects.toThrow('no more pages');
    expect(ended).toEqual([1]);
  });
});

it.each<[string, (work: () => Promise<void>) => Promise<unknown>]>([
  ['listed', (work) => mapAtMost(2, [1, 2, 3], work)],
  ['that come one by one', (work) => mapAsTheyCome(2, pages([1, 2, 3]), work)],
])('items %s have as many in flight as allowed', async (_, map) => {
  let inFlight = 0;
  let most = 0;
  await map(async () => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight -= 1;
  });
  expect(most).toBe(2);
});

describe('allEnded', () => {
  it('gives all results', async () => {
    expect(await allEnded([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  });

  it('throws the first failure once all have ended', async () => {
    let hasEnded = false;
    const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      hasEnded = true;
    });
    await expect(allEnded([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
    expect(hasEnded).toBe(true);
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
