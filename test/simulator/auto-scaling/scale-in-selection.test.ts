import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, chooseVictims } from '../../../simulator/services/auto-scaling/scale-in-selection.ts';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

/** An instance in zone a, two minutes old. */
function aCandidate(overrides: Partial<Candidate> = {}): Candidate {
  return {
    instanceId: 'i-1',
    zone: 'a',
    purchase: 'on-demand',
    templateVersion: 1,
    launchedAt: NOW - 2 * MINUTE,
    protectedFromScaleIn: false,
    ...overrides,
  };
}

/** `i-1` to `i-n`, each with overrides of its own. */
function candidates(...overrides: readonly Partial<Candidate>[]): readonly Candidate[] {
  return overrides.map((override, index) => aCandidate({ instanceId: `i-${index + 1}`, ...override }));
}

const SETTINGS = { terminationPolicies: ['Default'], distribution: undefined, zones: ['a', 'b', 'c'] };
const NO_BASE = { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 };

describe('a scale-in chooses', () => {
  it.each([
    { why: 'the zone with the most instances', of: candidates({ zone: 'b' }, {}, {}), victims: ['i-2'] },
    {
      why: 'the zone with the most instances, the protected counted',
      of: candidates({ protectedFromScaleIn: true }, {}, { zone: 'b' }),
      victims: ['i-2'],
    },
    {
      why: 'another zone when all of the fullest are protected',
      of: candidates({ protectedFromScaleIn: true }, { protectedFromScaleIn: true }, { zone: 'b' }),
      victims: ['i-3'],
    },
    { why: 'a zone that the group has left', of: candidates({}, {}, { zone: 'd' }), victims: ['i-3'] },
    { why: 'the oldest launch template', of: candidates({ templateVersion: 2 }, {}), victims: ['i-2'] },
    {
      why: 'the one closest to its next hour',
      of: candidates({ launchedAt: NOW - 10 * MINUTE }, { launchedAt: NOW - 58 * MINUTE }),
      victims: ['i-2'],
    },
    { why: 'always the same among equals', of: candidates({}, {}, {}), victims: ['i-1'] },
    {
      why: 'OldestInstance',
      policies: ['OldestInstance'],
      of: candidates({ launchedAt: 2 }, { launchedAt: 1 }, { launchedAt: 3 }),
      victims: ['i-2'],
    },
    {
      why: 'NewestInstance',
      policies: ['NewestInstance'],
      of: candidates({ launchedAt: 2 }, { launchedAt: 1 }, { launchedAt: 3 }),
      victims: ['i-3'],
    },
    {
      why: 'by several policies, one after the other',
      policies: ['OldestLaunchTemplate', 'NewestInstance'],
      of: candidates({ launchedAt: 2 }, { launchedAt: 9, templateVersion: 2 }, { launchedAt: 3 }),
      victims: ['i-3'],
    },
    {
      why: 'the purchase option in excess',
      distribution: NO_BASE,
      of: candidates({}, { purchase: 'spot' }, { purchase: 'spot' }),
      victims: ['i-2'],
    },
    {
      why: 'one from each zone when it takes several',
      count: 3,
      of: candidates({}, {}, { zone: 'b' }, { zone: 'b' }, { zone: 'c' }, { zone: 'c' }),
      victims: ['i-1', 'i-3', 'i-5'],
    },
    { why: 'nothing when all are protected', of: candidates({ protectedFromScaleIn: true }), victims: [] },
  ])('$why', ({ of, victims, count = 1, policies = ['Default'], distribution }) => {
    const settings = { ...SETTINGS, terminationPolicies: policies, distribution };
    expect(chooseVictims(count, of, settings, NOW)).toEqual(victims);
  });
});

describe('never', () => {
  const anyCandidates = fc.array(
    fc.record({
      zone: fc.constantFrom('a', 'b', 'c'),
      purchase: fc.constantFrom('spot' as const, 'on-demand' as const),
      templateVersion: fc.integer({ min: 1, max: 3 }),
      launchedAt: fc.integer({ min: 0, max: NOW }),
      protectedFromScaleIn: fc.boolean(),
    }),
    { maxLength: 20 },
  );
  const anyPolicies = fc.subarray(['Default', 'OldestInstance', 'NewestInstance', 'OldestLaunchTemplate']);

  it('a protected instance, one twice, or more than asked', () => {
    fc.assert(
      fc.property(anyCandidates, anyPolicies, fc.nat({ max: 25 }), (overrides, terminationPolicies, count) => {
        const of = candidates(...overrides);
        const victims = chooseVictims(count, of, { ...SETTINGS, terminationPolicies }, NOW);
        const unprotected = of.filter(({ protectedFromScaleIn }) => !protectedFromScaleIn);
        expect(new Set(victims).size).toBe(victims.length);
        expect(victims).toHaveLength(Math.min(count, unprotected.length));
        expect(unprotected.map(({ instanceId }) => instanceId)).toEqual(expect.arrayContaining([...victims]));
      }),
    );
  });

  it('zones further apart than before, when nothing is protected', () => {
    const spread = (of: readonly Candidate[]): number => {
      const counts = ['a', 'b', 'c'].map((zone) => of.filter((candidate) => candidate.zone === zone).length);
      return Math.max(...counts) - Math.min(...counts);
    };
    fc.assert(
      fc.property(anyCandidates, fc.nat({ max: 25 }), (overrides, count) => {
        const of = candidates(...overrides).map((candidate) => ({ ...candidate, protectedFromScaleIn: false }));
        const victims = chooseVictims(count, of, SETTINGS, NOW);
        const left = of.filter(({ instanceId }) => !victims.includes(instanceId));
        expect(spread(left)).toBeLessThanOrEqual(Math.max(1, spread(of)));
      }),
    );
  });
});
