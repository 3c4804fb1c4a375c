import type { Tags } from '../../shared/domain/cluster.ts';

/** What may become of standalone tasks, which a drain does not touch: they hold their host until they end. */
export const STANDALONE_CHOICES = ['wait', 'stop'] as const;
export type StandaloneChoice = (typeof STANDALONE_CHOICES)[number];

/** Tag of a task, of its host's Auto Scaling group, or of its cluster. */
export const STANDALONE_TAG = 'ecs-ops:standalone-on-termination';

/** What becomes of a standalone task; `invalid` when a tag says neither, and then it is left to end. */
export type StandaloneDecision = StandaloneChoice | 'invalid' | 'unreadable';

/**
 * Decides on one standalone task: its own tag, then the group's, then the cluster's, then the stack's setting. A tag
 * that makes no sense is not passed over for the next one: only stopping can't be taken back.
 *
 * @param clusterTags undefined when they could not be read
 */
export function decideStandalone(
  taskTags: Tags,
  groupTags: Tags,
  clusterTags: Tags | undefined,
  fallback: StandaloneChoice,
): StandaloneDecision {
  const nearest = taskTags[STANDALONE_TAG] ?? groupTags[STANDALONE_TAG];
  if (nearest === undefined && clusterTags === undefined) return 'unreadable';
  const text = nearest ?? clusterTags?.[STANDALONE_TAG] ?? fallback;
  return STANDALONE_CHOICES.find((choice) => choice === text) ?? 'invalid';
}

/** Tells whether the tags of the cluster are needed to decide. */
export function needsClusterTags(taskTags: Tags, groupTags: Tags): boolean {
  return taskTags[STANDALONE_TAG] === undefined && groupTags[STANDALONE_TAG] === undefined;
}
