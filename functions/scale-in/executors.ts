import type { Hosts } from '../../shared/aws/container-instances.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import type { Executors } from '../../shared/runtime/apply.ts';
import type { ScaleInAction } from './actions.ts';
import type { Writes } from './writes.ts';

/** The writes by kind of action. Each can be cut short anywhere: the next look finds what was done, and goes on. */
export function scaleInExecutors(writes: Writes): Executors<ScaleInAction> {
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
    'terminate-hosts': (instances, signal) => writes.terminate(instances, true, signal),
    'replace-hosts': (instances, signal) => writes.terminate(instances, false, signal),
    'clear-scale-in-protection': (instances, signal) => writes.clearProtection(instances, signal),
  };
}

/** A host that was not set, because it is leaving for example, has the action tried again on what is there then. */
function assertWhole({ failures }: Hosts): void {
  const [failure] = failures;
  if (failure) throw toRetryable(failure);
}
