import type { LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { globalLimit } from './next-look.ts';
import type { NoticeMetadata } from './notice.ts';

/** Tags that people set on an Auto Scaling group. */
export const TAGS = {
  cluster: 'ecs-ops:cluster',
  deadline: 'ecs-ops:drain-deadline-minutes',
  outcome: 'ecs-ops:drain-outcome',
} as const;

/** What is to happen when the deadline passes. */
export const OUTCOMES = ['continue', 'stop-tasks', 'retain'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the settings of the stack say. */
export interface DrainDefaults {
  readonly deadlineMinutes: number;
  readonly outcome: Outcome;
  /** Seconds before the deadline at which what is left is stopped. */
  readonly stopSeconds: number;
}

/** 48 hours; Auto Scaling holds no instance longer. */
const MOST_MINUTES = 2880;
/** Seconds from a Spot interruption notice to the end of the instance (EC2 user guide, Spot interruption notices). */
const SPOT_NOTICE = 120;
/** Seconds before Auto Scaling's own limit at which we complete the action, while there is still one. */
const BEFORE_LIMIT = 30;

/** Reads a deadline in minutes; undefined when it makes no sense. */
export function readMinutes(text: string): number | undefined {
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= MOST_MINUTES ? minutes : undefined;
}

const readOutcome = (text: string): Outcome | undefined => OUTCOMES.find((each) => each === text);

/** The first value that makes sense, the most specific coming first, and a warning for each that does not. */
function chosen<T>(
  texts: readonly (string | undefined)[],
  read: (text: string) => T | undefined,
  fallback: T,
  warn: (text: string) => Remark,
): { readonly value: T; readonly warnings: readonly Remark[] } {
  const given = texts.filter((text) => text !== undefined);
  const index = given.findIndex((text) => read(text) !== undefined);
  const wrong = index === -1 ? given : given.slice(0, index);
  return { value: read(given[index] ?? '') ?? fallback, warnings: wrong.map(warn) };
}

/** What the terms of a wait follow from. Times are in milliseconds since 1970. */
export interface TermsInput {
  /** What remarks are about. */
  readonly subject: string;
  readonly startedAt: number;
  /** Of the hook, in seconds. */
  readonly heartbeatTimeout: number;
  readonly metadata: NoticeMetadata;
  readonly groupTags: Tags;
  readonly retainsAbandoned: boolean;
  /** ECS drains the host itself. */
  readonly isManaged: boolean;
  /** When EC2 gave notice of a Spot interruption; undefined when it did not. */
  readonly interruptedAt: number | undefined;
  readonly defaults: DrainDefaults;
}

/** How long a host is held, and how it ends. Times are in milliseconds since 1970. */
export interface DrainTerms {
  /** When the host is let go, whatever runs on it. */
  readonly endsAt: number;
  readonly reason: Extract<Reason, 'deadline-passed' | 'global-limit-near' | 'spot-interrupted'>;
  readonly result: LifecycleActionResult;
  /** When what is left is stopped, if it is. */
  readonly stopsTasksAt: number | undefined;
  /** When the operator is told what stood in the way, if anything does then; undefined for never. */
  readonly tellsOperatorAt: number | undefined;
  readonly heldBack: readonly Remark[];
  readonly warnings: readonly Remark[];
}

/** Works out how long a host is held, and how that ends. The most specific statement wins. */
export function drainTerms(input: TermsInput): DrainTerms {
  const { startedAt, heartbeatTimeout, metadata, groupTags, defaults, subject } = input;
  const deadline = chosen(
    [metadata.deadlineMinutes, groupTags[TAGS.deadline]],
    readMinutes,
    defaults.deadlineMinutes,
    (detail) => ({ subject, reason: 'invalid-drain-deadline', detail }),
  );
  const outcome = chosen([metadata.outcome, groupTags[TAGS.outcome]], readOutcome, defaults.outcome, (detail) => ({
    subject,
    reason: 'invalid-drain-outcome',
    detail,
  }));
  const limit = startedAt + (globalLimit(heartbeatTimeout) - BEFORE_LIMIT) * 1000;
  const stated = startedAt + deadline.value * 60_000;
  const terms = stated < limit ? endingAt(stated, 'deadline-passed') : endingAt(limit, 'global-limit-near');
  const warnings = [...deadline.warnings, ...outcome.warnings];
  return interrupted({ ...withOutcome(terms, limit, outcome.value, input), warnings }, input);
}

function endingAt(endsAt: number, reason: DrainTerms['reason']): DrainTerms {
  const result = 'CONTINUE';
  return { endsAt, reason, result, stopsTasksAt: undefined, tellsOperatorAt: endsAt, heldBack: [], warnings: [] };
}

function withOutcome(terms: DrainTerms, limit: number, outcome: Outcome, input: TermsInput): DrainTerms {
  const { subject, isManaged, retainsAbandoned, defaults } = input;
  if (isManaged) {
    // ECS's own hook holds the host on. Only ours ends: nothing is stopped or lost, and there is nothing to tell.
    return { ...terms, tellsOperatorAt: undefined, heldBack: [{ subject, reason: 'managed-draining' }] };
  }
  switch (outcome) {
    case 'continue':
      return terms;
    case 'stop-tasks':
      return { ...terms, stopsTasksAt: terms.endsAt - defaults.stopSeconds * 1000 };
    case 'retain':
      if (retainsAbandoned) return { ...terms, result: 'ABANDON' };
      // Whoever asks for the host to be kept is served by holding it on, as long as can be, and by being told in time:
      // once the group retains, the next look retains.
      return {
        ...endingAt(limit, 'global-limit-near'),
        tellsOperatorAt: terms.endsAt,
        heldBack: [{ subject, reason: 'retain-would-terminate' }],
      };
  }
}

/** EC2 takes the instance away: nothing can keep it longer, and what is left gets its time to stop. */
function interrupted(terms: DrainTerms, { interruptedAt, isManaged, defaults }: TermsInput): DrainTerms {
  if (interruptedAt === undefined) return terms;
  const endsAt = interruptedAt + SPOT_NOTICE * 1000;
  if (endsAt >= terms.endsAt) return terms;
  const ending = {
    ...terms,
    ...endingAt(endsAt, 'spot-interrupted'),
    warnings: terms.warnings,
    heldBack: terms.heldBack,
  };
  if (isManaged) return { ...ending, tellsOperatorAt: undefined };
  return { ...ending, stopsTasksAt: endsAt - defaults.stopSeconds * 1000 };
}
