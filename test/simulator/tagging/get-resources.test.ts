import type { GetResourcesInput, GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaggedResource } from '../../../simulator/services/tagging/tagged-resource.ts';
import { TaggingSimulator } from '../../../simulator/services/tagging/tagging-simulator.ts';
import { callOperation, permissionsFor, TestWorld } from '../ec2/test-world.ts';

const ECS = 'arn:aws:ecs:eu-west-1:111122223333';
const GROUP = 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:12345678-1234-1234-1234-123456789012';
const SERVICES: readonly TaggedResource[] = [
  { arn: `${ECS}:service/default/web`, tags: { 'ecs-ops:one-per-host': 'true', team: 'blue' } },
  { arn: `${ECS}:service/default/api`, tags: { 'ecs-ops:one-per-host': 'false' } },
  { arn: `${ECS}:service/default/bare`, tags: {} },
];
const CLUSTERS: readonly TaggedResource[] = [{ arn: `${ECS}:cluster/default`, tags: { team: 'blue' } }];
const GROUPS: readonly TaggedResource[] = [{ arn: `${GROUP}:autoScalingGroupName/hosts`, tags: { team: 'red' } }];

function tagging(sources: readonly (readonly TaggedResource[])[] = [SERVICES, CLUSTERS, GROUPS], staleness = 0) {
  const world = new TestWorld();
  const simulator = new TaggingSimulator(
    world,
    sources.map((resources) => () => resources),
    { staleness },
  );
  const getResources = (input: GetResourcesInput): GetResourcesOutput =>
    callOperation(simulator.api, 'GetResources', input, world.clock.now()) as GetResourcesOutput;
  const names = (input: GetResourcesInput): readonly (string | undefined)[] =>
    (getResources(input).ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN?.split('/').at(-1));
  return { world, simulator, getResources, names };
}

describe('GetResources', () => {
  it.each([
    { input: {}, expected: ['hosts', 'default', 'api', 'web'] },
    { input: { TagFilters: [{ Key: 'ecs-ops:one-per-host', Values: ['true'] }] }, expected: ['web'] },
    { input: { TagFilters: [{ Key: 'ecs-ops:one-per-host' }] }, expected: ['api', 'web'] },
    { input: { TagFilters: [{ Key: 'team', Values: ['blue', 'red'] }] }, expected: ['hosts', 'default', 'web'] },
    { input: { TagFilters: [{ Key: 'team' }, { Key: 'ecs-ops:one-per-host' }] }, expected: ['web'] },
    { input: { ResourceTypeFilters: ['ecs:service'] }, expected: ['api', 'web'] },
    { input: { ResourceTypeFilters: ['ecs:cluster', 'autoscaling:autoScalingGroup'] }, expected: ['hosts', 'default'] },
    { input: { ResourceTypeFilters: ['ecs'] }, expected: ['default', 'api', 'web'] },
    { input: { ResourceTypeFilters: ['ecs:task'] }, expected: [] },
    { input: { ResourceARNList: [`${ECS}:service/default/bare`] }, expected: ['bare'] },
  ])('with $input finds $expected', ({ input, expected }) => {
    expect(tagging().names(input)).toEqual(expected);
  });

  it('answers with every tag of a resource', () => {
    expect(tagging().getResources({ TagFilters: [{ Key: 'team', Values: ['red'] }] })).toEqual({
      PaginationToken: '',
      ResourceTagMappingList: [{ ResourceARN: GROUPS[0]?.arn, Tags: [{ Key: 'team', Value: 'red' }] }],
    });
  });

  it.each([
    { why: 'a page of none', input: { ResourcesPerPage: 0 }, code: 'InvalidParameterException' },
    { why: 'a page of over 100', input: { ResourcesPerPage: 101 }, code: 'InvalidParameterException' },
    {
      why: 'ARNs together with filters',
      input: { ResourceARNList: ['a'], TagFilters: [{ Key: 'k' }] },
      code: 'InvalidParameterException',
    },
    { why: 'a token that is none', input: { PaginationToken: 'nonsense' }, code: 'PaginationTokenExpiredException' },
  ])('refuses $why', ({ input, code }) => {
    expect(() => tagging().getResources(input)).toThrow(expect.objectContaining({ code }));
  });

  it('finds everything once, whatever the size of the pages; the last token is empty', () => {
    const many = Array.from({ length: 130 }, (_, index) => ({
      arn: `${ECS}:service/default/s-${index}`,
      tags: { k: 'v' },
    }));
    const { getResources } = tagging([many]);
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }), (ResourcesPerPage) => {
        const found: (string | undefined)[] = [];
        let token: string | undefined = '';
        do {
          const page: GetResourcesOutput = getResources({ ResourcesPerPage, PaginationToken: token });
          expect(page.ResourceTagMappingList?.length).toBeLessThanOrEqual(ResourcesPerPage ?? 50);
          found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN));
          token = page.PaginationToken;
        } while (token !== '');
        expect(found.toSorted()).toEqual(many.map(({ arn }) => arn).toSorted());
      }),
    );
  });

  it('may lag behind, when it is told to', async () => {
    const live = [...CLUSTERS];
    const { names, world } = tagging([live], 5_000);
    expect(names({})).toEqual(['default']);
    live.push({ arn: `${ECS}:cluster/new`, tags: { team: 'red' } });
    expect(names({})).toEqual(['default']);
    await world.pass(5);
    expect(names({})).toEqual(['default', 'new']);
  });

  it('asks for tag:GetResources on everything', () => {
    const { simulator } = tagging();
    expect(permissionsFor(simulator.api, 'GetResources', {})).toEqual([{ action: 'tag:GetResources', resource: '*' }]);
  });
});
