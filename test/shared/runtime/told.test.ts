import { describe, expect, it } from 'vitest';
import { Told } from '../../../shared/runtime/told.ts';

describe('what was told', () => {
  it('is new once, again when it changed, and again when it was long ago', () => {
    let now = 0;
    const told = new Told(60_000, () => now);
    const timeline = [
      [0, 'keep', true],
      [59_999, 'keep', false],
      [60_000, 'keep', true],
      [60_001, 'drain', true],
      [60_002, 'keep', true],
      [60_003, 'keep', false],
    ] as const;
    for (const [at, text, isNew] of timeline) {
      now = at;
      expect(told.isNew('host', text), `${text} at ${at}`).toBe(isNew);
    }
    expect(told.isNew('another host', 'keep')).toBe(true);
  });

  it('is forgotten rather than kept without end', () => {
    const told = new Told(60_000, () => 0);
    for (let subject = 0; subject < 20_000; subject += 1) told.isNew(`host ${subject}`, 'keep');
    expect(told.isNew('host 0', 'keep')).toBe(false);
    told.isNew('one more', 'keep');
    expect(told.isNew('host 0', 'keep')).toBe(true);
  });
});
