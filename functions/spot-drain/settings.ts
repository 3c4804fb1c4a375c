import { clusterList, flag, oneOf } from '../../shared/runtime/settings.ts';
import { STANDALONE_CHOICES } from './standalone-policy.ts';

/** spot-drain's own variables. */
export const SPOT_DRAIN_SETTINGS = {
  /** Clusters to serve; all when empty. */
  SPOT_DRAIN_CLUSTERS: clusterList(),
  /** Drain at a rebalance recommendation too, whatever the tags of the group say. */
  SPOT_DRAIN_REBALANCE: flag(),
  /** What becomes of standalone tasks at an interruption, where no tag says otherwise. */
  SPOT_DRAIN_STANDALONE_TASKS: oneOf(STANDALONE_CHOICES, 'stop'),
  /** What becomes of them at a rebalance recommendation: it is no interruption yet, and may never be. */
  SPOT_DRAIN_STANDALONE_TASKS_ON_REBALANCE: oneOf(STANDALONE_CHOICES, 'leave'),
  /** Log what would be done, and do nothing. */
  SPOT_DRAIN_DRY_RUN: flag(),
};
