import * as v from 'valibot';
import type { ClientSettings, EndpointName } from '../aws/clients.ts';
import { lambdaCredentials } from '../aws/credentials/in-lambda.ts';
import {
  awsRegion,
  type DaemonAddress,
  daemonAddress,
  endpointUrl,
  flag,
  logLevel,
  metricDetail,
  queueUrl,
  required,
} from './settings.ts';

/** The settings are wrong; the message has one line for each fault. Thrown while the function starts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** One entry a fault: the variable, what is wrong with it, what is allowed. */
  readonly faults: readonly string[];

  constructor(functionName: string, faults: readonly string[]) {
    const count = faults.length === 1 ? '1 setting is' : `${faults.length} settings are`;
    super(`${functionName} does not start, ${count} wrong:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Variables that every function has. Lambda sets the `AWS_` ones, endpoints excepted. */
const COMMON = {
  AWS_REGION: awsRegion(),
  AWS_ACCESS_KEY_ID: required('the access key of the role'),
  AWS_SECRET_ACCESS_KEY: required('the secret key of the role'),
  AWS_SESSION_TOKEN: v.optional(v.string()),
  AWS_USE_FIPS_ENDPOINT: flag(),
  AWS_LAMBDA_INITIALIZATION_TYPE: v.optional(v.string()),
  AWS_XRAY_DAEMON_ADDRESS: daemonAddress(),
  AWS_ENDPOINT_URL: endpointUrl(),
  AWS_ENDPOINT_URL_AUTO_SCALING: endpointUrl(),
  AWS_ENDPOINT_URL_EC2: endpointUrl(),
  AWS_ENDPOINT_URL_ECS: endpointUrl(),
  AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: endpointUrl(),
  AWS_ENDPOINT_URL_SNS: endpointUrl(),
  AWS_ENDPOINT_URL_SQS: endpointUrl(),
  DRY_RUN: flag(),
  LOG_LEVEL: logLevel(),
  METRIC_DETAIL: metricDetail(),
  TRACING: flag(),
  QUEUE_URL: queueUrl(),
  DEAD_LETTER_QUEUE_URL: queueUrl(),
} satisfies v.ObjectEntries;

/** The environment as a function sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What every function is told about the place it runs in. */
export interface CommonConfig {
  readonly clients: ClientSettings;
  /** Whether a run follows the start at once, as it does in Lambda unless its environments are provisioned. */
  readonly isStartedForRun: boolean;
  readonly stackDryRun: boolean;
  readonly logLevel: v.InferOutput<ReturnType<typeof logLevel>>;
  readonly metricDetail: v.InferOutput<ReturnType<typeof metricDetail>>;
  /** Where X-Ray's daemon listens, if runs are to be traced. */
  readonly tracing: DaemonAddress | undefined;
  /** The queue the function is fed from. */
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Common and own settings of a function. */
export interface FunctionConfig<Own extends v.ObjectEntries> extends CommonConfig {
  /** The function's own variables, by name. */
  readonly own: v.InferOutput<v.ObjectSchema<Own, undefined>>;
}

/**
 * Reads a function's settings from the environment, once, while it starts. No other module reads the
 * environment, save Powertools, which looks for its own `POWERTOOLS_` variables.
 *
 * @param functionName as in `host-sync`; its variables begin with `HOST_SYNC_`, and one that begins so and
 *   is not in `own` is a fault, for it is a name misspelt
 * @throws ConfigError naming every fault at once
 */
export function readConfig<Own extends v.ObjectEntries>(
  functionName: string,
  own: Own,
  environment: Environment = process.env,
): FunctionConfig<Own> {
  // A template gives an empty string where it has nothing to say.
  const variables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const common = v.safeParse(v.object(COMMON), withEvery(COMMON, variables));
  const specific = v.safeParse(v.object(own), withEvery(own, variables));
  const unknown = misspelt(functionName, variables, Object.keys(own));
  if (!common.success || !specific.success || unknown.length > 0) {
    throw new ConfigError(functionName, [...faults(common.issues), ...faults(specific.issues), ...unknown]);
  }
  return { ...commonConfig(common.output), own: specific.output };
}

/** Names the missing variables too, so that each is judged by its own entry, in that entry's words. */
function withEvery(entries: v.ObjectEntries, variables: Environment): Environment {
  return Object.fromEntries(Object.keys(entries).map((name) => [name, variables[name]]));
}

function faults(issues: readonly v.BaseIssue<unknown>[] = []): string[] {
  return issues.map((issue) => {
    const variable = v.getDotPath(issue) ?? '';
    // A secret is never wrong in its value, only missing, so no value shown here is one.
    return issue.received === 'undefined'
      ? `${variable} is missing; ${issue.message}`
      : `${variable} is ${issue.received}; ${issue.message}`;
  });
}

function misspelt(functionName: string, variables: Environment, known: readonly string[]): string[] {
  const prefix = `${functionName.toUpperCase().replaceAll('-', '_')}_`;
  const unknown = Object.keys(variables).filter((name) => name.startsWith(prefix) && !known.includes(name));
  return unknown.map((name) => `${name} is not a setting; allowed: ${known.join(', ')}`);
}

function commonConfig(variables: v.InferOutput<v.ObjectSchema<typeof COMMON, undefined>>): CommonConfig {
  const credentials = lambdaCredentials(variables);
  const endpoint = (service: EndpointName) => variables[`AWS_ENDPOINT_URL_${service}`] ?? variables.AWS_ENDPOINT_URL;
  return {
    clients: { region: variables.AWS_REGION, credentials, endpoint, useFipsEndpoint: variables.AWS_USE_FIPS_ENDPOINT },
    isStartedForRun: variables.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand',
    stackDryRun: variables.DRY_RUN,
    logLevel: variables.LOG_LEVEL,
    metricDetail: variables.METRIC_DETAIL,
    tracing: variables.TRACING ? variables.AWS_XRAY_DAEMON_ADDRESS : undefined,
    queueUrl: variables.QUEUE_URL,
    deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
  };
}

/** X-Ray's header of the invocation that is under way, which Lambda sets anew for each (Lambda developer guide). */
export function traceHeader(environment: Environment = process.env): string | undefined {
  return environment['_X_AMZN_TRACE_ID'];
}
