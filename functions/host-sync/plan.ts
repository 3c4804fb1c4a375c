import type { SetDesiredCount } from '../../shared/domain/actions.ts';
import type { Plan, Remark } from '../../shared/domain/plan.ts';
import { clusterHeldBack, isDistinct, serviceHeldBack, tasksPerHost } from './eligibility.ts';
import type { ClusterView, ServiceView, Snapshot } from './snapshot.ts';

type HostSyncPlan = Plan<SetDesiredCount>;

const NOTHING: HostSyncPlan = { actions: [], heldBack: [], warnings: [] };

/** Decides, for every service that was read, how many tasks it should run. */
export function plan(snapshot: Snapshot): HostSyncPlan {
  const { clusters, mistagged, everywhereFailure } = snapshot;
  const everywhere = everywhereFailure
    ? [holdBack({ subject: 'every cluster', ...unreadable(everywhereFailure) })]
    : [];
  const misread = mistagged.map((subject) => holdBack({ subject, reason: 'invalid-one-per-host' }));
  return merged([...clusters.map(planCluster), ...misread, ...everywhere]);
}

function planCluster(view: ClusterView): HostSyncPlan {
  const subject = view.clusterArn;
  switch (view.kind) {
    case 'out-of-scope':
      return holdBack({ subject, reason: 'cluster-out-of-scope' });
    case 'look-coming':
      return holdBack({ subject, reason: 'look-coming' });
    case 'unreadable':
      return holdBack({ subject, ...unreadable(view.failure) });
    case 'read': {
      const reason = clusterHeldBack(view.cluster);
      if (reason) return holdBack({ subject, reason });
      const unread = view.unread.map(({ subject: service, failure }) =>
        holdBack({ subject: service, ...unreadable(failure) }),
      );
      return merged([...view.services.map(planService), ...unread]);
    }
  }
}

function planService({ service, listed, hosts }: ServiceView): HostSyncPlan {
  const subject = service.serviceArn;
  const reason = serviceHeldBack(service, listed);
  if (reason) return holdBack({ subject, reason });
  if (hosts.kind === 'unreadable') return holdBack({ subject, ...unreadable(hosts.failure) });
  const wanted = tasksPerHost(service.tags);
  // Both are excluded by what was checked above; failing closed costs one line.
  if (hosts.kind === 'not-asked' || wanted === undefined) return holdBack({ subject, reason: 'unreadable' });
  const warnings: Remark[] = isDistinct(service) ? [] : [{ subject, reason: 'no-distinct-instance' }];
  return { actions: changeTo(hosts.count * wanted, service), heldBack: [], warnings };
}

function changeTo(
  to: number,
  { clusterArn, serviceArn, desiredCount: from }: ServiceView['service'],
): SetDesiredCount[] {
  if (to === from) return [];
  const reason = to > from ? 'too-few-tasks' : 'too-many-tasks';
  return [{ kind: 'set-desired-count', reason, clusterArn, serviceArn, from, to }];
}

function unreadable({ reason, message }: { readonly reason: Remark['reason']; readonly message: string }) {
  // What is known to be gone is not merely unreadable.
  const isGone = reason === 'unknown-cluster' || reason === 'service-gone';
  return { reason: isGone ? reason : 'unreadable', detail: message } as const;
}

function holdBack(remark: Remark): HostSyncPlan {
  return { ...NOTHING, heldBack: [remark] };
}

function merged(plans: readonly HostSyncPlan[]): HostSyncPlan {
  return {
    actions: plans.flatMap(({ actions }) => actions),
    heldBack: plans.flatMap(({ heldBack }) => heldBack),
    warnings: plans.flatMap(({ warnings }) => warnings),
  };
}
