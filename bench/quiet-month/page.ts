import { MONTH_HOURS, PRICE_DATE, PRICE_LIST, PRICE_REGION, PRICES, type PriceName } from '../../simulator/cost.ts';
import { REFERENCE } from './account.ts';
import {
  type Bill,
  billOf,
  FREE_TIER,
  type FunctionBill,
  type Item,
  KEPT_DEPLOYMENTS,
  LOOKS,
  MONTH_DAYS,
  monthOf,
  total,
  withFreeTier,
} from './bill.ts';
import type { Results } from './results.ts';

/** Dollars that everything but alarms and dashboards may cost in a month. */
export const MOST_DOLLARS = 2;

/** Dollars a month: three pollers less, each with a receive in vain every 20 s. */
const SAVED_BY_TWO_POLLERS = 3 * 3 * 60 * MONTH_HOURS * PRICES.sqsRequest;

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
const count = (amount: number): string => Math.round(amount).toLocaleString('en-US');
/** Three digits that say something, for counts that may be small. */
const short = (amount: number): string =>
  amount.toLocaleString('en-US', amount >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });

/** The page about cost, made of what was counted. */
export function costPage(results: Results): string {
  const month = monthOf(results.day, results.once);
  const bill = billOf(month, results.template);
  return [
    '# What it costs',
    '',
    `<!-- Written by npm run cost from bench/results/quiet-month.json. -->`,
    '',
    ...headline(bill, results),
    '',
    '## By function',
    '',
    ...functionTable(bill),
    '',
    '## By what is charged for',
    '',
    ...itemTable(bill.items),
    '',
    ...FREE_TIER_NOTE,
    '',
    '## Alarms and dashboards',
    '',
    ...itemTable(bill.apart),
    '',
    ...apartNote(bill, results),
    '',
    '## The account',
    '',
    ...ACCOUNT_NOTE,
    '',
    '## How it is counted',
    '',
    ...methodNote(results),
    '',
    '## Prices',
    '',
    ...priceTable(),
    '',
  ].join('\n');
}

function headline(bill: Bill, { template }: Results): readonly string[] {
  const { clusters, onDemandHosts, spotHosts } = REFERENCE;
  const hosts = clusters * (onDemandHosts + spotHosts);
  const verdict = total(bill.items) < MOST_DOLLARS ? '' : `, which is over the ${dollars(MOST_DOLLARS)} aimed at`;
  return [
    `In an account of ${clusters} clusters and ${hosts} hosts the controller costs **${dollars(total(bill.items))} a month** at list price,`,
    `without any free tier${verdict}. Its alarms and dashboards cost ${dollars(total(bill.apart))} besides.`,
    '',
    `- ${template.functions.length} functions, ${count(sumOf(bill, ({ counts }) => counts.runs))} runs`,
    `- ${bill.customMetrics} custom metrics, which have values in ${short(metricMonths(bill) * MONTH_HOURS)} metric-hours: CloudWatch charges by the hour`,
    `- ${template.alarms} alarms, ${template.dashboards} dashboards`,
    `- ${count(bill.logBytes / 2 ** 20)} MiB of logs`,
  ];
}

const sumOf = ({ functions }: Bill, of: (each: FunctionBill) => number): number =>
  functions.reduce((sum, each) => sum + of(each), 0);
const metricMonths = ({ items }: Bill): number => items.find(({ price }) => price === 'metricMonth')?.count ?? 0;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `|---|${'---:|'.repeat(head.length - 1)}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

function functionTable(bill: Bill): readonly string[] {
  const head = [
    'a month',
    'runs',
    'GB-seconds',
    'Lambda',
    'SQS requests',
    '',
    'asked in vain',
    '',
    'logs, MiB',
    '',
    'sum',
  ];
  const cells = (each: FunctionBill): readonly string[] => {
    const { lambda, messages, polls, logs } = each.dollars;
    return [
      count(each.counts.runs),
      count(each.gigabyteSeconds),
      dollars(lambda),
      count(each.requests),
      dollars(messages),
      count(each.emptyReceives),
      dollars(polls),
      short(each.counts.logBytes / 2 ** 20),
      dollars(logs),
      dollars(lambda + messages + polls + logs),
    ];
  };
  return table(
    head,
    bill.functions.map((each) => [`\`${each.name}\``, ...cells(each)]),
  );
}

