import fc from 'fast-check';
import type * as v from 'valibot';
import { wrongSettings } from '../../cli/settings/wrong-settings.ts';
import { HOST_ONBOARD_SETTINGS } from '../../functions/host-onboard/settings.ts';
import { HOST_SYNC_SETTINGS } from '../../functions/host-sync/settings.ts';
import { SCALE_IN_SETTINGS, toScaleInSettings } from '../../functions/scale-in/settings.ts';
import { SPOT_DRAIN_SETTINGS } from '../../functions/spot-drain/settings.ts';
import { TERMINATION_GATE_SETTINGS } from '../../functions/termination-gate/settings.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { clusterArn, serviceArn } from '../builders/clusters.ts';
import { TOPIC } from '../builders/gate-events.ts';
import { NOW } from '../builders/scale-in-settings.ts';
import { HOSTILE_KEYS } from './hostile-values.ts';
import { mutated, mutatedText } from './mutations.ts';
import { aParser, mustHold, type Outcome, type Parser } from './parser.ts';

const COMMON: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: 'https://aws.invalid',
  AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
  DRY_RUN: 'false',
  LOG_LEVEL: 'INFO',
  QUEUE_URL: 'https://sqs.invalid/queue',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.invalid/dead-letter-queue',
  TERMINATION_GATE_TOPIC_ARN: TOPIC,
  OPERATOR_TOPIC_ARN: TOPIC,
};
/** Values that are right for one setting or the other. */
const VALUES = [
  'true',
  'false',
  '0',
  '15',
  '10%',
  'stop',
  'continue',
  'ecs-ops*, other',
  'default, shop',
  clusterArn(),
  serviceArn(),
  'shop/web',
  'Europe/Berlin',
  'freeze = 0 8 * * MON-FRI for 10h at 0',
];

/** The environment with up to a few variables that say something else; Lambda's has at most 4 KB of them. */
function environments(own: v.ObjectEntries): fc.Arbitrary<Record<string, string>> {
  const names = [...Object.keys(own), ...Object.keys(COMMON), 'HOST_SYNC_MISSPELT', ...HOSTILE_KEYS];
  const entry = fc.tuple(fc.constantFrom(...names), mutatedText([...VALUES, ...Object.values(COMMON)]));
  return fc.array(entry, { maxLength: 3 }).map((entries) => ({ ...COMMON, ...Object.fromEntries(entries) }));
}

function settingsOf<Own extends v.ObjectEntries>(
  name: string,
  own: Own,
  use: (read: v.InferOutput<v.ObjectSchema<Own, undefined>>) => void = () => undefined,
): Parser {
  const every = (value: string) => ({ ...COMMON, ...Object.fromEntries(Object.keys(own).map((key) => [key, value])) });
  return aParser({
    name: `settings of ${name}`,
    inputs: environments(own),
    parse: (environment): Outcome => {
      use(readConfig(name, own, environment).own);
      return 'accepted';
    },
    grown: {
      digits: (size) => every('1'.repeat(size)),
      commas: (size) => every(', '.repeat(size / 2)),
      names: (size) => every('a-'.repeat(size / 2)),
      semicolons: (size) => every('; a = '.repeat(size / 6)),
    },
  });
}

const DEFAULTS: Readonly<Record<string, unknown>> = {
  hostSyncSchedule: 'rate(15 minutes)',
  scaleInSchedule: 'cron(0/15 * * * ? *)',
  queueKmsKey: '',
  operatorEmail: '',
  alarms: true,
  dashboard: 'true',
  dryRun: false,
  scaleInBudget: '10%',
  scaleInWindows: '',
  scaleInTimeZone: 'UTC',
  hostSyncClusters: '',
  terminationGateOutcome: 'continue',
  terminationGateDeadlineMinutes: 15,
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What people set, before and after it is deployed. */
export const SETTINGS_PARSERS: readonly Parser[] = [
  settingsOf('host-sync', HOST_SYNC_SETTINGS),
  settingsOf('host-onboard', HOST_ONBOARD_SETTINGS),
  settingsOf('spot-drain', SPOT_DRAIN_SETTINGS),
  settingsOf('termination-gate', TERMINATION_GATE_SETTINGS),
  settingsOf('scale-in', SCALE_IN_SETTINGS, (read) => {
    for (const { isOpen } of toScaleInSettings(read).clusterTerms.windows) isOpen(NOW);
  }),
  aParser({
    name: 'settings of a deployment',
    inputs: fc.oneof(
      mutated([DEFAULTS]),
      fc.tuple(fc.constantFrom(...Object.keys(DEFAULTS)), mutatedText(VALUES)).map(([key, text]) => ({ [key]: text })),
    ),
    parse: (given): Outcome => {
      const faults = wrongSettings(DEFAULTS, isObject(given) ? given : {});
      mustHold(
        faults.every((fault) => typeof fault === 'string'),
        'a fault that is no text',
      );
      return faults.length > 0 ? 'faults named' : 'accepted';
    },
    grown: {
      dots: (size) => ({ operatorEmail: `a@${'a.'.repeat(size / 2)}@` }),
      blanks: (size) => ({ hostSyncSchedule: `cron(${'0 '.repeat(size / 2)})` }),
      digits: (size) => ({
        hostSyncSchedule: `rate(${'1'.repeat(size)} minute)`,
        queueKmsKey: 'arn:-'.repeat(size / 5),
      }),
    },
  }),
];
