import type { Round } from '../../shared/runtime/job.ts';
import { METRICS } from '../../shared/runtime/metric-names.ts';
import type { Telemetry } from '../../shared/runtime/telemetry.ts';
import type { HostOnboardAction, HostOnboardPlan, LabelHosts } from './actions.ts';
import { isNews, labelsFor } from './plan.ts';
import type { SeenHosts } from './seen-hosts.ts';
import type { FindingsTold, Snapshot } from './snapshot.ts';

type HostOnboardRound = Round<Snapshot, HostOnboardAction, HostOnboardPlan>;

/** The reasons with which a host is left as it is for a while, and not asked about again with every event. */
const LEFT: ReadonlySet<string> = new Set([
  'managed-instance',
  'instance-terminating',
  'instance-not-found',
  'attributes-full',
  'unreadable',
]);

/** What is done once a person was told; undefined when there is nothing, or the person was not. */
export function afterTelling({ plan, applied }: HostOnboardRound): FindingsTold | undefined {
  const { reports, repairs } = plan;
  if (reports.length === 0 || !wasTold({ applied })) return undefined;
  const instances = new Map(reports.map((each) => [each.containerInstanceArn, each.ec2InstanceId]));
  return { kind: 'findings-told', labels: labelsFor(reports.filter(isNews)), repairs, instances };
}

/** Whether the notice went out, or there was none to be sent. */
function wasTold({ applied }: Pick<HostOnboardRound, 'applied'>): boolean {
  return applied.every(
    ({ action, outcome }) => action.kind !== 'notify-operator' || outcome === 'done' || outcome === 'dry-run',
  );
}

/** Keeps in mind what was done, and counts it. */
export function takeNote({ plan, applied }: HostOnboardRound, seen: SeenHosts, telemetry: Telemetry): void {
  seen.add(plan.heldBack.flatMap(({ subject, reason }) => (LEFT.has(reason) ? [subject] : [])));
  for (const { action, outcome } of applied) {
    if (action.kind === 'notify-operator' && outcome === 'done') noteTold(plan, seen);
    if (action.kind !== 'label-hosts') continue;
    // In a dry run too, so that not every event of a host has it read again.
    if (outcome === 'done' || outcome === 'dry-run') seen.add(action.containerInstanceArns);
    if (outcome === 'done') countLabelled(action, telemetry);
  }
}

function noteTold({ reports }: HostOnboardPlan, seen: SeenHosts): void {
  for (const { containerInstanceArn, toTell } of reports) seen.tell(containerInstanceArn, toTell);
}

function countLabelled({ containerInstanceArns, found, reason }: LabelHosts, telemetry: Telemetry): void {
  telemetry.count(METRICS.findings, found.length * containerInstanceArns.length);
  if (reason === 'host-joined') telemetry.count(METRICS.hostsOnboarded, containerInstanceArns.length);
}