function itemTable(items: readonly Item[]): readonly string[] {
  const rows = items
    .filter((each) => each.count > 0)
    .map((each) => {
      const { of, listed } = PRICE_LIST[each.price];
      return [of, short(each.count), listed, dollars(each.dollars), dollars(withFreeTier(each))];
    });
  const free = items.reduce((sum, each) => sum + withFreeTier(each), 0);
  return table(
    ['a month', 'count', 'price', 'list price', 'with free tier'],
    [...rows, ['sum', '', '', dollars(total(items)), dollars(free)]],
  );
}

const FREE_TIER_NOTE = [
  'The last column is what is left when nothing else in the account uses the free tier that never ends. Nothing here relies on it.',
  'Each month it has:',
  '',
  ...(Object.entries(FREE_TIER) as [PriceName, number][]).map(
    ([price, amount]) => `- ${PRICE_LIST[price].of}: ${count(amount)}`,
  ),
];

function apartNote(bill: Bill, { template }: Results): readonly string[] {
  return [
    `AWS charges an alarm for each metric that it reads: ${template.alarms} alarms read ${template.alarmMetrics}. A look at the`,
    `dashboard runs ${template.logWidgets} queries of Logs Insights; ${LOOKS.perDay} looks a day, at ${LOOKS.hours} hours of logs each, are in the sum above.`,
    `The ${bill.customMetrics} custom metrics are those that the month had; AWS’s own metrics of Lambda and SQS are free.`,
  ];
}

const { onDemandHosts, spotHosts, agentReconnectsPerHour, deployments, scaleOuts, interruptions, clusters } = REFERENCE;
const ACCOUNT_NOTE = [
  `- ${clusters} clusters of ${onDemandHosts} hosts on demand and ${spotHosts} on Spot, each with one service per host and three others.`,
  '  All of them are opted in to scale-in, and all groups have a terminate hook.',
  `- The agent of each host loses its connection and comes back ${agentReconnectsPerHour} times an hour.`,
  `- Each day ${deployments} deployments, each of all tasks of a service; ${scaleOuts} hosts that are started and stay idle until scale-in`,
  `  removes them; ${interruptions} Spot interruptions. Once a month a rolling replacement of the ${onDemandHosts} hosts of a group.`,
];

function methodNote({ date, machine, node, version, seconds }: Results): readonly string[] {
  return [
    '`npm run cost` plays a day of that account on [the simulator](../simulator/README.md), with the packaged stack and default',
    'settings: the twelve hours in which things happen, and two of the other twelve, in which agents reconnect and schedules go',
    'on, to stand for all of those. The replacement is played apart.',
    '',
    `- A month is ${MONTH_DAYS} such days and one replacement. A metric counts in each hour in which it has a value, out of ${MONTH_HOURS}.`,
    '- What a run is billed for is its time in the simulator, which is that of its calls, and besides the processor time that',
    '  it took on the machine below, stretched to the part of a core that its memory gives.',
    '- SQS requests are those of rules and topics that send, of the functions, and of Lambda’s pollers: five for each queue, which',
    '  ask every 20 seconds when there is nothing. Lambda makes do with two at little load, but not for a mapping with a maximum',
    '  concurrency, which all of these have. The five gather batches side by side, which makes more runs than one batch would.',
    `  Doing without the maximum would save ${dollars(SAVED_BY_TWO_POLLERS)} a queue, and is not done: it keeps an account that is throttled from`,
    '  ever more runs at once, and hosts that join by the hundred from using up what ECS allows.',
    '- Logs are counted with the lines that Lambda itself writes and the 26 bytes that CloudWatch adds to each event, and are',
    '  taken to be stored as they came, although AWS stores them compressed.',
    `- Amazon S3 keeps ${KEPT_DEPLOYMENTS} deployments. Events of AWS services, schedules and calls of ECS, EC2 and Auto Scaling are free.`,
    '  Tracing is off. SQS and SNS encrypt with keys that cost nothing.',
    '',
    `Counted on ${date} with version ${version}, Node.js ${node.slice(1)}, ${machine}, in ${seconds} s.`,
    '`npm run cost -- page` writes this page anew from the same counts, with the alarms and dashboards of the stack as it is.',
  ];
}

function priceTable(): readonly string[] {
  const rows = Object.values(PRICE_LIST).map(({ of, listed, page }) => [of, listed, `<${page}>`]);
  return [`Of ${PRICE_REGION}, ${PRICE_DATE}, first tiers.`, '', ...table(['', 'price', 'source'], rows)];
}
