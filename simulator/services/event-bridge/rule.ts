import type { Scheduled } from '../../kernel/virtual-clock.ts';
import type { Matches } from './event-pattern.ts';
import type { NextDue } from './schedule.ts';
import type { InputDefinition, TargetInput } from './target-input.ts';

/** A rule's target as the template defines it. */
export interface TargetDefinition extends InputDefinition {
  readonly id: string;
  readonly arn: string;
  /** Queue for events that could not be delivered. */
  readonly deadLetterArn?: string | undefined;
}

/** A rule as the template defines it. */
export interface RuleDefinition {
  readonly name: string;
  readonly eventPattern?: unknown;
  readonly scheduleExpression?: string | undefined;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly targets: readonly TargetDefinition[];
}

/** A target made ready. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly deadLetterArn: string | undefined;
  readonly input: TargetInput;
}

/** A rule made ready. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly definition: RuleDefinition;
  readonly matches: Matches | undefined;
  readonly nextDue: NextDue | undefined;
  readonly targets: readonly Target[];
  state: 'ENABLED' | 'DISABLED';
  /** The schedule's next run. */
  run: Scheduled | undefined;
}
