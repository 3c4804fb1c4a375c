import type { InvocationRecord } from './services/lambda/lambda-parts.ts';

/**
 * On-demand prices in US dollars, eu-west-1, as published on AWS's pricing pages in November 2026; free tiers left out.
 */
export const PRICES = {
  lambdaRequest: 0.2 / 1e6,
  /** arm64, first tier. */
  lambdaGigabyteSecond: 0.0000133334,
  sqsRequest: 0.4 / 1e6,
  /** Standard log class, ingestion. */
  logGigabyte: 0.57,
  /** A custom metric of CloudWatch, which is a name with a set of dimensions, for a month. */
  metricMonth: 0.3,
} as const;

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

/** Estimates what AWS would charge for a run. ECS API calls and events of AWS services cost nothing. */
export function costOf({ invocations, sqsRequests, logBytes }: Usage): Cost {
  const ran = invocations.filter(({ outcome }) => outcome.kind !== 'throttled');
  const gigabyteSeconds = ran.reduce((sum, { billedMilliseconds, memorySize }) => {
    return sum + (billedMilliseconds / 1_000) * (memorySize / 1_024);
  }, 0);
  const lambda = ran.length * PRICES.lambdaRequest + gigabyteSeconds * PRICES.lambdaGigabyteSecond;
  const sqs = sqsRequests * PRICES.sqsRequest;
  const logs = (logBytes / 2 ** 30) * PRICES.logGigabyte;
  return { lambda, sqs, logs, total: lambda + sqs + logs };
}
