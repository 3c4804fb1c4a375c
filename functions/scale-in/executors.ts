import type { Hosts } from '../../shared/aws/container-instances.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { chunk } from '../../shared/domain/concurrency.ts';
import { RetryableError } from '../../shared/domain/errors.ts';
import { onInstances } from '../../shared/domain/hosts.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import type { ScaleInAction, TerminateHosts } from './actions.ts';
import type { Reads } from './reads.ts';
import type { Writes } from './writes.ts';

/** The writes by kind of action. Each can be cut short anywhere: the next look finds what was done, and goes on. */
export function scaleInExecutors(writes: Writes, reads: Pick<Reads, 'listDraining'>): Executors<ScaleInAction> {
  return {
    'mark-hosts': ({ clusterArn, containerInstanceArns, mark }, signal) =>
      writes.mark(clusterArn, containerInstanceArns, mark, signal),
    'unmark-hosts': ({ clusterArn, containerInstanceArns, markName }, signal) =>
      writes.unmark(clusterArn, containerInstanceArns, markName, signal),
    'mark-and-drain-hosts': async ({ clusterArn, containerInstanceArns, mark }, signal) => {
      // The mark comes first: a host that is DRAINING without it would be nobody's, and stay so.
      await writes.mark(clusterArn, containerInstanceArns, mark, signal);
      assertWhole(await writes.setStatus(clusterArn, containerInstanceArns, 'DRAINING', signal));
    },
    'give-back-hosts': async ({ clusterArn, containerInstanceArns, cooldown, markName }, signal) => {
      if (cooldown) await writes.mark(clusterArn, containerInstanceArns, cooldown, signal);
      assertWhole(await writes.setStatus(clusterArn, containerInstanceArns, 'ACTIVE', signal));
      await writes.unmark(clusterArn, containerInstanceArns, markName, signal);
    },
    'terminate-hosts': async (instances, signal) => {
      await assertDraining(instances, reads, signal);
      await writes.terminate(instances, true, signal);
    },
    'replace-hosts': (instances, signal) => writes.terminate(instances, false, signal),
    'clear-scale-in-protection': (instances, signal) => writes.clearProtection(instances, signal),
  };
}

/** Instances in one filter. */
const IDS_PER_FILTER = 90;

/**
 * A run beside this one, which looked at another moment, may have given a host back meanwhile, and ECS may have placed
 * tasks on it. Then none is terminated, and all are looked at again.
 */
async function assertDraining(
  { clusterArn, ec2InstanceIds }: TerminateHosts,
  reads: Pick<Reads, 'listDraining'>,
  signal: AbortSignal,
): Promise<void> {
  const filters = chunk(IDS_PER_FILTER, ec2InstanceIds).map(onInstances);
  const draining = await Promise.all(filters.map((filter) => reads.listDraining(clusterArn, filter, signal)));
  const others = ec2InstanceIds.length - draining.flat().length;
  if (others > 0) throw new RetryableError('conflict', `${others} of ${ec2InstanceIds.join(', ')} not DRAINING`);
}

/** A host that was not set, because it is leaving for example, has the action tried again on what is there then. */
function assertWhole({ failures }: Hosts): void {
  const [failure] = failures;
  if (failure) throw toRetryable(failure);
}
