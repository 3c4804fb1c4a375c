import { clusterList, flag, topicArn, wholeNumber } from '../../shared/runtime/settings.ts';

/** host-onboard's own variables. */
export const HOST_ONBOARD_SETTINGS = {
  /** Where an operator is told what was found. */
  OPERATOR_TOPIC_ARN: topicArn(),
  /** Clusters to serve; all when empty. */
  HOST_ONBOARD_CLUSTERS: clusterList(),
  /** Raise hop limits that keep containers from the role of their instance. */
  HOST_ONBOARD_REPAIR: flag(),
  /** Instances whose hop limit a run may raise. */
  HOST_ONBOARD_REPAIR_BUDGET: wholeNumber(1, 100, 10),
  /** Log what would be done, and do nothing. */
  HOST_ONBOARD_DRY_RUN: flag(),
};
