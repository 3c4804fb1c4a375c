import { GIGABYTE, MONTH_HOURS, PRICE_LIST, PRICES, type PriceName } from '../../simulator/cost.ts';
import { type Counts, type FunctionCounts, plus } from './counts.ts';
import type { TemplateFacts } from './template-facts.ts';

/** Days of a month: 365 / 12. */
export const MONTH_DAYS = 30.4;
/** Looks at a dashboard a day, and hours of logs that its queries scan at each. */
export const LOOKS = { perDay: 5, hours: 3 } as const;
/** Deployments that osls keeps in the bucket. */
export const KEPT_DEPLOYMENTS = 5;
/** MiB of memory at which a function has one whole core. Source: Lambda developer guide, "Configure Lambda function memory". */
const MEMORY_OF_A_CORE = 1_769;

/** What a month takes of one thing that has a price. */
export interface Item {
  readonly price: PriceName;
  readonly count: number;
  readonly dollars: number;
}

/** What one function takes in a month. */
export interface FunctionBill {
  readonly name: string;
  readonly counts: FunctionCounts;
  readonly gigabyteSeconds: number;
  /** SQS requests that move messages, and receives in vain. */
  readonly requests: number;
  readonly emptyReceives: number;
  /** US dollars, in the order of the page. */
  readonly dollars: {
    readonly lambda: number;
    readonly messages: number;
    readonly polls: number;
    readonly logs: number;
  };
}

/** What a month costs. */
export interface Bill {
  readonly functions: readonly FunctionBill[];
  /** Everything but alarms and dashboards. */
  readonly items: readonly Item[];
  /** Alarms and dashboards. */
  readonly apart: readonly Item[];
  readonly customMetrics: number;
  readonly logBytes: number;
}

/** A month: so many quiet days, and once what happens once a month. */
export const monthOf = (day: Counts, once: Counts): Counts => plus(once, day, MONTH_DAYS);

/** What AWS would charge for a month at list price, without free tiers. */
export function billOf(month: Counts, facts: TemplateFacts): Bill {
  const functions = Object.entries(month.functions).map(([name, counts]) => functionBill(name, counts));
  const sum = (of: (bill: FunctionBill) => number): number => functions.reduce((total, bill) => total + of(bill), 0);
  const logBytes = sum(({ counts }) => counts.logBytes);
  const logs = logBytes / GIGABYTE;
  const looksPerMonth = LOOKS.perDay * MONTH_DAYS;
  const scanned = (looksPerMonth * facts.logWidgets * logs * LOOKS.hours) / (24 * MONTH_DAYS);
  const metricHours = Object.values(month.metricHours).reduce((total, hours) => total + hours, 0);
  return {
    functions,
    items: [
      item(
        'lambdaRequest',
        sum(({ counts }) => counts.runs),
      ),
      item(
        'lambdaGigabyteSecond',
        sum(({ gigabyteSeconds }) => gigabyteSeconds),
      ),
      item(
        'sqsRequest',
        sum(({ requests, emptyReceives }) => requests + emptyReceives),
      ),
      item('snsRequest', month.snsPublishes),
      item('logGigabyte', logs),
      item('logGigabyteMonth', (logs * facts.logRetention) / MONTH_DAYS),
      item('scannedGigabyte', scanned),
      item('metricMonth', metricHours / MONTH_HOURS),
      item('s3GigabyteMonth', (facts.deploymentBytes * KEPT_DEPLOYMENTS) / GIGABYTE),
    ],
    apart: [
      item('alarmMonth', facts.alarmMetrics),
      item('compositeAlarmMonth', facts.compositeAlarms),
      item('dashboardMonth', facts.dashboards),
    ],
    customMetrics: Object.values(month.metricHours).filter((hours) => hours > 0).length,
    logBytes,
  };
}

function item(price: PriceName, count: number): Item {
  return { price, count, dollars: count * PRICES[price] };
}

function functionBill(name: string, counts: FunctionCounts): FunctionBill {
  const { emptyReceives, ...moving } = counts.sqs;
  const requests = Object.values(moving).reduce((sum, count) => sum + count, 0);
  const gigabyteSeconds = (billedMilliseconds(counts) / 1_000) * (counts.memorySize / 1_024);
  return {
    ...{ name, counts, gigabyteSeconds, requests, emptyReceives },
    dollars: {
      lambda: counts.runs * PRICES.lambdaRequest + gigabyteSeconds * PRICES.lambdaGigabyteSecond,
      messages: requests * PRICES.sqsRequest,
      polls: emptyReceives * PRICES.sqsRequest,
      logs: (counts.logBytes / GIGABYTE) * PRICES.logGigabyte,
    },
  };
}

/** The part of a core that the memory gives makes computing take longer; nothing is computed while a run waits. */
export function billedMilliseconds({ waiting, computing, memorySize }: FunctionCounts): number {
  return waiting + computing * Math.max(1, MEMORY_OF_A_CORE / memorySize);
}

/** What AWS gives for nothing each month, to the account and not to this stack alone. */
export const FREE_TIER: Partial<Readonly<Record<PriceName, number>>> = {
  lambdaRequest: 1e6,
  lambdaGigabyteSecond: 400_000,
  sqsRequest: 1e6,
  snsRequest: 1e6,
  /** The same 5 GB are for storage and scans too; here ingestion has them. */
  logGigabyte: 5,
  metricMonth: 10,
  alarmMonth: 10,
  dashboardMonth: 3,
};

/** What is left to pay of an item when nothing else in the account uses the free tier. */
export function withFreeTier({ price, count }: Item): number {
  return Math.max(0, count - (FREE_TIER[price] ?? 0)) * PRICE_LIST[price].dollars;
}

/** Sum in US dollars. */
export const total = (items: readonly Item[]): number => items.reduce((sum, { dollars }) => sum + dollars, 0);
