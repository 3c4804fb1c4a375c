import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { calling } from './failures.ts';

/** Resource Groups Tagging API reference, GetResources, ResourcesPerPage: "at most 100". */
const RESOURCES_PER_PAGE = 100;

/** A resource that carries a tag, and the value of that. */
export interface TaggedResource {
  readonly arn: string;
  readonly value: string;
}

/** Lists all resources of a type, as in `ecs:service`, that carry a tag, whatever its value; all pages. */
export async function resourcesTagged(
  tagging: ResourceGroupsTaggingAPIClient,
  wanted: { readonly resourceType: string; readonly key: string },
  signal: AbortSignal,
): Promise<readonly TaggedResource[]> {
  return calling('GetResources', async () => {
    const resources: TaggedResource[] = [];
    const input = {
      ResourceTypeFilters: [wanted.resourceType],
      TagFilters: [{ Key: wanted.key }],
      ResourcesPerPage: RESOURCES_PER_PAGE,
    };
    for await (const page of paginateGetResources({ client: tagging }, input, { abortSignal: signal })) {
      for (const { ResourceARN: arn, Tags = [] } of page.ResourceTagMappingList ?? []) {
        const value = Tags.find(({ Key }) => Key === wanted.key)?.Value ?? '';
        if (arn !== undefined) resources.push({ arn, value });
      }
    }
    return resources;
  });
}
