/** A resource with its tags, as a service reports it to the Tagging API. */
export interface TaggedResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Tells whether an ARN is of a type as `ResourceTypeFilters` names it: `ecs`, `ecs:service`,
 * `autoscaling:autoScalingGroup`. Source: Resource Groups Tagging API reference, GetResources.
 */
export function isOfType(arn: string, filter: string): boolean {
  const [service, type] = filter.split(':');
  const [, , arnService, , , ...rest] = arn.split(':');
  if (service !== arnService) return false;
  return type === undefined || rest.join(':').split(/[/:]/)[0] === type;
}
