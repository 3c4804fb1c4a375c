import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, paletteColour, readableColour, SURFACE } from '../../../cli/page/colour.ts';

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
  ])('of %s to %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });
});

it('the palette can be told from what it is drawn on, in both modes', () => {
  for (const index of Array.from({ length: 8 }).keys()) {
    const { light, dark } = paletteColour(index);
    expect(contrast(light, SURFACE.light)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(dark, SURFACE.dark)).toBeGreaterThanOrEqual(4.5);
  }
});

it('a colour that is wished for never drowns, and stays where it can be read', () => {
  const hex = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(hex, (colour) => {
      const { light, dark } = readableColour(colour);
      expect(contrast(light, SURFACE.light)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark, SURFACE.dark)).toBeGreaterThanOrEqual(4.5);
      if (contrast(colour, SURFACE.light) >= 4.5) expect(light).toBe(colour);
    }),
  );
  expect(readableColour('#F00').light).not.toBe('#F00');
});
