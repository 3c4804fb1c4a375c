import { fieldsOf, type InstanceIds, linesOf } from '../domain/decision-fields.ts';
import type { Action, Remark } from '../domain/plan.ts';
import type { Applied } from './apply.ts';
import { METRICS } from './metric-names.ts';
import type { Telemetry } from './telemetry.ts';
import { Told } from './told.ts';

/** Milliseconds. */
const AGAIN_AFTER = 3_600_000;

/**
 * Tells each decision: an action on a line for each host, with what became of it; what was held back, or done with a
 * warning, on a line when it is new to this process, and again after an hour. All are counted with every run.
 */
export class DecisionLog {
  readonly #telemetry: Telemetry;
  readonly #told: Told;

  /** @param clock gives the time in milliseconds */
  constructor(telemetry: Telemetry, clock: () => number) {
    this.#telemetry = telemetry;
    this.#told = new Told(AGAIN_AFTER, clock);
  }

  /** Tells what became of an action. */
  action<A extends Action>(applied: Applied<A>, instances: InstanceIds): void {
    const { action, outcome } = applied;
    const because = 'error' in applied ? { because: applied.error.reason, error: applied.error } : {};
    this.#count(applied);
    for (const fields of linesOf(action, instances)) {
      this.#telemetry.log[LEVELS[outcome]](action.kind, { ...fields, outcome, ...because });
    }
  }

  /** Tells what was held back. */
  heldBack(remarks: readonly Remark[], instances: InstanceIds): void {
    this.#tell('held back', METRICS.heldBack, remarks, instances);
  }

  /** Tells what is not as it should be. */
  warnings(remarks: readonly Remark[], instances: InstanceIds): void {
    this.#tell('warning', METRICS.warnings, remarks, instances);
  }

  #tell(
    message: string,
    metric: typeof METRICS.heldBack | typeof METRICS.warnings,
    remarks: readonly Remark[],
    instances: InstanceIds,
  ): void {
    for (const remark of remarks) {
      const { subject, reason } = remark;
      this.#telemetry.count(metric, 1, reason);
      // A detail may change with every look; it makes nothing new.
      const isNew = this.#told.isNew(`${message} ${subject} ${reason}`, '');
      this.#telemetry.log[isNew ? 'info' : 'debug'](message, { ...remark, ...fieldsOf(subject, instances) });
    }
  }

  #count<A extends Action>(applied: Applied<A>): void {
    const { kind } = applied.action;
    switch (applied.outcome) {
      case 'done':
        return this.#telemetry.count(METRICS.actions, 1, kind);
      case 'dry-run':
        return this.#telemetry.count(METRICS.actionsDryRun, 1, kind);
      case 'refused':
        return this.#telemetry.count(METRICS.heldBack, 1, applied.error.reason);
      case 'failed':
        return this.#telemetry.count(METRICS.actionsFailed, 1, kind);
    }
  }
}

const LEVELS = { done: 'info', 'dry-run': 'info', refused: 'warn', failed: 'error' } as const;
