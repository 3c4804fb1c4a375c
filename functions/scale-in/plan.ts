import type { ScaleInPlan } from './actions.ts';
import { GroupLedger } from './group-ledger.ts';
import { planCluster, planOutOfScope, type Shared } from './plan-cluster.ts';
import type { ClusterView, Snapshot } from './snapshot.ts';

const NOTHING: ScaleInPlan = { actions: [], heldBack: [], warnings: [], verdicts: [], moves: [], headroom: [] };

/**
 * Decides, for every host of every cluster that was read, whether it goes or stays. The same whatever the order of the
 * snapshot's lists.
 *
 * @param now milliseconds since 1970
 */
export function plan(snapshot: Snapshot, now: number): ScaleInPlan {
  const { clusters, settings, everywhereFailure } = snapshot;
  const terminated = new GroupLedger();
  const leaving = new GroupLedger();
  const shared: Shared = { settings, now, terminated, leaving, unjoined: new Set() };
  const inOrder = clusters.toSorted((a, b) => (a.clusterArn < b.clusterArn ? -1 : 1));
  const plans = inOrder.map((view) => planView(view, shared));
  const everywhere: ScaleInPlan = everywhereFailure
    ? { ...NOTHING, heldBack: [{ subject: 'every cluster', reason: 'unreadable', detail: everywhereFailure.message }] }
    : NOTHING;
  return merged([...plans, everywhere]);
}

function planView(view: ClusterView, shared: Shared): ScaleInPlan {
  switch (view.kind) {
    case 'out-of-scope':
      return planOutOfScope(view);
    case 'unreadable': {
      const { reason, message } = view.failure;
      // What is known to be gone is not merely unreadable.
      const because = reason === 'unknown-cluster' ? reason : 'unreadable';
      return { ...NOTHING, heldBack: [{ subject: view.clusterArn, reason: because, detail: message }] };
    }
    case 'read':
      return planCluster(view, shared);
  }
}

function merged(plans: readonly ScaleInPlan[]): ScaleInPlan {
  return {
    actions: plans.flatMap(({ actions }) => actions),
    heldBack: plans.flatMap(({ heldBack }) => heldBack),
    warnings: plans.flatMap(({ warnings }) => warnings),
    verdicts: plans.flatMap(({ verdicts }) => verdicts),
    moves: plans.flatMap(({ moves }) => moves),
    headroom: plans.flatMap(({ headroom }) => headroom),
  };
}
