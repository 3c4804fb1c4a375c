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

/** A metric of a function. */
function line(functionName: string, metric: MetricName | MeasureName, stat: string, label: string): Line {
  return { metric: [NAMESPACE, metric, FUNCTION_DIMENSION, functionName], stat, label };
}

/** How often an action was done, by the name of its column; one about several hosts has a line for each. */
function timesDone(kinds: Readonly<Record<string, string>>): string {
  return Object.entries(kinds)
    .map(([column, kind]) => `sum(strcontains(message, "${kind}")) as ${column}`)
    .join(', ');
}

/** Is there one task on each host? */
export const hostSyncRow: readonly Widget[] = [
  logPlot(
    'Eligible hosts and desired tasks, over all services',
    `filter message = "run" and ispresent(eligibleHosts)
| stats latest(eligibleHosts) as hosts, latest(desiredTasks) as tasks by bin(15m)`,
    { width: 12, height: 6, prefixes: ['HostSync'] },
  ),
  logPlot(
    'Counts that were set, and drift that no event told of',
    `filter (message = "set-desired-count" and outcome = "done") or (message = "run" and ispresent(servicesDrifted))
| stats ${timesDone({ countsSet: 'set-desired-count' })}, sum(servicesDrifted) as servicesAdrift by bin(5m)`,
    { width: 12, height: 6, prefixes: ['HostSync'] },
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
  logPlot(
    'Left of the two minutes',
    `filter message = "drained" and ispresent(timeLeft)
| stats min(timeLeft) / 1000 as leastSeconds by bin(5m)`,
    { width: 8, height: 6, prefixes: ['SpotDrain'] },
  ),
  logPlot(
    'What spot-drain did',
    `filter ispresent(kind) and outcome = "done"
| stats ${timesDone({ hostsDrained: 'drain-hosts', tasksStopped: 'stop-task' })} by bin(5m)`,
    { width: 8, height: 6, prefixes: ['SpotDrain'] },
  ),
];

const GATE_ACTIONS = {
  hostsDrained: 'drain-hosts',
  letGo: 'complete-lifecycle-action',
  tasksStopped: 'stop-task',
  operatorTold: 'notify-operator',
} as const;

/** How long are hosts held, and do all go empty? */
export const terminationGateRow: readonly Widget[] = [
  logPlot(
    'For how long hosts were held',
    `filter message = "complete-lifecycle-action" and outcome = "done"
| stats max(waitedFor) / 1000 as longestWaitSeconds, max(drainedIn) / 1000 as longestDrainSeconds by bin(5m)`,
    { width: 6, height: 6, prefixes: ['TerminationGate'] },
  ),
  logPlot(
    'From the last task’s end to the release',
    `filter message = "complete-lifecycle-action" and outcome = "done" and ispresent(emptyFor)
| stats max(emptyFor) / 1000 as slowestSeconds, avg(emptyFor) / 1000 as averageSeconds by bin(5m)`,
    { width: 6, height: 6, prefixes: ['TerminationGate'] },
  ),
  logPlot(
    'What termination-gate did',
    `filter (ispresent(kind) and outcome = "done") or (message = "run" and ispresent(deadlinesPassed))
| stats ${timesDone(GATE_ACTIONS)}, sum(deadlinesPassed) as pastDeadline by bin(5m)`,
    { width: 6, height: 6, prefixes: ['TerminationGate'] },
  ),
  logTable(
    'What hosts were held for',
    `filter message = "held back" and ispresent(host)
| stats count_distinct(host) as hosts by reason
| sort hosts desc`,
    { width: 6, height: 6, prefixes: ['TerminationGate'] },
  ),
];

/** Which hosts are new, and what is wrong with their metadata service? */
export const hostOnboardRow: readonly Widget[] = [
  logPlot(
    'Hosts labelled for the first time',
    `filter message = "run" and ispresent(hostsOnboarded)
| stats sum(hostsOnboarded) as hosts by bin(15m)`,
    { width: 8, height: 6, prefixes: ['HostOnboard'] },
  ),
  metricPlot('Findings told', [line('host-onboard', METRICS.findings, 'Sum', 'findings')], {
    period: FIVE_MINUTES,
    width: 8,
  }),
  logTable(
    'Findings by kind',
    `filter message = "warning" and ispresent(host)
| stats count_distinct(host) as hosts, latest(host) as example by reason, cluster
| sort hosts desc`,
    { width: 8, height: 6, prefixes: ['HostOnboard'] },
  ),
];

const SCALE_IN_ACTIONS = {
  drained: 'mark-and-drain-hosts',
  removed: 'terminate-hosts',
  givenBack: 'give-back-hosts',
} as const;

/** What room is there, and what was saved? */
export const scaleInRow: readonly Widget[] = [
  logPlot(
    'Free and wanted headroom, percent of a cluster’s capacity',
    `filter message = "headroom"
| stats latest(free) as freeRoom, latest(wanted) as wantedRoom by bin(5m), cluster`,
    { width: 8, height: 6, prefixes: ['ScaleIn'] },
  ),
  logPlot(
    'Hosts removed, and clusters short of headroom',
    `filter (ispresent(kind) and outcome = "done") or (message = "run" and ispresent(clustersShortOfHeadroom))
| stats ${timesDone(SCALE_IN_ACTIONS)}, max(clustersShortOfHeadroom) as clustersShort by bin(5m)`,
    { width: 5, height: 6, prefixes: ['ScaleIn'] },
  ),
  // The hours that hosts removed in the time shown have not been paid for. Those that are launched anew are not taken off.
  logTable(
    'Freed until now by the hosts removed',
    `filter message = "run" and ispresent(hostsRemoved)
| fields (now() - toMillis(@timestamp) / 1000) / 3600 as hours
| stats sum(hostsRemoved) as hosts, sum(vcpusRemoved) as vCPUs, sum(vcpusRemoved * hours) as vCPUHours, sum(memoryRemoved) as GiB, sum(memoryRemoved * hours) as GiBHours`,
    { width: 5, height: 6, prefixes: ['ScaleIn'] },
  ),
  logTable(
    'Hosts by verdict',
    `filter message = "verdict"
| stats count_distinct(containerInstance) as hosts by outcome, reason
| sort hosts desc`,
    { width: 6, height: 6, prefixes: ['ScaleIn'] },
  ),
];
