import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../../cli/demo/layout.ts';

const word = fc.stringMatching(/^[a-z→✓.]{1,30}$/);
const words = fc.array(word, { minLength: 1, maxLength: 40 });

describe('layOut', () => {
  it('breaks between words, where a line would be too long', () => {
    expect(layOut([['drains general-2.'], ['Auto Scaling is about to terminate the host.']], 30)).toEqual([
      'drains general-2. Auto Scaling',
      'is about to terminate the',
      'host.',
    ]);
  });

  it('does not break what a no-break space joins, and prints it as a space', () => {
    expect(layOut([['ListContainerInstances\u00a050, DescribeClusters\u00a025']], 30)).toEqual([
      'ListContainerInstances 50,',
      'DescribeClusters 25',
    ]);
  });

  it('keeps every word, in order, and no line too long but for one word alone', () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 24, max: 120 }), (first, second, columns) => {
        const lines = layOut([[first.join(' ')], [second.join(' ')]], columns);
        expect(lines.join(' ')).toBe([...first, ...second].join(' '));
        expect(lines.filter((line) => line.length > columns && line.includes(' '))).toEqual([]);
      }),
    );
  });
});
