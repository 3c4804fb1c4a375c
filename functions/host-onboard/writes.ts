import type { EC2Client, ECSClient, SNSClient } from '../../shared/aws/clients.ts';
import { putAttributes } from '../../shared/aws/container-instance-attributes.ts';
import { raiseHopLimit } from '../../shared/aws/instances.ts';
import { publish } from '../../shared/aws/sns.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import type { HostOnboardAction, LabelHosts } from './actions.ts';
import { ATTRIBUTES } from './marker.ts';

/** Everything that host-onboard writes. */
export type Writes = ReturnType<typeof awsWrites>;

/** The writes, made through AWS's API. @param ec2 makes the client when it is needed, as `sns` does */
export function awsWrites(
  { ecs, ec2, sns }: { readonly ecs: ECSClient; readonly ec2: () => EC2Client; readonly sns: () => SNSClient },
  operatorTopicArn: string,
) {
  return {
    label: (
      { clusterArn, lifecycle, marker }: Pick<LabelHosts, 'clusterArn' | 'lifecycle' | 'marker'>,
      containerInstanceArns: readonly string[],
      signal: AbortSignal,
    ) => {
      const labels = { [ATTRIBUTES.lifecycle]: lifecycle, [ATTRIBUTES.marker]: marker };
      return putAttributes(ecs, clusterArn, containerInstanceArns, labels, signal);
    },
    raiseHopLimit: (ec2InstanceId: string, to: number, signal: AbortSignal) =>
      raiseHopLimit(ec2(), ec2InstanceId, to, signal),
    tellOperator: (notice: { readonly subject: string; readonly message: string }, signal: AbortSignal) =>
      publish(sns(), operatorTopicArn, notice, signal),
  };
}

/** The writes by kind of action. */
export function hostOnboardExecutors(writes: Writes): Executors<HostOnboardAction> {
  return {
    'label-hosts': (action, signal) => label(action, writes, signal),
    'raise-hop-limit': async (action, signal) => {
      await writes.raiseHopLimit(action.ec2InstanceId, action.to, signal);
      await writes.label(action, action.containerInstanceArns, signal);
    },
    'notify-operator': (notice, signal) => writes.tellOperator(notice, signal),
  };
}

/** A call is done as a whole or not at all: one host that is gone must not keep the others from their labels. */
async function label(action: LabelHosts, writes: Writes, signal: AbortSignal): Promise<void> {
  const { containerInstanceArns } = action;
  try {
    await writes.label(action, containerInstanceArns, signal);
  } catch (error) {
    if (!(error instanceof PermanentError) || containerInstanceArns.length === 1) throw error;
    const outcomes = await Promise.allSettled(containerInstanceArns.map((arn) => writes.label(action, [arn], signal)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
