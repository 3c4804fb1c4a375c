import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { calling } from './failures.ts';

/** Resource Groups Tagging API reference, GetResources, ResourcesPerPage: "at most 100". */
const RESOURCES_PER_PAGE = 100;

/** Lists the ARNs of all resources of a type, as in `ecs:service`, that carry a tag, all pages. */
export async function resourcesTagged(
  tagging: ResourceGroupsTaggingAPIClient,
  wanted: { readonly resourceType: string; readonly key: string; readonly value: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  return calling('GetResources', async () => {
    const arns: string[] = [];
    const input = {
      ResourceTypeFilters: [wanted.resourceType],
      TagFilters: [{ Key: wanted.key, Values: [wanted.value] }],
      ResourcesPerPage: RESOURCES_PER_PAGE,
    };
    for await (const page of paginateGetResources({ client: tagging }, input, { abortSignal: signal })) {
      arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    }
    return arns;
  });
}
