import type {
  CreateOrUpdateTagsType,
  DescribeTagsType,
  Filter,
  Tag,
  TagDescription,
  TagsType,
} from '@aws-sdk/client-auto-scaling';
import { type Operation, operation } from '../../../wire/operation.ts';
import { pageOf } from '../../ec2/operations/paging.ts';
import { validationError } from '../errors.ts';
import type { Group, GroupTag } from '../model.ts';
import { pageSize } from './page-size.ts';
import { onEverything, onGroup, requestTags } from './permissions.ts';
import { type AutoScalingServices, READS, WRITES } from './services.ts';

/** Tags of a request in the simulator's own form. */
export function groupTags(tags: readonly Tag[] | undefined): readonly GroupTag[] {
  return (tags ?? []).map(({ Key, Value, PropagateAtLaunch }) => {
    if (Key === undefined) throw validationError('Tag key is required');
    if (Key.startsWith('aws:')) throw validationError(`Tag key ${Key} uses the reserved prefix aws:`);
    return { key: Key, value: Value ?? '', propagateAtLaunch: PropagateAtLaunch ?? false };
  });
}

/** A tag as the API describes it, nothing left out. */
type DescribedTag = { [Member in keyof TagDescription]-?: NonNullable<TagDescription[Member]> };

/** A group's tags as the API describes them. */
export function tagDescriptions(group: Group): DescribedTag[] {
  return [...group.tags.values()].map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: group.name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}

/** CreateOrUpdateTags on one group or several. */
export function createOrUpdateTags(services: AutoScalingServices): Operation {
  return operation<CreateOrUpdateTagsType, undefined>({
    bucket: WRITES,
    authorize: ({ Tags }) =>
      [...Map.groupBy(Tags ?? [], (tag) => tag.ResourceId)].flatMap(([name, tags]) =>
        onGroup(services, 'CreateOrUpdateTags', name, requestTags(groupTags(tags))),
      ),
    handle: ({ Tags }) => {
      for (const [name, tags] of Map.groupBy(Tags ?? [], (tag) => tag.ResourceId)) {
        services.groups.tag(services.context.registry.require(name), groupTags(tags));
      }
      return undefined;
    },
  });
}

/** DescribeTags. */
export function describeTags(services: AutoScalingServices): Operation {
  return operation<DescribeTagsType, TagsType>({
    bucket: READS,
    authorize: () => onEverything('DescribeTags'),
    handle: ({ Filters, MaxRecords, NextToken }) => {
      const found = services.context.registry
        .all()
        .flatMap(tagDescriptions)
        .filter((tag) => matches(tag, Filters));
      const key = (tag: DescribedTag): string => `${tag.ResourceId} ${tag.Key}`;
      const size = pageSize(MaxRecords, { standard: 50, most: 100 });
      const page = pageOf(found, key, size, NextToken, 'InvalidNextToken');
      return { Tags: [...page.items], NextToken: page.nextToken };
    },
  });
}

function matches(tag: DescribedTag, filters: readonly Filter[] | undefined): boolean {
  return (filters ?? []).every(({ Name, Values = [] }) => {
    switch (Name) {
      case 'auto-scaling-group':
        return Values.includes(tag.ResourceId);
      case 'key':
        return Values.includes(tag.Key);
      case 'value':
        return Values.includes(tag.Value);
      case 'propagate-at-launch':
        return Values.includes(String(tag.PropagateAtLaunch));
      default:
        throw validationError(
          `Filter type ${Name} is not correct. Allowed Filter types are: auto-scaling-group key value propagate-at-launch`,
        );
    }
  });
}
