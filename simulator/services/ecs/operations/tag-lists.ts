import type { Tag } from '@aws-sdk/client-ecs';
import type { Tags } from '../state/records.ts';

/** The API's form of tags. */
export function tagList(tags: Tags): Tag[] {
  return Array.from(tags, ([key, value]) => ({ key, value }));
}

/** Tags from the API's form. */
export function tagMap(tags: readonly Tag[] | undefined): Tags {
  return new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]));
}
