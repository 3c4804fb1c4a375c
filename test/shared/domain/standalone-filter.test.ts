import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onInstances } from '../../../shared/domain/hosts.ts';
import { notStartingWith, withStandaloneTasks } from '../../../shared/domain/standalone-filter.ts';
import { instanceId } from '../../builders/hosts.ts';

/** As Java's `matches` does, with line ends apart, which no group has. */
const matches = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`).test(text);
const text = fc.stringMatching(/^[ -~]{1,12}$/);

describe('the expression for texts without a prefix', () => {
  it('accepts every text but those with it', () => {
    const near = fc.tuple(fc.nat({ max: 8 }), fc.string({ maxLength: 4, unit: 'grapheme-ascii' }));
    const nearlyService = near
      .map(([length, rest]) => `${'service:'.slice(0, length)}${rest}`)
      .filter((group) => group !== '');
    fc.assert(
      fc.property(fc.oneof(text, nearlyService), (group) => {
        expect(matches(notStartingWith('service:'), group)).toBe(!group.startsWith('service:'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does so for any prefix, special characters included', () => {
    fc.assert(
      fc.property(text, text, fc.nat({ max: 12 }), (prefix, rest, length) => {
        const group = `${prefix.slice(0, length)}${rest}`;
        expect(matches(notStartingWith(prefix), group)).toBe(!group.startsWith(prefix));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['family:batch', true],
    ['nightly', true],
    ['s', true],
    ['service', true],
    ['services:web', true],
    ['Service:web', true],
    ['service:', false],
    ['service:web', false],
    ['', false],
  ])('%s: %s', (group, expected) => {
    expect(matches(notStartingWith('service:'), group)).toBe(expected);
  });
});

describe('the filter', () => {
  it('asks for the instances and for their tasks', () => {
    const [instances, groups] = withStandaloneTasks([instanceId(1), instanceId(2)]).split(' and ');
    expect(instances).toBe(onInstances([instanceId(1), instanceId(2)]));
    expect(groups).toBe(`task:group =~ ${notStartingWith('service:')}`);
  });

  it('has no parentheses, which a single expression can’t contain', () => {
    expect(withStandaloneTasks([instanceId(1), instanceId(2)])).not.toMatch(/[()]/);
  });

  it('stays under 2,000 characters with 90 ids', () => {
    const ids = Array.from({ length: 90 }, (_, index) => instanceId(index));
    expect(withStandaloneTasks(ids).length).toBeLessThanOrEqual(2_000);
  });
});
