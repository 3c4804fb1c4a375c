/** Names a metric: two of the same name with other dimensions are two metrics. */
export interface MetricIdentity {
  /** `AWS/SQS`, or a function's own. */
  readonly namespace: string;
  readonly metricName: string;
  /** Values by name; empty for a metric without dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric that has had data, as ListMetrics would name it, and what its billing follows from. */
export interface MetricSummary extends MetricIdentity {
  /** Unit of the first value: `Count`, `Milliseconds`, `Seconds`, `None`, … */
  readonly unit: string;
  /** Sent by the account's own code, which CloudWatch bills; not by AWS. */
  readonly custom: boolean;
  /** Clock hours (UTC) in which it was sent at least once: CloudWatch bills a custom metric by these. */
  readonly clockHours: number;
}

/** Statistics other than percentiles. Source: CloudWatch user guide, "CloudWatch statistics definitions". */
export type PlainStatistic = 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum';

/** What to make of a period's values. */
export type Statistic =
  | { readonly kind: 'plain'; readonly name: PlainStatistic }
  /** `percent` from 0 to 100. */
  | { readonly kind: 'percentile'; readonly percent: number };

const PLAIN: readonly string[] = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] satisfies PlainStatistic[];

/** Reads `Sum`, `p99`, `p99.9` and the like. @throws RangeError for any other, trimmed means and ranks among them */
export function statisticOf(text: string): Statistic {
  if (PLAIN.includes(text)) return { kind: 'plain', name: text as PlainStatistic };
  const percent = /^p(?<percent>\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.groups?.['percent'];
  if (percent !== undefined && Number(percent) <= 100) return { kind: 'percentile', percent: Number(percent) };
  throw new RangeError(`The simulator does not have the statistic ${text}; it has ${PLAIN.join(', ')} and p0 to p100`);
}

/** The same text for the same metric, whatever the order of its dimensions. */
export function metricKey({ namespace, metricName, dimensions }: MetricIdentity): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, sorted]);
}
