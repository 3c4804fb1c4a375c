import { chunk } from '../../shared/domain/concurrency.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { HostOnboardAction, HostOnboardPlan, LabelHosts, RaiseHopLimit, Report } from './actions.ts';
import { HOPS_TO_CONTAINERS, isHopLimitLow, judge, lifecycleOf, raised } from './judgement.ts';
import { ATTRIBUTES, type Finding, hasRoom, readMarker, writeMarker } from './marker.ts';
import { findingsNotice } from './notice.ts';
import type { HostsSeen, HostView, Snapshot } from './snapshot.ts';

/** ECS API reference, PutAttributes: "up to 10 attributes in a single call"; a host gets two. */
const HOSTS_PER_LABEL = 5;
/** States of instances that are not worth a label any more. */
const GOING: ReadonlySet<string> = new Set(['shutting-down', 'terminated']);

/** Decides which hosts get which labels, what a person is told, and which hop limits are raised. */
export function plan(snapshot: Snapshot): HostOnboardPlan {
  if (snapshot.kind === 'findings-told') {
    const { labels, repairs } = snapshot;
    return { actions: [...labels, ...repairs], heldBack: [], warnings: [], reports: [], repairs: [] };
  }
  const drafts = snapshot.hosts.map(draft);
  const repairs = repairsOf(drafts, snapshot);
  const repaired = new Set(repairs.map(({ ec2InstanceId }) => ec2InstanceId));
  const all = drafts.flatMap(({ report }) =>
    report ? [{ ...report, isRepaired: repaired.has(report.ec2InstanceId) }] : [],
  );
  const reports = all.filter(({ found, isRepaired }) => found.length > 0 || isRepaired);
  const quiet = all.filter((report) => !reports.includes(report) && isNews(report));
  const toTell = reports.filter((report) => report.toTell.length > 0);
  return {
    actions: [...notices(toTell, snapshot), ...labelsFor(quiet)],
    heldBack: [
      ...snapshot.aside,
      ...snapshot.unreadable.map(({ clusterArn, failure }) => ({
        subject: clusterArn,
        reason: failure.reason,
        detail: failure.message,
      })),
      ...drafts.flatMap(({ heldBack }) => heldBack),
      ...overBudget(drafts, repaired, snapshot),
    ],
    warnings: toTell.flatMap(warningsOf),
    reports,
    repairs,
  };
}

/** What is to be done about one host. */
interface Draft {
  readonly view: HostView;
  /** Undefined where the host is left alone. */
  readonly report: Report | undefined;
  readonly heldBack: readonly Remark[];
}

function draft(view: HostView): Draft {
  const { clusterArn, host, instance, reliance, told } = view;
  const { containerInstanceArn, ec2InstanceId } = host;
  const reason = asideFor(view);
  const options = instance?.metadataOptions;
  if (reason !== undefined || !instance || !options) {
    const remark = { subject: containerInstanceArn, reason: reason ?? 'unreadable', detail: ec2InstanceId };
    return { view, report: undefined, heldBack: [remark] };
  }
  const marker = host.attributes[ATTRIBUTES.marker];
  const { memories, found } = judge(options, reliance, readMarker(marker));
  const report: Report = {
    clusterArn,
    containerInstanceArn,
    ec2InstanceId,
    lifecycle: lifecycleOf(instance.lifecycle),
    before: marker,
    memories,
    found,
    toTell: found.filter((finding) => !told.has(finding)),
    isRepaired: false,
  };
  const open = memories.has('hop-limit-open');
  const remark = { subject: containerInstanceArn, reason: 'hop-limit-open', detail: ec2InstanceId } as const;
  return { view, report, heldBack: open ? [remark] : [] };
}

/** Why a host is left alone. */
function asideFor({ host, instance }: HostView): Reason | undefined {
  if (!instance) return 'instance-not-found';
  if (instance.isManaged) return 'managed-instance';
  if (GOING.has(instance.state)) return 'instance-terminating';
  return hasRoom(host) ? undefined : 'attributes-full';
}

/** Hosts whose marker says already what it would say are left as they are. */
export function isNews({ before, memories }: Report): boolean {
  return before !== writeMarker(memories);
}

/** Hosts whose hop limit is known to be in the way of containers. */
function isRepairable({ view, report }: Draft): boolean {
  const { instance } = view;
  if (!report?.memories.has('hop-limit-found') || !instance?.metadataOptions) return false;
  return instance.state === 'running' && isHopLimitLow(instance.metadataOptions);
}

function repairsOf(drafts: readonly Draft[], { policy }: HostsSeen): readonly RaiseHopLimit[] {
  if (!policy.repairs) return [];
  const chosen = drafts.filter(isRepairable).slice(0, policy.repairBudget);
  return chosen.flatMap(({ report, view: { clusterArn, host, instance } }): RaiseHopLimit[] => {
    if (!report) return [];
    const { lifecycle, memories } = report;
    return [
      {
        kind: 'raise-hop-limit',
        reason: 'hop-limit-found',
        clusterArn,
        containerInstanceArns: [host.containerInstanceArn],
        ec2InstanceId: host.ec2InstanceId,
        from: instance?.metadataOptions?.hopLimit ?? 0,
        to: HOPS_TO_CONTAINERS,
        lifecycle,
        marker: writeMarker(raised(memories)),
      },
    ];
  });
}

function overBudget(drafts: readonly Draft[], repaired: ReadonlySet<string>, { policy }: HostsSeen): readonly Remark[] {
  if (!policy.repairs) return [];
  const left = drafts.filter((each) => isRepairable(each) && !repaired.has(each.view.host.ec2InstanceId));
  return left.map(({ view: { host } }) => ({ subject: host.containerInstanceArn, reason: 'repair-budget' }));
}

function notices(toTell: readonly Report[], { hosts }: HostsSeen): readonly HostOnboardAction[] {
  if (toTell.length === 0) return [];
  const reliedBy = new Map(
    hosts.flatMap(({ clusterArn, reliance }) =>
      reliance.kind === 'relied' ? [[clusterArn, reliance.taskDefinitionArn]] : [],
    ),
  );
  const notice = findingsNotice(toTell, reliedBy);
  return [{ kind: 'notify-operator', reason: 'metadata-findings', hosts: toTell.length, ...notice }];
}

function warningsOf({ containerInstanceArn, ec2InstanceId, toTell }: Report): readonly Remark[] {
  return toTell.map((reason) => ({ subject: containerInstanceArn, reason, detail: ec2InstanceId }));
}

/** What decides which hosts can be labelled together. */
interface Label {
  readonly clusterArn: string;
  readonly lifecycle: LabelHosts['lifecycle'];
  readonly marker: string;
  readonly isFirst: boolean;
  readonly found: readonly Finding[];
}

/** The labels for hosts, those that are alike together. */
export function labelsFor(reports: readonly Report[]): readonly LabelHosts[] {
  const alike = Map.groupBy(reports, (report) => JSON.stringify(labelOf(report)));
  return [...alike].flatMap(([key, hosts]) => {
    const { isFirst, ...label } = JSON.parse(key) as Label;
    return chunk(HOSTS_PER_LABEL, hosts).map(
      (few): LabelHosts => ({
        kind: 'label-hosts',
        reason: isFirst ? 'host-joined' : 'host-looked-at-again',
        containerInstanceArns: few.map(({ containerInstanceArn }) => containerInstanceArn),
        ...label,
      }),
    );
  });
}

function labelOf({ clusterArn, lifecycle, memories, before, found }: Report): Label {
  return { clusterArn, lifecycle, marker: writeMarker(memories), isFirst: before === undefined, found };
}
