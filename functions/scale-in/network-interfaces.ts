import type { Host } from '../../shared/domain/hosts.ts';

/**
 * Network interfaces of instances by size, the primary one included: the smallest number that any type of that size has
 * (EC2 user guide, "Maximum IP addresses per network interface"). A host that is taken for smaller than it is stays.
 */
const INTERFACES: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 3,
  '2xlarge': 3,
  '3xlarge': 4,
  '4xlarge': 3,
};
const INTERFACES_OF_LARGER = 4;

/** The same for tasks on hosts with a trunk (ECS developer guide, "Supported instances for increased ENIs"). */
const TRUNKED: Readonly<Record<string, number>> = { medium: 4, large: 9, xlarge: 18, '2xlarge': 38 };
const TRUNKED_LARGER = 38;

/**
 * How many `awsvpc` tasks a host can take in all: each has an interface of its own. Without a trunk one is the host's.
 * Undefined where the type of the instance isn't known.
 */
export function mostNetworkInterfaces({ attributes }: Pick<Host, 'attributes'>): number | undefined {
  const [, size] = attributes['ecs.instance-type']?.split('.') ?? [];
  if (size === undefined) return undefined;
  if (attributes['ecs.awsvpc-trunk-id'] !== undefined) return TRUNKED[size] ?? TRUNKED_LARGER;
  return (INTERFACES[size] ?? INTERFACES_OF_LARGER) - 1;
}
