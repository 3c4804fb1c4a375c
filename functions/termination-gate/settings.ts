import * as v from 'valibot';
import { flag, listOf, oneOf, topicArn, wholeNumber } from '../../shared/runtime/settings.ts';
import { OUTCOMES } from './drain-terms.ts';
import { STANDALONE_CHOICES } from './standalone.ts';

/** EC2 Auto Scaling API reference, PutLifecycleHook: "[A-Za-z0-9\-_\/]+"; the star is ours. */
const HOOK_NAME = /^[\w\-/]{1,255}\*?$/;
/** Hooks of this project, whatever they are called behind it. */
const OUR_HOOKS = ['ecs-ops*'];

const hookNames = () =>
  v.pipe(
    listOf(
      (entry) => HOOK_NAME.test(entry),
      'names of lifecycle hooks, with commas between; a * at the end stands for any',
    ),
    v.transform((names) => (names.length > 0 ? names : OUR_HOOKS)),
  );

/** termination-gate's own variables. */
export const TERMINATION_GATE_SETTINGS = {
  /** The topic that hooks notify. */
  TERMINATION_GATE_TOPIC_ARN: topicArn(),
  /** Where an operator is told what stood in the way. */
  OPERATOR_TOPIC_ARN: topicArn(),
  /** Names of hooks without a target that are ours; one that ends in `*` is a prefix. */
  TERMINATION_GATE_HOOK_NAMES: hookNames(),
  /** Minutes from the notice until a host is let go, whatever is left on it. */
  TERMINATION_GATE_DEADLINE_MINUTES: wholeNumber(1, 2880, 15),
  /** What happens then. */
  TERMINATION_GATE_OUTCOME: oneOf(OUTCOMES, 'continue'),
  /** What becomes of standalone tasks, which a drain does not touch. */
  TERMINATION_GATE_STANDALONE_TASKS: oneOf(STANDALONE_CHOICES, 'wait'),
  /** Seconds before the end at which what is left is stopped, where it is: the longest stop time-out of its tasks. */
  TERMINATION_GATE_STOP_SECONDS: wholeNumber(1, 3600, 30),
  /** Seconds for which a host may be in no cluster before it is let go. */
  TERMINATION_GATE_UNREGISTERED_GRACE_SECONDS: wholeNumber(0, 3600, 120),
  /** Log what would be done, and do nothing. */
  TERMINATION_GATE_DRY_RUN: flag(),
};
