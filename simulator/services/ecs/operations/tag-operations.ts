import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-ecs';
import type { Authorization } from '../../../account/authorization.ts';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type { Tags } from '../state/records.ts';
import type { EcsBucket } from './buckets.ts';
import { invalidParameter, resourceNotFound } from './errors.ts';
import { requestTagConditions, tagConditions } from './permissions.ts';
import { tagList } from './tag-lists.ts';

/** Most tags of one resource. */
const TAGS_PER_RESOURCE = 50;

/** Operations on tags. */
export function tagOperations({ state }: EcsCore): Record<string, Operation> {
  const authorize = (action: string, arn: string | undefined, more: Authorization['conditions']): Authorization[] => [
    {
      action: `ecs:${action}`,
      resource: arn ?? '*',
      conditions: { ...tagConditions(tagsOf(state, arn ?? '')), ...more },
    },
  ];
  const read: { bucket: EcsBucket } = { bucket: 'tag-read' };
  const write: { bucket: EcsBucket } = { bucket: 'tag-write' };
  return {
    TagResource: operation<TagResourceRequest, TagResourceResponse>({
      ...write,
      authorize: ({ resourceArn, tags }) => authorize('TagResource', resourceArn, requestTagConditions(tags)),
      handle: (input) => {
        tagResource(state, input);
        return {};
      },
    }),
    UntagResource: operation<UntagResourceRequest, UntagResourceResponse>({
      ...write,
      authorize: ({ resourceArn, tagKeys = [] }) => authorize('UntagResource', resourceArn, { 'aws:TagKeys': tagKeys }),
      handle: ({ resourceArn, tagKeys = [] }) => {
        const tags = require(state, resourceArn);
        for (const key of tagKeys) tags.delete(key);
        return {};
      },
    }),
    ListTagsForResource: operation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
      ...read,
      authorize: ({ resourceArn }) => authorize('ListTagsForResource', resourceArn, {}),
      handle: ({ resourceArn = '' }) => {
        const tags = tagsOf(state, resourceArn);
        // Unlike its siblings it documents no ResourceNotFoundException. Source: ECS API reference.
        if (tags === undefined) throw invalidParameter('The specified resource was not found.');
        return { tags: tagList(tags) };
      },
    }),
  };
}

/** Adds tags to a resource, or replaces those that are there. */
export function tagResource(state: EcsState, { resourceArn, tags }: TagResourceRequest): void {
  tag(require(state, resourceArn), tags ?? []);
}

function tag(tags: Tags, added: readonly Tag[]): void {
  const keys = new Set([...tags.keys(), ...added.map(({ key = '' }) => key)]);
  if (keys.size > TAGS_PER_RESOURCE) throw invalidParameter('The maximum number of tags has been exceeded.');
  for (const { key = '', value = '' } of added) {
    if (!/^.{1,128}$/.test(key) || key.startsWith('aws:')) throw invalidParameter(`Invalid tag key: ${key}.`);
    tags.set(key, value);
  }
}

function require(state: EcsState, arn: string | undefined): Tags {
  const tags = tagsOf(state, arn ?? '');
  if (tags === undefined) throw resourceNotFound();
  return tags;
}

/** The tags of the resource with that ARN; undefined when there is none. */
function tagsOf(state: EcsState, arn: string): Tags | undefined {
  const [kind = '', first = '', second = ''] = arn.split(':').slice(5).join(':').split('/');
  switch (kind) {
    case 'cluster':
      return state.clusters.get(first)?.tags;
    case 'service':
      return state.clusters.get(first)?.services.get(second)?.tags;
    case 'container-instance':
      return state.clusters.get(first)?.hosts.get(second)?.tags;
    case 'task':
      return state.clusters.get(first)?.tasks.get(second)?.tags;
    case 'task-definition':
      return state.taskDefinition(first)?.tags;
    case 'capacity-provider':
      return state.capacityProviders.get(first)?.tags;
    default:
      return undefined;
  }
}
