import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOST_ONBOARD_SETTINGS } from '../../functions/host-onboard/settings.ts';
import { HOST_SYNC_SETTINGS } from '../../functions/host-sync/settings.ts';
import { SCALE_IN_SETTINGS } from '../../functions/scale-in/settings.ts';
import { SPOT_DRAIN_SETTINGS } from '../../functions/spot-drain/settings.ts';
import { TERMINATION_GATE_SETTINGS } from '../../functions/termination-gate/settings.ts';
import { type Environment, readConfig } from '../../shared/runtime/config.ts';
import { defaultParameters, PARAMETERS, type Resource, resource, target, type Value } from './packaged-template.ts';

const FUNCTIONS = [
  ['host-onboard', 'HostOnboardLambdaFunction', HOST_ONBOARD_SETTINGS],
  ['host-sync', 'HostSyncLambdaFunction', HOST_SYNC_SETTINGS],
  ['scale-in', 'ScaleInLambdaFunction', SCALE_IN_SETTINGS],
  ['spot-drain', 'SpotDrainLambdaFunction', SPOT_DRAIN_SETTINGS],
  ['termination-gate', 'TerminationGateLambdaFunction', TERMINATION_GATE_SETTINGS],
] as const;

/** What Lambda itself sets (Lambda developer guide, "Defined runtime environment variables"). */
const LAMBDA = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIA',
  AWS_SECRET_ACCESS_KEY: 's',
  AWS_SESSION_TOKEN: 't',
};

/** A template's variables with made-up URLs for the queues and made-up ARNs for the topics. */
function environment(variables: Readonly<Record<string, Value>>): Environment {
  const resolved = Object.entries(variables).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (PARAMETERS[target(value)]?.Default ?? madeUp(resource(target(value)))),
  ]);
  return { ...LAMBDA, ...Object.fromEntries(resolved) };
}

function madeUp({ id, Type }: Resource): string {
  return Type === 'AWS::SNS::Topic' ? `arn:aws:sns:eu-central-1:111122223333:${id}` : `https://sqs.example/${id}`;
}

describe.each(FUNCTIONS)('the environment of %s', (name, id, own) => {
  const variables = resource(id).Properties.Environment.Variables;

  it('is one that the function starts with', () => {
    expect(readConfig(name, own, environment(variables))).toMatchObject({ stackDryRun: false, logLevel: 'INFO' });
  });

  it('traces nothing, even beside a daemon, unless the stack’s parameter says so', () => {
    const beside = { ...environment(variables), AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000' };
    expect(readConfig(name, own, beside).tracing).toBeUndefined();
    expect(variables['TRACING']).toEqual({ Ref: 'Tracing' });
  });

  it('has every setting of the function', () => {
    const settings = [
      ...Object.keys(own),
      'DRY_RUN',
      'LOG_LEVEL',
      'METRIC_DETAIL',
      'TRACING',
      'QUEUE_URL',
      'DEAD_LETTER_QUEUE_URL',
    ];
    expect(Object.keys(variables).toSorted()).toEqual(settings.toSorted());
  });
});

describe('the README', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
  const table = readme.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`|empty) \|/gm);

  it('has every setting of serverless.yml in its table, with its default', () => {
    const documented = Object.fromEntries([...table].map(([, name, value = '']) => [name, value]));
    const settings = Object.entries(defaultParameters()).map(([name, value]) => [name, String(value)]);
    expect(documented).toEqual(Object.fromEntries(settings));
  });
});
