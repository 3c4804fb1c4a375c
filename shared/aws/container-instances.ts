import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { type Host, heldOf } from '../domain/hosts.ts';
import { type ApiFailure, incomplete, parted, type Shape, toFailure } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, DescribeContainerInstances: "a list of up to 100 container instance IDs or full ARNs". */
const DESCRIBED_PER_CALL = 100;
/** ECS API reference, UpdateContainerInstancesState: "a list of up to 10 container instance IDs or full ARNs". */
export const UPDATED_PER_CALL = 10;
/** Chunks of one request in flight together: far under the burst of the buckets (100 reads, 100 writes). */
const CHUNKS_AT_ONCE = 4;

/** Container instances, and what could not be said of others. Both lists together name each that was asked for. */
export interface Hosts {
  readonly hosts: readonly Host[];
  readonly failures: readonly ApiFailure[];
}

/**
 * Reads container instances of one cluster. One that is not there is a failure with reason MISSING, and one of which the
 * answer says nothing a failure with reason LEFT_OUT: it may be there.
 */
export async function describeContainerInstances(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  signal: AbortSignal,
): Promise<Hosts> {
  const chunks = chunk(DESCRIBED_PER_CALL, containerInstanceArns);
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunks, (containerInstances) =>
    calling('DescribeContainerInstances', () =>
      ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }), { abortSignal: signal }),
    ),
  );
  const { hosts, failures } = toHosts(answers);
  const answered = new Set(
    [...hosts.map((host) => host.containerInstanceArn), ...failures.map(({ arn }) => arn)].map(idOf),
  );
  const leftOut = containerInstanceArns.filter((arn) => !answered.has(idOf(arn)));
  return { hosts, failures: [...failures, ...leftOut.map((arn) => ({ arn, reason: 'LEFT_OUT', detail: '' }))] };
}

/** The last part of an ARN. ECS may name in another form what it was asked for. */
function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * Sets container instances of one cluster to DRAINING, or back to ACTIVE. Repeating it changes nothing. Each that is
 * in a status from which it can't be set is a failure of its own, in an answer that is a success.
 */
export async function setContainerInstancesStatus(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  status: 'ACTIVE' | 'DRAINING',
  signal: AbortSignal,
): Promise<Hosts> {
  const chunks = chunk(UPDATED_PER_CALL, containerInstanceArns);
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunks, (containerInstances) => {
    const command = new UpdateContainerInstancesStateCommand({ cluster, containerInstances, status });
    return calling('UpdateContainerInstancesState', () => ecs.send(command, { abortSignal: signal }));
  });
  return toHosts(answers);
}

function toHosts(
  answers: readonly {
    readonly containerInstances?: ContainerInstance[] | undefined;
    readonly failures?: Parameters<typeof toFailure>[0][] | undefined;
  }[],
): Hosts {
  const { items, failures } = parted(answers.flatMap((answer) => answer.containerInstances ?? []).map(toHost));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  return { hosts: items, failures };
}

/** Takes what is needed of a container instance. A field that is missing is a failure, never a default. */
export function toHost(instance: ContainerInstance): Shape<Host> {
  const { containerInstanceArn, ec2InstanceId, status, runningTasksCount, pendingTasksCount } = instance;
  if (!containerInstanceArn || !ec2InstanceId || !status) {
    return incomplete(containerInstanceArn, 'containerInstanceArn, ec2InstanceId or status is missing');
  }
  if (runningTasksCount === undefined || pendingTasksCount === undefined) {
    return incomplete(containerInstanceArn, 'runningTasksCount or pendingTasksCount is missing');
  }
  const item = {
    containerInstanceArn,
    ec2InstanceId,
    status,
    runningTasksCount,
    pendingTasksCount,
    held: heldOf(instance),
    agentConnected: instance.agentConnected ?? false,
    registeredAt: instance.registeredAt?.getTime(),
    capacityProviderName: instance.capacityProviderName,
    attributes: Object.fromEntries((instance.attributes ?? []).map(({ name = '', value = '' }) => [name, value])),
  };
  return { item };
}
