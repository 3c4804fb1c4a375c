import type { GetResourcesInput, GetResourcesOutput, TagFilter } from '@aws-sdk/client-resource-groups-tagging-api';
import { ServiceError } from '../../wire/service-error.ts';
import { isOfType, type TaggedResource } from './tagged-resource.ts';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;

/**
 * GetResources: resources whose tags match every filter, in pages. The token of the last page is the empty string.
 * Source: Resource Groups Tagging API reference, GetResources.
 * @param resources in an order that stays
 * @throws ServiceError `InvalidParameterException`, `PaginationTokenExpiredException`
 */
export function getResources(resources: readonly TaggedResource[], input: GetResourcesInput): GetResourcesOutput {
  validate(input);
  const found = resources.filter((resource) => isWanted(resource, input));
  const after = input.PaginationToken ? decode(input.PaginationToken) : undefined;
  const rest = after === undefined ? found : found.filter(({ arn }) => arn > after);
  const page = rest.slice(0, input.ResourcesPerPage ?? DEFAULT_PAGE);
  const last = page.at(-1);
  return {
    PaginationToken: last !== undefined && page.length < rest.length ? encode(last.arn) : '',
    ResourceTagMappingList: page.map(({ arn, tags }) => ({
      ResourceARN: arn,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

function isWanted({ arn, tags }: TaggedResource, input: GetResourcesInput): boolean {
  if (input.ResourceARNList?.length) return input.ResourceARNList.includes(arn);
  if (Object.keys(tags).length === 0) return false;
  const types = input.ResourceTypeFilters ?? [];
  if (types.length > 0 && !types.some((type) => isOfType(arn, type))) return false;
  return (input.TagFilters ?? []).every((filter) => carries(tags, filter));
}

/** A filter without values asks only for the key. */
function carries(tags: Readonly<Record<string, string>>, { Key = '', Values = [] }: TagFilter): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}

function validate({ ResourcesPerPage, TagFilters, ResourceTypeFilters, ResourceARNList }: GetResourcesInput): void {
  if (ResourcesPerPage !== undefined && (ResourcesPerPage < 1 || ResourcesPerPage > LARGEST_PAGE)) {
    throw invalid(`ResourcesPerPage must be between 1 and ${LARGEST_PAGE}, but is ${ResourcesPerPage}`);
  }
  if ((TagFilters ?? []).length > 50) throw invalid('TagFilters has more than 50 members');
  if ((TagFilters ?? []).some(({ Values }) => (Values ?? []).length > 20)) {
    throw invalid('A member of TagFilters has more than 20 values');
  }
  if ((ResourceTypeFilters ?? []).length > 100) throw invalid('ResourceTypeFilters has more than 100 members');
  if ((ResourceARNList ?? []).length > 100) throw invalid('ResourceARNList has more than 100 members');
  if (ResourceARNList?.length && (TagFilters?.length || ResourceTypeFilters?.length)) {
    throw invalid('ResourceARNList can not be used together with TagFilters or ResourceTypeFilters');
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}

function encode(arn: string): string {
  return Buffer.from(JSON.stringify({ after: arn })).toString('base64url');
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  const match = /^\{"after":"(.*)"\}$/.exec(text);
  if (match?.[1] === undefined) {
    throw new ServiceError(
      'PaginationTokenExpiredException',
      'The pagination token is not one that is known, or it has expired',
    );
  }
  return match[1];
}
