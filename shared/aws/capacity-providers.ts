import { type CapacityProvider, DescribeCapacityProvidersCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { toFailure, toRetryable } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, DescribeCapacityProviders: an answer has 10 capacity providers at most. */
const PROVIDERS_PER_CALL = 10;
/** Calls in flight together: far under the burst of the bucket (50). */
const CALLS_AT_ONCE = 4;

/** A capacity provider of hosts in an Auto Scaling group (ECS API reference, CapacityProvider). */
export interface GroupProvider {
  readonly name: string;
  readonly autoScalingGroupName: string;
  /** ECS sets the size of the group. */
  readonly hasManagedScaling: boolean;
}

/**
 * Reads capacity providers by name. Those without a group, and those that don't exist any more, are not in the answer.
 *
 * @throws RetryableError when any one of them could not be read
 */
export async function describeGroupProviders(
  ecs: ECSClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly GroupProvider[]> {
  const answers = await mapAtMost(CALLS_AT_ONCE, chunk(PROVIDERS_PER_CALL, names), (capacityProviders) =>
    calling('DescribeCapacityProviders', () =>
      ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders }), { abortSignal: signal }),
    ),
  );
  const failures = answers.flatMap((answer) => answer.failures ?? []).map(toFailure);
  const [failure] = failures.filter(({ reason }) => reason !== 'MISSING');
  if (failure) throw toRetryable(failure);
  return answers.flatMap((answer) => answer.capacityProviders ?? []).flatMap(toGroupProvider);
}

function toGroupProvider({ name = '', autoScalingGroupProvider }: CapacityProvider): GroupProvider[] {
  const { autoScalingGroupArn, managedScaling } = autoScalingGroupProvider ?? {};
  // ECS takes the ARN, and says it so; a name would do as well.
  const autoScalingGroupName = autoScalingGroupArn?.split('autoScalingGroupName/').at(-1);
  if (!autoScalingGroupName) return [];
  return [{ name, autoScalingGroupName, hasManagedScaling: managedScaling?.status === 'ENABLED' }];
}
