import type { Finding } from '../snapshot.ts';
import type { CheckedLists } from './check-items.ts';
import { pointer } from './pointer.ts';

/** A name that has to be the one at the end of an ARN. */
interface Named {
  readonly at: string;
  readonly name: string;
  readonly arn: string | undefined;
}

/** What is told by name and by ARN has to be the same: other entries refer to either. */
export function checkNames(lists: CheckedLists): Finding[] {
  return [...named(lists)].flatMap(({ at, name, arn }) => {
    if (arn === undefined || arn.endsWith(`/${name}`)) return [];
    const message = `${JSON.stringify(name)}; allowed: the name in ${arn}`;
    return [{ severity: 'error' as const, place: at, message }];
  });
}

function* named(lists: CheckedLists): Generator<Named> {
  for (const { place, item } of lists.clusters)
    yield { at: pointer(place, 'clusterName'), name: item.clusterName, arn: item.clusterArn };
  for (const { place, item } of lists.services)
    yield { at: pointer(place, 'serviceName'), name: item.serviceName, arn: item.serviceArn };
  for (const { place, item } of lists.taskDefinitions)
    yield { at: pointer(place, 'family'), name: `${item.family}:${item.revision}`, arn: item.taskDefinitionArn };
  for (const { place, item } of lists.capacityProviders)
    yield { at: pointer(place, 'name'), name: item.name, arn: item.capacityProviderArn };
  for (const { place, item } of lists.autoScalingGroups)
    yield {
      at: pointer(place, 'AutoScalingGroupName'),
      name: item.AutoScalingGroupName,
      arn: item.AutoScalingGroupARN,
    };
}
