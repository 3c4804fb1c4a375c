import type { Look } from '../../shared/runtime/job.ts';
import type { GateAction } from './actions.ts';
import type { GateEvent } from './event.ts';
import { hostsDone } from './hosts-failed.ts';
import { type ObserveDependencies, withTasks } from './observe.ts';
import type { GatePlan } from './plan.ts';
import { isIdle } from './plan-wait.ts';
import type { HostLook, Snapshot } from './snapshot.ts';

/**
 * Reads the tasks on hosts that were set to DRAINING just now and whose counts are zero: an idle host goes at once.
 * Reading them before the drain would prove nothing, for a task may come until then.
 */
export async function observeAfter(
  { snapshot, applied }: Look<GateEvent, Snapshot, GateAction, GatePlan>,
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<Snapshot | undefined> {
  const drained = new Set(
    applied.flatMap((each) =>
      each.action.kind === 'drain-hosts' || each.action.kind === 'drain-hosts-into-pool' ? hostsDone(each) : [],
    ),
  );
  const idle = snapshot.hosts.flatMap((look): HostLook[] => {
    const { host, ec2InstanceId } = look;
    if (!drained.has(ec2InstanceId) || host.kind !== 'found' || !isIdle(host)) return [];
    return [{ ...look, waits: refreshed(look, dependencies), host: { ...host, status: 'DRAINING' } }];
  });
  if (idle.length === 0) return undefined;
  return { ...snapshot, irrelevant: [], hosts: await withTasks(idle, dependencies, signal) };
}

/** The waits with what has been done about them meanwhile. */
function refreshed({ ec2InstanceId, waits }: HostLook, { memory }: ObserveDependencies): HostLook['waits'] {
  const memos = new Map(memory.noticesOf(ec2InstanceId).map((memo) => [memo.notice.token, memo]));
  return waits.map((wait) => {
    const memo = 'token' in wait.action ? memos.get(wait.action.token) : undefined;
    return memo ? { ...wait, isOver: memo.isOver, lastBeat: memo.lastBeat, operatorTold: memo.operatorTold } : wait;
  });
}
