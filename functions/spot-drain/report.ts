import { fieldsOf, type InstanceIds } from '../../shared/domain/decision-fields.ts';
import { MEASURES } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { HostView } from './snapshot.ts';

const NONE: InstanceIds = new Map();

/** EC2 user guide, "Spot Instance interruption notices": the notice comes two minutes ahead. In milliseconds. */
const NOTICE = 120_000;

/** Reports how much of the two minutes was left when each interrupted host was set to DRAINING by this run. */
export function reportTimeLeft(views: readonly HostView[], telemetry: Telemetry): void {
  for (const { notice, state } of views) {
    if (notice.cause !== 'spot-interrupted' || state.kind !== 'draining' || state.drainedAt === undefined) continue;
    // Clocks differ a little, and a notice's time has no fraction of a second.
    const noticeToDrain = Math.max(0, state.drainedAt - notice.noticedAt);
    const timeLeft = Math.max(0, NOTICE - noticeToDrain);
    telemetry.measure(MEASURES.spotDrainNoticeToDrain, noticeToDrain);
    telemetry.measure(MEASURES.spotDrainTimeLeft, timeLeft);
    const { ec2InstanceId: host, cause: reason } = notice;
    const { containerInstanceArn } = state;
    telemetry.log.info('drained', { ...fieldsOf(containerInstanceArn, NONE), host, reason, noticeToDrain, timeLeft });
  }
}
