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

/** The modules of Node.js, built in and not loaded at its own start, that loading the bundle as Lambda does has loaded. */
function modulesLoaded(functionName: string, variables: Readonly<Record<string, string>> = {}): readonly string[] {
  const bundle = JSON.stringify(path.join(DIST, functionName, 'index.mjs'));
  const script = `const before = new Set(process.moduleLoadList); await import(${bundle});
    console.log(process.moduleLoadList.filter((name) => !before.has(name)).join())`;
  const options = { env: { ...VARIABLES, ...variables }, encoding: 'utf8' } as const;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
  return printed
    .trim()
    .split(',')
    .map((name) => name.replace('NativeModule ', ''));
}

/** Node's UDP module is imported by the tracer alone. */
const hasUdp = (functionName: string, variables: Readonly<Record<string, string>>): boolean =>
  modulesLoaded(functionName, variables).includes('dgram');

describe.each(['host-onboard', 'host-sync', 'scale-in', 'spot-drain', 'termination-gate'])(
  'a cold start of %s',
  (functionName) => {
    it('evaluates nothing of tracing when it is off', () => {
      expect(hasUdp(functionName, {})).toBe(false);
      expect(hasUdp(functionName, { TRACING: 'false' })).toBe(false);
    });

    it('opens the way to the daemon when it is on', () => {
      expect(hasUdp(functionName, { TRACING: 'true' })).toBe(true);
    });

    it('loads what every run needs, so that no run waits for it', () => {
      expect(modulesLoaded(functionName)).toEqual(expect.arrayContaining(['crypto', 'http', 'https', 'tls']));
    });

    it.each([
      ['fetch', 'internal/deps/undici/undici'],
      ['promises of files', 'fs/promises'],
      ['compression', 'zlib'],
      ['HTTP/2', 'http2'],
    ])('loads nothing for %s', (_what, module) => {
      expect(modulesLoaded(functionName)).not.toContain(module);
    });
  },
);

/** Names of the files of ours, beside the bundle, that a start of scale-in has loaded. */
function filesLoaded(variables: Readonly<Record<string, string>>): readonly string[] {
  const bundle = JSON.stringify(path.join(DIST, 'scale-in/index.mjs'));
  const script = `await import(${bundle}); console.log(Object.keys(process.getBuiltinModule('module')._cache).join())`;
  const options = { env: { ...VARIABLES, ...variables }, encoding: 'utf8' } as const;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options).trim();
  return printed === '' ? [] : printed.split(',').map((file) => path.basename(file));
}

describe('the reader of cron expressions', () => {
  it('is loaded at the start of scale-in where windows are set, and nowhere else', () => {
    expect(filesLoaded({})).toEqual([]);
    expect(filesLoaded({ SCALE_IN_WINDOWS: 'freeze = 0 8 * * MON-FRI for 10h at 0' })).toEqual(['croner.cjs']);
  });
});
