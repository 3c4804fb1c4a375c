import type { Outcome, ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { ScaleInSettings } from '../../../functions/scale-in/terms.ts';
import type { Reason } from '../../../shared/domain/reasons.ts';
import { aClusterLook, aSnapshot, type ClusterSpec } from '../../builders/scale-in.ts';
import { NOW, theSettings } from '../../builders/scale-in-settings.ts';

/** Plans one cluster. */
export function planOf(spec: ClusterSpec, settings: ScaleInSettings = theSettings()): ScaleInPlan {
  return plan(aSnapshot(settings, aClusterLook(spec)), NOW);
}

/** What becomes of each host, by its number, as in `drain host-idle`. */
export function outcomes({ verdicts }: ScaleInPlan): Record<number, `${Outcome} ${Reason}`> {
  return Object.fromEntries(
    verdicts.map(
      ({ ec2InstanceId, outcome, reason }) =>
        [Number.parseInt(ec2InstanceId.slice(2), 16), `${outcome} ${reason}`] as const,
    ),
  );
}

/** How many random clusters each property is tried on; the variable SCALE_IN_PROPERTY_RUNS asks for more. */
export const RUNS = Number(process.env['SCALE_IN_PROPERTY_RUNS'] ?? 1_000);
