import { TAGS } from '../../functions/host-sync/eligibility.ts';
import type { ServiceEntry } from '../snapshot/snapshot.ts';
import { tagsOf } from './patient.ts';

/** Whether ECS keeps any two tasks of a service on different hosts. */
export function isDistinct({ placementConstraints = [] }: ServiceEntry): boolean {
  return placementConstraints.some(({ type }) => type === 'distinctInstance');
}

/** Whether host-sync sets the count of a service, because of its tag. */
export function isOnePerHost({ tags }: ServiceEntry): boolean {
  return tagsOf(tags)[TAGS.onePerHost] === 'true';
}
