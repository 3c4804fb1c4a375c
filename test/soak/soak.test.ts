import { describe, expect, it } from 'vitest';
import { drawCase } from './draw-case.ts';
import { partsOf, withParts } from './parts.ts';
import { PLANTED_BUGS } from './planted/bugs.ts';
import { buildWith, withBug } from './planted/build.ts';
import { type Played, play } from './play.ts';
import { shrink } from './shrink.ts';

/** `npm run soak` plays more, and others. */
const SEEDS = [3, 11, 39];

describe('random clusters, happenings and troubles', () => {
  it.each(SEEDS)('break no invariant (seed %i)', async (seed) => {
    const { breaches, calls } = await play(drawCase(seed));
    expect(breaches).toEqual([]);
    expect(calls).toBeGreaterThan(0);
  });

  it('are the same for the same seed, and others for another one', () => {
    expect(drawCase(5)).toEqual(drawCase(5));
    expect(drawCase(5)).not.toEqual({ ...drawCase(6), seed: 5 });
  });

  it('give the same run for the same case', async () => {
    // A case with some of everything, but short.
    const soakCase = withParts(drawCase(11), ['c0', partsOf(drawCase(11)).find((part) => part.startsWith('g-')) ?? '']);
    const [first, second]: readonly Played[] = [await play(soakCase), await play(soakCase)];
    expect(second).toEqual(first);
  });
});

describe('planted bugs', () => {
  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))('%s can still be planted', (_, bug) => {
    expect(withBug(bug)).toContain(bug.changes[0]?.[1]);
    const { guard, name } = bug;
    if (guard) expect(() => withBug({ ...guard, name })).not.toThrow();
  });

  it('are refused where the source no longer has what they replace', () => {
    const [bug] = PLANTED_BUGS;
    if (bug === undefined) throw new Error('There are no planted bugs');
    expect(() => withBug({ ...bug, changes: [['no such text', '']] })).toThrow(/has 0 times: no such text/);
  });

  it('are of every kind that the soak has to catch', () => {
    expect(new Set(PLANTED_BUGS.map(({ kind }) => kind)).size).toBe(5);
  });

  it('are caught: a host that looks empty by its counts', async () => {
    const bug = PLANTED_BUGS.find(({ name }) => name === 'running-tasks-count');
    if (bug === undefined) throw new Error('The bug is gone');
    const { bundles, remove } = await buildWith(bug);
    try {
      const { breaches } = await play(drawCase(bug.seed), bundles);
      expect(breaches.map(({ invariant }) => invariant)).toContain('too-early');
    } finally {
      await remove();
    }
  });
});

describe('a failing case', () => {
  const drawn = drawCase(7);

  it('is shrunk to the parts that it fails by', async () => {
    const [first = '', , third = ''] = partsOf(drawn).filter((part) => !part.includes('='));
    const fails = async (parts: readonly string[]) => parts.includes(first) && parts.includes(third);
    const { parts } = await shrink(drawn, fails, 200);
    expect(parts.toSorted()).toEqual([first, third].toSorted());
  });

  it('gets smaller groups', async () => {
    const fails = async (parts: readonly string[]) => parts.some((part) => part.includes('='));
    const { parts } = await shrink(drawn, fails, 200);
    expect(parts).toEqual([expect.stringMatching(/=1$/)]);
  });

  it('is not tried out more often than may be', async () => {
    let tried = 0;
    const neverFails = async (): Promise<boolean> => {
      tried += 1;
      return false;
    };
    const { parts } = await shrink(drawn, neverFails, 5);
    expect([tried, parts]).toEqual([5, partsOf(drawn)]);
  });

  it('loses what stands on a part that is left out', () => {
    const { services, groups } = withParts(
      drawn,
      partsOf(drawn).filter((part) => !part.startsWith('c')),
    );
    expect([services, groups]).toEqual([[], []]);
  });

  it('has no part that was not drawn', () => {
    expect(() => withParts(drawn, ['h99'])).toThrow('The case of seed 7 has no part h99');
  });
});
