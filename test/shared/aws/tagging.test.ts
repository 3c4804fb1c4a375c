import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { resourcesTagged } from '../../../shared/aws/tagging.ts';

const api = mockClient(ResourceGroupsTaggingAPIClient);
const signal = new AbortController().signal;

it('resourcesTagged reads all pages, with the value of the tag', async () => {
  const pages = [
    { values: { a: 'true', b: 'false' }, next: '1' },
    { values: { c: 'yes' }, next: '' },
  ];
  api.on(GetResourcesCommand).callsFake(({ PaginationToken = '0' }: { PaginationToken?: string }) => {
    const page = pages[Number(PaginationToken)];
    const resources = Object.entries(page?.values ?? {}).map(([ResourceARN, Value]) => ({
      ResourceARN,
      Tags: [
        { Key: 'team', Value: 'x' },
        { Key: 'ecs-ops:one-per-host', Value },
      ],
    }));
    return { ResourceTagMappingList: resources, PaginationToken: page?.next };
  });
  const wanted = { resourceType: 'ecs:service', key: 'ecs-ops:one-per-host' };
  expect(await resourcesTagged(new ResourceGroupsTaggingAPIClient({}), wanted, signal)).toEqual([
    { arn: 'a', value: 'true' },
    { arn: 'b', value: 'false' },
    { arn: 'c', value: 'yes' },
  ]);
  expect(api.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
    ResourceTypeFilters: ['ecs:service'],
    TagFilters: [{ Key: 'ecs-ops:one-per-host' }],
    ResourcesPerPage: 100,
  });
});
