import type { CreateTagsRequest, DescribeTagsRequest, DescribeTagsResult } from '@aws-sdk/client-ec2';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { Ec2Simulator } from '../ec2-simulator.ts';
import { filtering } from './filters.ts';
import { onInstances, requireInstances } from './instance-ids.ts';
import { pageOf } from './paging.ts';

/** Source: EC2 API reference, DescribeTags. */
const LARGEST_PAGE = 1000;

/** CreateTags on instances. */
export function createTags(ec2: Ec2Simulator): Operation {
  return operation<CreateTagsRequest, undefined>({
    bucket: 'CreateTags',
    authorize: ({ Resources, Tags }) =>
      onInstances(ec2, 'ec2:CreateTags', Resources ?? []).map((permission) => ({
        ...permission,
        conditions: {
          ...permission.conditions,
          ...Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
          'aws:TagKeys': (Tags ?? []).map(({ Key }) => Key ?? ''),
        },
      })),
    handle: ({ Resources, Tags }) => {
      const tags = Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
      if (Object.keys(tags).some((key) => key.toLowerCase().startsWith('aws:'))) {
        throw new ServiceError('InvalidParameterValue', "Tag keys starting with 'aws:' are reserved for internal use");
      }
      for (const { instanceId } of requireInstances(ec2, Resources ?? [])) ec2.tag(instanceId, tags);
      return undefined;
    },
  });
}

/** DescribeTags: tags of instances, by resource, key and value. */
export function describeTags(ec2: Ec2Simulator): Operation {
  return operation<DescribeTagsRequest, DescribeTagsResult>({
    bucket: 'DescribeTags',
    authorize: () => [{ action: 'ec2:DescribeTags', resource: '*' }],
    handle: ({ Filters, MaxResults = LARGEST_PAGE, NextToken }) => {
      const matches = filtering(Filters);
      const found = tagsOf(ec2).filter((tag) =>
        matches((name) => {
          if (name.startsWith('tag:')) return tag.Key === name.slice('tag:'.length) ? [tag.Value] : [];
          return filterable(tag).get(name);
        }),
      );
      if (MaxResults < 5 || MaxResults > LARGEST_PAGE) {
        throw new ServiceError('InvalidParameterValue', `Value ( ${MaxResults} ) for parameter maxResults is invalid.`);
      }
      const page = pageOf(found, (tag) => `${tag.ResourceId} ${tag.Key}`, MaxResults, NextToken);
      return { Tags: [...page.items], NextToken: page.nextToken };
    },
  });
}

function filterable(tag: ReturnType<typeof tagsOf>[number]): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ['key', [tag.Key]],
    ['value', [tag.Value]],
    ['resource-id', [tag.ResourceId]],
    ['resource-type', [tag.ResourceType]],
  ]);
}

function tagsOf(ec2: Ec2Simulator) {
  return ec2.instances().flatMap((instance) =>
    Object.entries(instance.tags).map(([Key, Value]) => ({
      ResourceId: instance.instanceId,
      ResourceType: 'instance' as const,
      Key,
      Value,
    })),
  );
}
