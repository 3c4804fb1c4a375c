import * as v from 'valibot';
import { isClusterArn, isClusterName, parseArn } from '../domain/arn.ts';

/** Kinds of settings, made once where that can be: making them is a part of each cold start. Each says in its message what is allowed, for that is what the reader of a fault needs. */

/** A text that must be there. */
export const required = (what: string) => v.pipe(v.string(`required: ${what}`), v.nonEmpty(`required: ${what}`));

/** One of several words; the fallback when it is not set. */
export const oneOf = <const Options extends readonly string[]>(options: Options, fallback: Options[number]) =>
  v.optional(v.picklist(options, `allowed: ${options.join(', ')}`), fallback);

const FLAG = v.pipe(
  oneOf(['true', 'false'], 'false'),
  v.transform((value) => value === 'true'),
);

/** `true` or `false`, and `false` when it is not set. */
export const flag = () => FLAG;

/** A level of the log, and INFO when it is not set. */
export const logLevel = () => oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO');

/** How many metrics are sent: those that tell of something out of the ordinary, or all. */
export const metricDetail = () => oneOf(['basic', 'detailed'], 'basic');

/** A whole number within bounds; the fallback when it is not set. */
export const wholeNumber = (least: number, most: number, fallback: number) => {
  const allowed = `allowed: a whole number from ${least} to ${most}`;
  return v.pipe(
    v.optional(v.string(), String(fallback)),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = /^\d+$/.test(dataset.value) ? Number(dataset.value) : Number.NaN;
      if (value >= least && value <= most) return value;
      addIssue({ message: allowed });
      return NEVER;
    }),
  );
};

/** The ARN of an SNS topic. */
export const topicArn = () => {
  const allowed = 'required: the ARN of an SNS topic';
  return v.pipe(
    v.string(allowed),
    v.check((text) => parseArn(text)?.service === 'sns', allowed),
  );
};

/** The name of a Region. */
export const awsRegion = () => {
  const allowed = 'required: the name of a Region, as in eu-central-1';
  return v.pipe(v.string(allowed), v.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, allowed));
};

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
}

const ENDPOINT_URL = v.optional(v.pipe(v.string(), v.check(isHttpUrl, 'allowed: an http or https URL')));

/** The address of a service in place of AWS's own; undefined when it is not set. */
export const endpointUrl = () => ENDPOINT_URL;

/** Where X-Ray's daemon takes UDP datagrams. */
export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * An IPv4 address with a port, as Lambda gives the one of X-Ray's daemon. Undefined for anything else: no trace is worth
 * a function that does not start.
 */
export const daemonAddress = () =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text): DaemonAddress | undefined => {
      const { host, port } = /^(?<host>\d{1,3}(?:\.\d{1,3}){3}):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
      return host && Number(port) > 0 && Number(port) < 65_536 ? { host, port: Number(port) } : undefined;
    }),
  );

/** The URL of an SQS queue. */
export const queueUrl = () => {
  const allowed = 'required: the URL of an SQS queue';
  return v.pipe(v.string(allowed), v.check(isHttpUrl, allowed));
};

/** A list with commas between its entries; blanks around them do not count. Empty when it is not set. */
export const listOf = (isAllowed: (entry: string) => boolean, allowed: string) =>
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => text.split(',').map((entry) => entry.trim())),
    v.transform((entries) => entries.filter((entry) => entry !== '')),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const entry of dataset.value.filter((candidate) => !isAllowed(candidate))) {
        addIssue({ message: `allowed: ${allowed}`, received: `not right in "${entry}"` });
      }
    }),
  );

/** Names or ARNs of clusters. Empty when it is not set, which stands for all. */
export const clusterList = () =>
  listOf((entry) => isClusterName(entry) || isClusterArn(entry), 'cluster ARNs or names, with commas between');
