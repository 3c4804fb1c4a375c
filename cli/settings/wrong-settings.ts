import { HOST_ONBOARD_SETTINGS } from '../../functions/host-onboard/settings.ts';
import { HOST_SYNC_SETTINGS } from '../../functions/host-sync/settings.ts';
import { SCALE_IN_SETTINGS } from '../../functions/scale-in/settings.ts';
import { SPOT_DRAIN_SETTINGS } from '../../functions/spot-drain/settings.ts';
import { TERMINATION_GATE_SETTINGS } from '../../functions/termination-gate/settings.ts';
import { ConfigError, readConfig } from '../../shared/runtime/config.ts';

/** Settings by name, as `params` in `serverless.yml` and `--param` have them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The functions, with the variables that each reads. */
const FUNCTIONS = [
  ['host-sync', HOST_SYNC_SETTINGS],
  ['spot-drain', SPOT_DRAIN_SETTINGS],
  ['termination-gate', TERMINATION_GATE_SETTINGS],
  ['scale-in', SCALE_IN_SETTINGS],
  ['host-onboard', HOST_ONBOARD_SETTINGS],
] as const;

/** Variables that the stack and Lambda give their values, made up: only settings are judged. */
const NOT_SETTINGS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  QUEUE_URL: 'https://sqs.invalid/queue',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.invalid/dead-letter-queue',
  TERMINATION_GATE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:hooks',
  OPERATOR_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:operator',
};

/** EventBridge user guide, "Schedule expressions": one minute, two minutes; six fields between single blanks. */
const SCHEDULE = /^(rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)|cron\(\S+( \S+){5}\))$/;
const SCHEDULE_FORM = 'rate(15 minutes), rate(1 hour) or cron(0/15 * * * ? *), as EventBridge has them';

/** KMS developer guide, "Key ARN"; an alias would not do, for policies of IAM name keys by their ARN. */
const KEY_ARN = /^(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+)?$/;
const KEY_ARN_FORM = 'the ARN of a key of KMS, or nothing';

/** Settings of the stack itself, which no function reads: what they may be, and how that is said. */
const OF_STACK: Readonly<Record<string, readonly [allowed: RegExp, form: string]>> = {
  // Lengths as RFC 5321 has them; without any, the time that it takes grows with the square of the text.
  operatorEmail: [/^([^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{1,63})?$/, 'an e-mail address, or nothing'],
  alarms: [/^(true|false)$/, 'true or false'],
  dashboard: [/^(true|false)$/, 'true or false'],
};

/**
 * Judges settings as the functions do when they start, so that a deployment can be refused instead.
 *
 * @param defaults every setting there is
 * @param given what a stage and the command line say in their place
 * @returns what is wrong, one line each: the setting, what is wrong with it, what is allowed
 */
export function wrongSettings(defaults: Parameters, given: Parameters): string[] {
  const known = Object.keys(defaults);
  const misspelt = Object.keys(given).filter((name) => !known.includes(name));
  const settings = { ...defaults, ...given };
  const schedules = known.filter((name) => name.endsWith('Schedule') && !SCHEDULE.test(textOf(settings[name])));
  const keys = known.filter((name) => name.endsWith('KmsKey') && !KEY_ARN.test(textOf(settings[name])));
  const ofStack = Object.entries(OF_STACK).filter(([name, [allowed]]) => !allowed.test(textOf(settings[name] ?? '')));
  const wrong = [
    ...misspelt.map((name) => `${name} is not a setting; ${suggestion(name, known)}`),
    ...schedules.map((name) => `${name} is "${textOf(settings[name])}"; allowed: ${SCHEDULE_FORM}`),
    ...keys.map((name) => `${name} is "${textOf(settings[name])}"; allowed: ${KEY_ARN_FORM}`),
    ...ofStack.map(([name, [, form]]) => `${name} is "${textOf(settings[name])}"; allowed: ${form}`),
    ...FUNCTIONS.flatMap(([name, own]) => faultsOf(name, own, settings)),
  ];
  return [...new Set(wrong)];
}

/** A setting as a function would get it. A list or a map is none; its JSON says what was written. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function faultsOf(name: string, own: (typeof FUNCTIONS)[number][1], settings: Parameters): string[] {
  const variables = ['DRY_RUN', 'LOG_LEVEL', 'METRIC_DETAIL', 'TRACING', ...Object.keys(own)].map((variable) => {
    const value = settings[settingOf(variable)];
    return [variable, value === undefined ? undefined : textOf(value)];
  });
  try {
    readConfig(name, own, { ...Object.fromEntries(variables), ...NOT_SETTINGS });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.replace(/^\w+/, settingOf));
  }
}

/** `HOST_SYNC_DRY_RUN` is the setting `hostSyncDryRun`. */
function settingOf(variable: string): string {
  return variable.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function suggestion(name: string, known: readonly string[]): string {
  const same = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return same === undefined ? `allowed: ${known.join(', ')}` : `${same} is`;
}
