import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { resourcesTagged } from '../../../shared/aws/tagging.ts';

const api = mockClient(ResourceGroupsTaggingAPIClient);
const signal = new AbortController().signal;

it('resourcesTagged reads all pages', async () => {
  const pages = [
    { ARNs: ['a', 'b'], next: '1' },
    { ARNs: ['c'], next: '' },
  ];
  api.on(GetResourcesCommand).callsFake(({ PaginationToken = '0' }: { PaginationToken?: string }) => {
    const page = pages[Number(PaginationToken)];
    return { ResourceTagMappingList: page?.ARNs.map((ResourceARN) => ({ ResourceARN })), PaginationToken: page?.next };
  });
  const wanted = { resourceType: 'ecs:service', key: 'ecs-ops:one-per-host', value: 'true' };
  expect(await resourcesTagged(new ResourceGroupsTaggingAPIClient({}), wanted, signal)).toEqual(['a', 'b', 'c']);
  expect(api.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
    ResourceTypeFilters: ['ecs:service'],
    TagFilters: [{ Key: 'ecs-ops:one-per-host', Values: ['true'] }],
    ResourcesPerPage: 100,
  });
});
