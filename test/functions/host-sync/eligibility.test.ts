import { describe, expect, it } from 'vitest';
import { hostQuery, isDistinct } from '../../../functions/host-sync/eligibility.ts';
import type { PlacementConstraint } from '../../../shared/domain/cluster.ts';
import { aService } from '../../builders/clusters.ts';

const memberOf = (expression: string): PlacementConstraint => ({ type: 'memberOf', expression });
const distinct: PlacementConstraint = { type: 'distinctInstance' };
const gpu = 'attribute:ecs.instance-type =~ g4dn.*';
const zone = 'attribute:ecs.availability-zone in [a, b] or attribute:zone == c';

describe('hostQuery', () => {
  it.each([
    { title: 'asks for all hosts without memberOf', constraints: [distinct], query: { kind: 'all' } },
    {
      title: 'passes a single expression on as it is',
      constraints: [distinct, memberOf(gpu)],
      query: { kind: 'matching', filter: gpu },
    },
    {
      title: 'wants every expression to hold, each in parentheses',
      constraints: [memberOf(gpu), memberOf(zone)],
      query: { kind: 'matching', filter: `(${zone}) and (${gpu})` },
    },
    {
      title: 'gives the same filter whatever the order, blanks and repetitions',
      constraints: [memberOf(` ${zone}`), memberOf(gpu), memberOf(gpu)],
      query: { kind: 'matching', filter: `(${zone}) and (${gpu})` },
    },
  ])('$title', ({ constraints, query }) => {
    expect(hostQuery(aService({ placementConstraints: constraints }))).toEqual(query);
  });

  it('asks for the hosts of the one capacity provider, with the expression if there is one', () => {
    const capacityProviders = ['spot', 'spot'];
    const plain = { kind: 'of-provider', provider: 'spot', filter: undefined };
    expect(hostQuery(aService({ capacityProviders }))).toEqual(plain);
    const filtered = aService({ capacityProviders, placementConstraints: [memberOf(gpu)] });
    expect(hostQuery(filtered)).toEqual({ ...plain, filter: gpu });
  });
});

it.each([
  [[distinct], true],
  [[memberOf(gpu), distinct], true],
  [[memberOf(gpu)], false],
  [[], false],
])('with the constraints %j ECS keeps two tasks off one host: %s', (placementConstraints, is) => {
  expect(isDistinct(aService({ placementConstraints }))).toBe(is);
});
