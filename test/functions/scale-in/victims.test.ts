import { describe, expect, it } from 'vitest';
import type { HostSpec } from '../../builders/scale-in.ts';
import { NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

/** A host that would go, were it not for what is said of it. */
const idle = (overrides: HostSpec = {}): HostSpec => ({ idleFor: 30, ...overrides });
/** A host that stays. */
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };

describe('of several idle hosts', () => {
  const all = (count: number, overrides: (index: number) => HostSpec = () => ({})): HostSpec[] =>
    Array.from({ length: count }, (_, index) => idle(overrides(index)));
  const tenth = theSettings({ budget: { kind: 'percent', percent: 10 } });

  it.each([
    { hosts: 5, drained: 1 },
    { hosts: 19, drained: 1 },
    { hosts: 20, drained: 2 },
    { hosts: 35, drained: 3 },
  ])('$drained of $hosts go with a budget of 10 %', ({ hosts, drained }) => {
    const made = outcomes(planOf({ hosts: all(hosts) }, tenth));
    expect(Object.values(made).filter((outcome) => outcome === 'drain host-idle')).toHaveLength(drained);
    expect(made[hosts]).toBe('keep disruption-budget');
  });

  it('those that others drain count towards the budget', () => {
    const made = planOf({ hosts: [...all(9), { status: 'DRAINING' }] }, tenth);
    expect(outcomes(made)).toMatchObject({ 1: 'keep disruption-budget' });
  });

  it('the most expensive goes first, then the oldest', () => {
    const byCost = all(3, (index) => ({ hourlyCost: [1, 3, 2][index] ?? 0, registeredAt: NOW - 7_200_000 + index }));
    expect(outcomes(planOf({ hosts: byCost }, tenth))).toMatchObject({ 2: 'drain host-idle' });
    const bySize = all(3, (index) => ({
      resources: index === 2 ? { registeredCpu: 4096, registeredMemory: 8192 } : {},
    }));
    expect(outcomes(planOf({ hosts: bySize }, tenth))).toMatchObject({ 3: 'drain host-idle' });
    const byAge = all(3, (index) => ({ registeredAt: NOW - 3_600_000 - (index === 1 ? 1 : 0) }));
    expect(outcomes(planOf({ hosts: byAge }, tenth))).toMatchObject({ 2: 'drain host-idle' });
  });

  it('those that drain already count towards the minimum of their group', () => {
    const hosts = [{ drainedFor: 15, tasks: ['web'] }, ...all(2), busy];
    const groups = (minSize: number) => ({ group: { minSize } });
    expect(outcomes(planOf({ hosts, groups: groups(3) }))).toMatchObject({ 2: 'keep group-minimum' });
    expect(outcomes(planOf({ hosts, groups: groups(2) }))).toMatchObject({ 2: 'drain host-idle' });
  });

  it('those of the fullest zones go, and zones stay balanced', () => {
    const zones = ['a', 'a', 'a', 'b', 'b', 'c'];
    const made = outcomes(planOf({ hosts: all(6, (index) => ({ zone: zones[index] ?? '', hourlyCost: 6 - index })) }));
    expect(made).toMatchObject({
      1: 'drain host-idle',
      2: 'drain host-idle',
      4: 'drain host-idle',
      6: 'keep disruption-budget',
    });
    expect(
      outcomes(
        planOf({
          hosts: all(2, (index) => ({ zone: index === 0 ? 'a' : 'b' })),
          groups: { group: { availabilityZones: ['a', 'b', 'c'] } },
        }),
      ),
    ).toMatchObject({ 1: 'drain host-idle' });
  });

  it('none goes that alone would take its zone out of balance', () => {
    const hosts = [
      idle({ zone: 'a' }),
      { ...busy, zone: 'a' },
      ...Array.from({ length: 3 }, () => ({ ...busy, zone: 'b' })),
    ];
    const made = planOf({ hosts });
    expect(outcomes(made)).toMatchObject({ 1: 'keep zone-balance' });
    expect(made.verdicts[0]?.detail).toBe('a: 2, b: 3');
  });

  it('weights count towards the minimum of the group', () => {
    const weighted = all(3, () => ({ member: { weightedCapacity: 4 } }));
    const made = outcomes(
      planOf(
        { hosts: weighted, groups: { group: { minSize: 6 } } },
        theSettings({ budget: { kind: 'hosts', hosts: 9 } }),
      ),
    );
    expect(made).toMatchObject({ 1: 'drain host-idle', 2: 'keep group-minimum' });
  });
});
