import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const DIST = path.join(import.meta.dirname, '../../dist');
const ARN = 'arn:aws:sns:eu-central-1:111122223333:topic';
/** What each bundle needs to start. */
const VARIABLES = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  QUEUE_URL: 'https://sqs.invalid/queue',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.invalid/dead-letter-queue',
  OPERATOR_TOPIC_ARN: ARN,
  TERMINATION_GATE_TOPIC_ARN: ARN,
};

/** Whether the bundle, loaded as Lambda loads it, has had Node's UDP module loaded, which only the tracer imports. */
function hasUdp(functionName: string, variables: Readonly<Record<string, string>>): boolean {
  const bundle = JSON.stringify(path.join(DIST, functionName, 'index.mjs'));
  const script = `await import(${bundle}); console.log(process.moduleLoadList.includes('NativeModule dgram'))`;
  const options = { env: { ...VARIABLES, ...variables }, encoding: 'utf8' } as const;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
  return printed.trim() === 'true';
}

describe.each(['host-sync', 'scale-in', 'spot-drain', 'termination-gate'])('a cold start of %s', (functionName) => {
  it('evaluates nothing of tracing when it is off', () => {
    expect(hasUdp(functionName, {})).toBe(false);
    expect(hasUdp(functionName, { TRACING: 'false' })).toBe(false);
  });

  it('opens the way to the daemon when it is on', () => {
    expect(hasUdp(functionName, { TRACING: 'true' })).toBe(true);
  });
});
