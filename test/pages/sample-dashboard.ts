import type { DashboardInput } from '../../cli/dashboard/dashboard.ts';
import { aDashboard, aMetricWidget, anAlarm, DASHBOARD_RANGE } from '../builders/dashboards.ts';
import { answer, insights } from './sample-data.ts';

const { start, end } = DASHBOARD_RANGE;
const minutes = (count: number): number => count * 60_000;

/** Alarms in every state. */
export const SAMPLE_ALARMS = [
  anAlarm({
    name: 'ecs-ops-dead-letters',
    state: 'ALARM',
    stateSince: end - minutes(38),
    description: 'Messages were parked on a dead-letter queue: see the runbook, "dead letters".',
    history: [
      { time: start - minutes(600), state: 'OK' },
      { time: start + minutes(70), state: 'ALARM' },
      { time: start + minutes(85), state: 'OK' },
      {
        time: end - minutes(38),
        state: 'ALARM',
        reason: 'Threshold crossed: 1 datapoint [2.0 (05/01/26 22:27:00)] was greater than the threshold (0.0).',
      },
    ],
  }),
  anAlarm({ name: 'ecs-ops-queue-age', description: 'Messages wait for more than five minutes.' }),
  anAlarm({ name: 'ecs-ops-spot-drain-errors', description: 'The function ends with an error.' }),
  anAlarm({ name: 'ecs-ops-host-sync-errors' }),
  anAlarm({ name: 'ecs-ops-scale-in-stuck', state: 'INSUFFICIENT_DATA', stateSince: start - minutes(90) }),
];

const FUNCTIONS = ['host-sync', 'spot-drain', 'termination-gate', 'scale-in'];

const TEXT = `# Operations controller
Keeps **services**, *hosts* and terminations in step. See the [runbook](https://example.com/runbook) or \`npm run doctor\`.
- health first
- then what was done`;

