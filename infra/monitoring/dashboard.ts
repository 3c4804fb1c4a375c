import { ALARMS } from './alarms.ts';
import { hostOnboardRow, hostSyncRow, scaleInRow, spotDrainRow, terminationGateRow } from './dashboard-jobs.ts';
import { alarmStatus, logTable, metricPlot, text, type Widget } from './dashboard-widgets.ts';
import { deadLetterQueueName, FUNCTIONS, functionName, type MonitoredFunction, queueName } from './functions.ts';

const PER_MINUTE = 60;
const FIVE_MINUTES = 300;

/** Prices of Lambda in US dollars, arm64, eu-west-1, November 2026. docs/cost.md has them all. */
/** Of a million. */
const REQUESTS = 0.2;
const GIGABYTE_SECOND = 0.0000133334;

/** A metric of AWS's own for each function. */
function ofEach(metric: (each: MonitoredFunction) => readonly [string, string, string, string], stat: string) {
  return FUNCTIONS.map((each) => ({ metric: metric(each), label: each.name, stat }));
}

const lambda = (metricName: string) => (each: MonitoredFunction) =>
  ['AWS/Lambda', metricName, 'FunctionName', functionName(each)] as const;

/** Is the controller itself well? */
function healthRows(): readonly (readonly Widget[])[] {
  const deadLetters = ofEach(
    (each) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', deadLetterQueueName(each)],
    'Maximum',
  );
  const age = ofEach((each) => ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', queueName(each)], 'Maximum');
  return [
    [
      alarmStatus(
        'Alarms',
        ALARMS.map(({ name }) => name),
        24,
        5,
      ),
    ],
    [
      metricPlot('Errors', ofEach(lambda('Errors'), 'Sum'), { period: FIVE_MINUTES, width: 6 }),
      metricPlot('Messages set aside (dead letters)', deadLetters, { period: PER_MINUTE, width: 6 }),
      metricPlot('Age of the oldest message', age, { period: PER_MINUTE, width: 6 }),
      metricPlot('Longest run', ofEach(lambda('Duration'), 'Maximum'), {
        period: FIVE_MINUTES,
        width: 6,
      }),
    ],
  ];
}

/** What did it do, and what did it leave? */
const DECISIONS: readonly (readonly Widget[])[] = [
  [
    logTable(
      'What was done, or would be in a dry run',
      `filter ispresent(kind) and ispresent(outcome)
| stats count(*) as times by service, kind, reason, outcome
| sort times desc
| limit 50`,
      { width: 12, height: 8 },
    ),
    logTable(
      'What was held back, and what is not as it should be',
      `filter message in ["held back", "warning", "verdict"] and (message != "verdict" or outcome = "keep")
| stats count_distinct(coalesce(containerInstance, subject)) as about by service, reason
| sort about desc
| limit 50`,
      { width: 12, height: 8 },
    ),
  ],
  [
    logTable(
      'Latest decisions',
      `filter ispresent(kind) and ispresent(outcome)
| fields @timestamp, service, cluster, coalesce(host, containerInstance, serviceName) as about, kind, reason, outcome
| sort @timestamp desc
| limit 30`,
      { width: 24, height: 8 },
    ),
  ],
];

/** Lambda's part of the bill, and how much of the API's rates is used. */
function costRow(): readonly Widget[] {
  const billed = FUNCTIONS.flatMap((each, index) => [
    { id: `runs${index}`, metric: lambda('Invocations')(each), stat: 'Sum', isHidden: true },
    { id: `time${index}`, metric: lambda('Duration')(each), stat: 'Sum', isHidden: true },
    {
      expression: `runs${index} * ${REQUESTS} / 1000000 + time${index} / 1000 * ${each.memorySize / 1024} * ${GIGABYTE_SECOND}`,
      label: each.name,
    },
  ]);
  return [
    metricPlot('Runs', ofEach(lambda('Invocations'), 'Sum'), { period: FIVE_MINUTES, width: 6 }),
    metricPlot('Lambda, US dollars', billed, { period: FIVE_MINUTES, width: 6 }),
    logTable(
      'Calls to AWS',
      `filter message = "run"
| stats sum(apiCalls) as calls, sum(throttles) as throttled, sum(eventsTaken) as messages, count(*) as runs, max(oldestMessageAge) / 1000 as oldestMessageSeconds by service
| sort calls desc`,
      { width: 12, height: 6 },
    ),
  ];
}

/** Puts rows under each other. */
function laidOut(rows: readonly (readonly Widget[])[]): readonly Widget[] {
  let y = 0;
  return rows.flatMap((row) => {
    let x = 0;
    const placed = row.map((widget) => {
      const at = { ...widget, x, y };
      x += widget.width;
      return at;
    });
    y += Math.max(...row.map(({ height }) => height));
    return placed;
  });
}

/** The body of the dashboard as JSON, with references of Fn::Sub: health first, then each job, then cost. */
export const DASHBOARD_BODY: string = JSON.stringify({
  start: '-PT3H',
  widgets: laidOut([
    [
      text(
        '# ${AWS::StackName}: operations of ECS on EC2\nIs it well? What did it do, what did it leave, and why? docs/runbook.md says what to do.',
        24,
        2,
      ),
    ],
    ...healthRows(),
    ...DECISIONS,
    [text('## host-sync: one task per host', 24, 1)],
    hostSyncRow,
    [text('## spot-drain: hosts that EC2 takes away', 24, 1)],
    spotDrainRow,
    [text('## termination-gate: hosts that Auto Scaling terminates', 24, 1)],
    terminationGateRow,
    [text('## scale-in: hosts that nothing needs', 24, 1)],
    scaleInRow,
    [text('## host-onboard: hosts that are new', 24, 1)],
    hostOnboardRow,
    [text('## Cost', 24, 1)],
    costRow(),
  ]),
});
