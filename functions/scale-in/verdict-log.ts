import { fieldsOf } from '../../shared/domain/decision-fields.ts';
import { METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import { Told } from '../../shared/runtime/told.ts';
import type { ScaleInPlan, Verdict } from './actions.ts';

/** Milliseconds. */
const AGAIN_AFTER = 3_600_000;

/** Tells what was decided about each host: on a line when it is new, and again after an hour. All are counted. */
export class VerdictLog {
  readonly #telemetry: Telemetry;
  readonly #told: Told;

  /** @param clock gives the time in milliseconds */
  constructor(telemetry: Telemetry, clock: () => number) {
    this.#telemetry = telemetry;
    this.#told = new Told(AGAIN_AFTER, clock);
  }

  /** Tells the verdicts of a plan. */
  tell({ verdicts }: Pick<ScaleInPlan, 'verdicts'>): void {
    for (const verdict of verdicts) {
      const { containerInstanceArn, outcome, reason } = verdict;
      this.#telemetry.count(METRICS.verdicts, 1, reason);
      // The detail may change with every look; it makes no verdict new.
      if (this.#told.isNew(containerInstanceArn, `${outcome} ${reason}`)) {
        this.#telemetry.log.info('verdict', fields(verdict));
      }
    }
  }
}

function fields({ containerInstanceArn, ec2InstanceId: host, outcome, reason, detail }: Verdict): object {
  const about = fieldsOf(containerInstanceArn, new Map([[containerInstanceArn, host]]));
  return { ...about, outcome, reason, ...(detail === undefined ? {} : { detail }) };
}