/** A dashboard with a widget of every type and view. */
export const SAMPLE_BODY = {
  periodOverride: 'inherit',
  widgets: [
    { type: 'text', x: 0, y: 0, width: 24, height: 3, properties: { markdown: TEXT, background: 'transparent' } },
    {
      type: 'alarm',
      x: 0,
      y: 3,
      width: 24,
      height: 4,
      properties: { title: 'Alarms', alarms: SAMPLE_ALARMS.map(({ arn }) => arn) },
    },
    aMetricWidget(
      {
        title: 'Done in this time',
        view: 'singleValue',
        stat: 'Sum',
        setPeriodToTimeRange: true,
        sparkline: true,
        metrics: [
          ['EcsOps', 'HostsDrained', 'service', 'spot-drain', { label: 'Hosts drained' }],
          ['.', 'TerminationsHeld', '.', 'termination-gate', { label: 'Terminations held' }],
          ['.', 'HostsRemoved', '.', 'scale-in', { label: 'Hosts removed' }],
          ['.', 'DesiredCountChanges', '.', 'host-sync', { label: 'Desired counts set' }],
        ],
      },
      { y: 7, width: 24, height: 4 },
    ),
    aMetricWidget(
      {
        title: 'Invocations',
        stacked: true,
        stat: 'Sum',
        metrics: FUNCTIONS.map((name, index) =>
          index === 0 ? ['AWS/Lambda', 'Invocations', 'FunctionName', name] : ['...', name],
        ),
      },
      { y: 11 },
    ),
    aMetricWidget(
      {
        title: 'Duration (p99)',
        stat: 'p99',
        metrics: FUNCTIONS.map((name) => ['AWS/Lambda', 'Duration', 'FunctionName', name]),
        annotations: { horizontal: [{ value: 60_000, label: 'Time-out', color: '#d13212', fill: 'above' }] },
        yAxis: { left: { label: 'Duration', min: 0 } },
      },
      { x: 12, y: 11 },
    ),
    aMetricWidget(
      {
        title: 'Queues: waiting and its age',
        stat: 'Maximum',
        metrics: [
          ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'ecs-ops-spot-drain', { label: 'Waiting' }],
          [
            '.',
            'ApproximateAgeOfOldestMessage',
            '.',
            '.',
            { label: 'Age of the oldest', yAxis: 'right', color: '#ffbb78' },
          ],
        ],
        yAxis: { left: { label: 'Messages' }, right: { label: 'Age' } },
      },
      { y: 17, width: 8 },
    ),
    aMetricWidget(
      { title: 'Errors', stat: 'Sum', metrics: [['AWS/Lambda', 'Errors', 'FunctionName', 'scale-in']] },
      { x: 8, y: 17, width: 8 },
    ),
    aMetricWidget(
      {
        title: 'Success rate',
        stat: 'Sum',
        metrics: [
          ['AWS/Lambda', 'Invocations', 'FunctionName', 'spot-drain', { id: 'invocations', visible: false }],
          ['.', 'Throttles', '.', '.', { id: 'throttles', visible: false }],
          [{ id: 'rate', expression: '100 * (1 - throttles / invocations)', label: 'Success', color: '#2ca02c' }],
        ],
        yAxis: { left: { min: 0, max: 100, label: 'Percent' } },
      },
      { x: 16, y: 17, width: 8 },
    ),
    aMetricWidget(
      {
        title: 'Reserved of the cluster',
        view: 'gauge',
        metrics: [
          ['AWS/ECS', 'CPUReservation', 'ClusterName', 'shop'],
          ['.', 'MemoryReservation', '.', '.'],
        ],
        yAxis: { left: { min: 0, max: 100 } },
      },
      { y: 23, width: 8, height: 5 },
    ),
    aMetricWidget(
      {
        title: 'Held back, by reason',
        view: 'bar',
        stat: 'Sum',
        setPeriodToTimeRange: true,
        metrics: ['MINIMUM_SIZE', 'PROTECTED', 'TASKS_FIT_NOWHERE', 'COOLDOWN'].map((reason) => [
          'EcsOps',
          'HeldBack',
          'reason',
          reason,
        ]),
      },
      { x: 8, y: 23, width: 8, height: 5 },
    ),
    aMetricWidget(
      {
        title: 'API calls, by service',
        view: 'pie',
        stat: 'Sum',
        setPeriodToTimeRange: true,
        metrics: ['ecs', 'autoscaling', 'sqs'].map((service) => ['EcsOps', 'ApiCalls', 'api', service]),
      },
      { x: 16, y: 23, width: 8, height: 5 },
    ),
    {
      type: 'log',
      x: 0,
      y: 28,
      width: 16,
      height: 6,
      properties: {
        title: 'Latest decisions',
        query: "SOURCE '/aws/lambda/ecs-ops-scale-in' | fields @timestamp, action, host, reason | sort @timestamp desc",
        view: 'table',
      },
    },
    {
      type: 'log',
      x: 16,
      y: 28,
      width: 8,
      height: 6,
      properties: {
        title: 'Decisions over time',
        query: "SOURCE '/aws/lambda/ecs-ops-scale-in' | stats count(*) by bin(30m)",
        view: 'timeSeries',
      },
    },
    aMetricWidget(
      {
        title: 'Sent bytes',
        view: 'table',
        metrics: FUNCTIONS.map((name) => ['AWS/SQS', 'SentMessageSize', 'QueueName', name]),
        table: { summaryColumns: ['MIN', 'MAX', 'AVG'] },
        period: 3600,
      },
      { y: 34, width: 24, height: 4 },
    ),
  ],
};

/** The sample with its fakes. */
export const sampleDashboard = (overrides: Partial<DashboardInput> = {}): DashboardInput =>
  aDashboard({
    body: SAMPLE_BODY,
    alarms: SAMPLE_ALARMS,
    insights,
    getMetricData: (queries, range) =>
      queries.filter(({ returnData }) => returnData !== false).map((query) => answer(query, range)),
    ...overrides,
  });
