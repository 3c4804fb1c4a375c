import { METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { ScaleInPlan, Verdict } from './actions.ts';

/** Tells what was decided about each host. A verdict is a log line when it is new; all are counted with each look. */
export class VerdictLog {
  readonly #telemetry: Telemetry;
  /** The latest verdict by container instance. */
  #latest = new Map<string, string>();

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  /** Tells the verdicts of a plan. */
  tell({ verdicts }: Pick<ScaleInPlan, 'verdicts'>): void {
    const latest = new Map<string, string>();
    for (const verdict of verdicts) {
      const { containerInstanceArn } = verdict;
      this.#telemetry.count(METRICS.verdicts, 1, verdict.reason);
      const text = said(verdict);
      latest.set(containerInstanceArn, text);
      if (this.#latest.get(containerInstanceArn) !== text) this.#telemetry.log.info('verdict', verdict);
    }
    this.#latest = latest;
  }
}

/** The detail may change with every look; it makes no verdict new. */
function said({ outcome, reason }: Verdict): string {
  return `${outcome} ${reason}`;
}
