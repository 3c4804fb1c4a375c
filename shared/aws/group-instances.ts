import {
  type AutoScalingClient,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { calling } from './failures.ts';

/** Instances of one group. */
export interface InstancesOfGroup {
  readonly autoScalingGroupName: string;
  readonly ec2InstanceIds: readonly string[];
}

/**
 * Terminates instances of one group in one call: at most 100 (EC2 Auto Scaling API reference,
 * TerminateInstanceInAutoScalingGroup). Lifecycle hooks have their say first. Whether a refusal spares all of them is not
 * documented: what became of each, the next look tells.
 *
 * @param decrement whether the desired capacity goes down with them; otherwise Auto Scaling launches others
 */
export async function terminateInstances(
  autoScaling: AutoScalingClient,
  { autoScalingGroupName, ec2InstanceIds }: InstancesOfGroup,
  decrement: boolean,
  signal: AbortSignal,
): Promise<void> {
  const command = new TerminateInstanceInAutoScalingGroupCommand({
    AutoScalingGroupName: autoScalingGroupName,
    InstanceIds: [...ec2InstanceIds],
    ShouldDecrementDesiredCapacity: decrement,
  });
  await calling('TerminateInstanceInAutoScalingGroup', () => autoScaling.send(command, { abortSignal: signal }));
}

/** Takes the protection from scale-in off instances of one group, at most 50. Repeating it changes nothing. */
export async function clearScaleInProtection(
  autoScaling: AutoScalingClient,
  { autoScalingGroupName, ec2InstanceIds }: InstancesOfGroup,
  signal: AbortSignal,
): Promise<void> {
  const command = new SetInstanceProtectionCommand({
    AutoScalingGroupName: autoScalingGroupName,
    InstanceIds: [...ec2InstanceIds],
    ProtectedFromScaleIn: false,
  });
  await calling('SetInstanceProtection', () => autoScaling.send(command, { abortSignal: signal }));
}
