import type { Tags } from '../../shared/domain/cluster.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { Cause } from './event.ts';

/** What may become of a standalone task whose host is about to vanish. */
export const STANDALONE_CHOICES = ['stop', 'leave'] as const;

/** `stop` gives a task its SIGTERM and its stop time; `leave` lets it run until the host is gone. */
export type StandaloneChoice = (typeof STANDALONE_CHOICES)[number];

/** The choice for each cause, where no tag says otherwise. */
export type StandalonePolicy = Readonly<Record<Cause, StandaloneChoice>>;

/** Tags on tasks and clusters that say otherwise. */
export const STANDALONE_TAGS: Readonly<Record<Cause, string>> = {
  'spot-interrupted': 'ecs-ops:standalone-on-interruption',
  'rebalance-recommended': 'ecs-ops:standalone-on-rebalance',
};

/** Whether to stop a task, or why it is left. */
export type StandaloneDecision = { readonly stop: true } | { readonly stop: false; readonly reason: Reason };

/**
 * Decides on one standalone task: its own tag, then its cluster's, then the stack's setting. A tag with any other
 * value leaves the task alone. Someone set it to have something else than the default, and only stopping can't be
 * taken back.
 *
 * @param clusterTags undefined when they could not be read; then only the task's own tag can decide
 */
export function decideStandalone(
  cause: Cause,
  taskTags: Tags,
  clusterTags: Tags | undefined,
  policy: StandalonePolicy,
): StandaloneDecision {
  const key = STANDALONE_TAGS[cause];
  const own = taskTags[key];
  if (own === undefined && clusterTags === undefined) return { stop: false, reason: 'unreadable' };
  switch (own ?? clusterTags?.[key] ?? policy[cause]) {
    case 'stop':
      return { stop: true };
    case 'leave':
      return { stop: false, reason: 'standalone-left' };
    default:
      return { stop: false, reason: 'invalid-standalone-tag' };
  }
}
