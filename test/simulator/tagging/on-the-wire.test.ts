import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TaggingSimulator } from '../../../simulator/services/tagging/tagging-simulator.ts';
import { serve } from '../ec2/served.ts';
import { TestWorld } from '../ec2/test-world.ts';

const world = new TestWorld();
const resources = Array.from({ length: 7 }, (_, index) => ({
  arn: `arn:aws:ecs:eu-west-1:111122223333:service/c/s-${index}`,
  tags: { k: 'v' },
}));
const tagging = new TaggingSimulator(world, [() => resources]);
let client: ResourceGroupsTaggingAPIClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const served = await serve(world, [tagging.api]);
  client = new ResourceGroupsTaggingAPIClient(served.settings);
  close = served.close;
});
afterAll(() => close());

it('the SDK’s own paginator comes to an end', async () => {
  const found: (string | undefined)[] = [];
  for await (const page of paginateGetResources(
    { client, pageSize: 3 },
    { TagFilters: [{ Key: 'k', Values: ['v'] }] },
  )) {
    found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN));
  }
  expect(found).toEqual(resources.map(({ arn }) => arn));
});
