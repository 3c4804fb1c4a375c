import type { Finding } from '../../functions/host-onboard/marker.ts';
import {
  FUNCTION_DIMENSION,
  MEASURES,
  METRICS,
  type MeasureName,
  type MetricName,
  NAMESPACE,
} from '../../shared/runtime/metric-names.ts';
import { type Line, logPlot, logTable, metricPlot, type Widget } from './dashboard-widgets.ts';

const FIVE_MINUTES = 300;

/** A metric of a function, under a second dimension if it has one. */
function line(
  functionName: string,
  metric: MetricName | MeasureName,
  stat: string,
  label: string,
  second: readonly [name: string, value: string] | readonly [] = [],
): Line {
  return { metric: [NAMESPACE, metric, FUNCTION_DIMENSION, functionName, ...second], stat, label };
}

function actions(functionName: string, kinds: Readonly<Record<string, string>>): readonly Line[] {
  return Object.entries(kinds).map(([kind, label]) =>
    line(functionName, METRICS.actions, 'Sum', label, ['kind', kind]),
  );
}

/** Is there one task on each host? */
export const hostSyncRow: readonly Widget[] = [
  logPlot(
    'Eligible hosts and desired tasks, over all services',
    `filter message = "run" and ispresent(eligibleHosts)
| stats latest(eligibleHosts) as hosts, latest(desiredTasks) as tasks by bin(15m)`,
    { width: 12, height: 6, prefixes: ['HostSync'] },
  ),
  metricPlot(
    'Counts that were set, and drift that no event told of',
    [
      ...actions('host-sync', { 'set-desired-count': 'counts set' }),
      line('host-sync', METRICS.servicesDrifted, 'Sum', 'services adrift'),
    ],
    { period: FIVE_MINUTES, width: 12 },
  ),
];

/** Are Spot hosts drained in time? */
export const spotDrainRow: readonly Widget[] = [
  metricPlot(
    'From a notice to DRAINING',
    [
      line('spot-drain', MEASURES.spotDrainNoticeToDrain, 'Maximum', 'slowest'),
      line('spot-drain', MEASURES.spotDrainNoticeToDrain, 'Average', 'average'),
    ],
    { period: FIVE_MINUTES, width: 8, limit: { label: 'late', value: 30_000 } },
  ),
  metricPlot('Left of the two minutes', [line('spot-drain', MEASURES.spotDrainTimeLeft, 'Minimum', 'least')], {
    period: FIVE_MINUTES,
    width: 8,
  }),
  metricPlot(
    'What spot-drain did',
    actions('spot-drain', { 'drain-hosts': 'drains (up to ten hosts each)', 'stop-task': 'standalone tasks stopped' }),
    { period: FIVE_MINUTES, width: 8 },
  ),
];

/** How long are hosts held, and do all go empty? */
export const terminationGateRow: readonly Widget[] = [
  metricPlot(
    'For how long hosts were held',
    [
      line('termination-gate', MEASURES.gateWait, 'Maximum', 'longest wait'),
      line('termination-gate', MEASURES.gateDrain, 'Maximum', 'longest drain'),
    ],
    { period: FIVE_MINUTES, width: 6 },
  ),
  metricPlot(
    'From the last task’s end to the release',
    [
      line('termination-gate', MEASURES.gateReleaseLag, 'Maximum', 'slowest'),
      line('termination-gate', MEASURES.gateReleaseLag, 'Average', 'average'),
    ],
    { period: FIVE_MINUTES, width: 6 },
  ),
  metricPlot(
    'What termination-gate did',
    [
      ...actions('termination-gate', {
        'drain-hosts': 'drains (up to ten hosts each)',
        'complete-lifecycle-action': 'terminations let go',
        'stop-task': 'tasks stopped',
        'notify-operator': 'notices to the operator',
      }),
      line('termination-gate', METRICS.deadlinesPassed, 'Sum', 'deadlines passed'),
    ],
    { period: FIVE_MINUTES, width: 6 },
  ),
  logTable(
    'What hosts were held for',
    `filter message = "held back" and ispresent(host)
| stats count_distinct(host) as hosts by reason
| sort hosts desc`,
    { width: 6, height: 6, prefixes: ['TerminationGate'] },
  ),
];

/** The others are in the table beside. */
const USUAL_FINDINGS: readonly Finding[] = ['hop-limit-found', 'imdsv1-allowed'];

/** Which hosts are new, and what is wrong with their metadata service? */
export const hostOnboardRow: readonly Widget[] = [
  logPlot(
    'Hosts labelled for the first time',
    `filter message = "run" and ispresent(hostsOnboarded)
| stats sum(hostsOnboarded) as hosts by bin(15m)`,
    { width: 8, height: 6, prefixes: ['HostOnboard'] },
  ),
  metricPlot(
    'The usual findings',
    USUAL_FINDINGS.map((finding) => line('host-onboard', METRICS.findings, 'Sum', finding, ['reason', finding])),
    { period: FIVE_MINUTES, width: 8 },
  ),
  logTable(
    'All findings',
    `filter message = "warning" and ispresent(host)
| stats count_distinct(host) as hosts, latest(host) as example by reason, cluster
| sort hosts desc`,
    { width: 8, height: 6, prefixes: ['HostOnboard'] },
  ),
];

/** The vCPU hours that hosts removed in the time shown have not been paid for. Those that are launched anew are not taken off. */
const freed: readonly Line[] = [
  { ...line('scale-in', METRICS.vcpusRemoved, 'Sum', ''), id: 'vcpus', isHidden: true },
  { ...line('scale-in', METRICS.memoryRemoved, 'Sum', ''), id: 'memory', isHidden: true },
  { expression: 'RUNNING_SUM(RUNNING_SUM(FILL(vcpus, 0))) * PERIOD(vcpus) / 3600', label: 'vCPU hours' },
  { expression: 'RUNNING_SUM(RUNNING_SUM(FILL(memory, 0))) * PERIOD(memory) / 3600', label: 'GiB hours' },
];

/** What room is there, and what was saved? */
export const scaleInRow: readonly Widget[] = [
  logPlot(
    'Free and wanted headroom, percent of a cluster’s capacity',
    `filter message = "headroom"
| stats latest(free) as freeRoom, latest(wanted) as wantedRoom by bin(5m), cluster`,
    { width: 8, height: 6, prefixes: ['ScaleIn'] },
  ),
  metricPlot(
    'Hosts removed, and clusters short of headroom',
    [
      line('scale-in', METRICS.hostsRemoved, 'Sum', 'hosts removed'),
      line('scale-in', METRICS.clustersShortOfHeadroom, 'Maximum', 'clusters short of headroom'),
      ...actions('scale-in', { 'mark-and-drain-hosts': 'drains', 'give-back-hosts': 'given back' }),
    ],
    { period: FIVE_MINUTES, width: 5 },
  ),
  metricPlot('Freed so far by the hosts removed', freed, { period: FIVE_MINUTES, width: 5 }),
  logTable(
    'Hosts by verdict',
    `filter message = "verdict"
| stats count_distinct(containerInstance) as hosts by outcome, reason
| sort hosts desc`,
    { width: 6, height: 6, prefixes: ['ScaleIn'] },
  ),
];
