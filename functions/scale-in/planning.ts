import type { ClusterFacts } from './cluster-facts.ts';
import type { ClusterHolds } from './cluster-holds.ts';
import type { Draft } from './drafts.ts';
import type { Fleet } from './fleet.ts';
import type { GroupLedger } from './group-ledger.ts';

/** What planning a cluster needs, and changes. */
export interface Planning {
  readonly facts: ClusterFacts;
  readonly holds: ClusterHolds;
  readonly fleet: Fleet;
  readonly draft: Draft;
  /** Counts the instances that are terminated now. */
  readonly terminated: GroupLedger;
  /** Counts those, and the instances that are on their way out. */
  readonly leaving: GroupLedger;
}
