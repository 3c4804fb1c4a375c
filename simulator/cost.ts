import type { InvocationRecord } from './services/lambda/lambda-parts.ts';

/** Region of the prices. */
export const PRICE_REGION = 'eu-west-1';
/** Month in which they were looked up. */
export const PRICE_DATE = '2026-11';

/** A price on demand, free tiers left out. */
export interface Price {
  /** What one of it costs, in US dollars. */
  readonly dollars: number;
  /** What is counted. */
  readonly of: string;
  /** As AWS's page says it. */
  readonly listed: string;
  readonly page: string;
}

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const SQS = 'https://aws.amazon.com/sqs/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUD_WATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const MILLION = 1e6;
/** CloudWatch prorates a metric by hours, of which a month of its prices has so many. */
export const MONTH_HOURS = 730;

/** What is charged for, first tiers, standard classes. ECS API calls and events of AWS services cost nothing. */
export const PRICE_LIST = {
  lambdaRequest: { dollars: 0.2 / MILLION, of: 'Lambda requests', listed: '$0.20 per million', page: LAMBDA },
  lambdaGigabyteSecond: {
    dollars: 0.0000133334,
    of: 'Lambda duration on arm64, GB-seconds',
    listed: '$0.0000133334 each',
    page: LAMBDA,
  },
  sqsRequest: { dollars: 0.4 / MILLION, of: 'SQS requests', listed: '$0.40 per million', page: SQS },
  snsRequest: { dollars: 0.5 / MILLION, of: 'SNS publishes', listed: '$0.50 per million', page: SNS },
  logGigabyte: { dollars: 0.57, of: 'log ingestion, GB', listed: '$0.57 per GB', page: CLOUD_WATCH },
  logGigabyteMonth: { dollars: 0.03, of: 'log storage, GB-months', listed: '$0.03 per GB-month', page: CLOUD_WATCH },
  scannedGigabyte: { dollars: 0.0057, of: 'Logs Insights, GB scanned', listed: '$0.0057 per GB', page: CLOUD_WATCH },
  /** A metric is a name with a set of dimensions. */
  metricMonth: { dollars: 0.3, of: 'custom metrics, metric-months', listed: '$0.30 a month', page: CLOUD_WATCH },
  alarmMonth: { dollars: 0.1, of: 'metrics in alarms', listed: '$0.10 a month', page: CLOUD_WATCH },
  compositeAlarmMonth: { dollars: 0.5, of: 'composite alarms', listed: '$0.50 a month', page: CLOUD_WATCH },
  dashboardMonth: { dollars: 3, of: 'dashboards', listed: '$3.00 a month', page: CLOUD_WATCH },
  s3GigabyteMonth: { dollars: 0.023, of: 'S3 storage, GB-months', listed: '$0.023 per GB-month', page: S3 },
} as const satisfies Readonly<Record<string, Price>>;

/** What has a price. */
export type PriceName = keyof typeof PRICE_LIST;

/** What one of each costs, in US dollars. */
export const PRICES = Object.fromEntries(
  Object.entries(PRICE_LIST).map(([name, { dollars }]) => [name, dollars]),
) as Readonly<Record<PriceName, number>>;

/** Bytes in a gigabyte of memory and of logs, as AWS counts. */
export const GIGABYTE = 2 ** 30;

/** What a run used. */
export interface Usage {
  readonly invocations: readonly InvocationRecord[];
  readonly sqsRequests: number;
  /** As CloudWatch bills them: `FunctionOutput.logBytes`. */
  readonly logBytes: number;
}

/** A run's cost in US dollars, by what it was spent on. */
export interface Cost {
  readonly lambda: number;
  readonly sqs: number;
  readonly logs: number;
  readonly total: number;
}

/** Estimates what AWS would charge for a run. */
export function costOf({ invocations, sqsRequests, logBytes }: Usage): Cost {
  const ran = invocations.filter(({ outcome }) => outcome.kind !== 'throttled');
  const gigabyteSeconds = ran.reduce((sum, { billedMilliseconds, memorySize }) => {
    return sum + (billedMilliseconds / 1_000) * (memorySize / 1_024);
  }, 0);
  const lambda = ran.length * PRICES.lambdaRequest + gigabyteSeconds * PRICES.lambdaGigabyteSecond;
  const sqs = sqsRequests * PRICES.sqsRequest;
  const logs = (logBytes / GIGABYTE) * PRICES.logGigabyte;
  return { lambda, sqs, logs, total: lambda + sqs + logs };
}
