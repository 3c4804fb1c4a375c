import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as ecsSchemas from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../../../simulator/account/account.ts';
import { CallLog } from '../../../simulator/gateway/call-log.ts';
import { Faults } from '../../../simulator/gateway/fault.ts';
import { Gateway } from '../../../simulator/gateway/gateway.ts';
import { RandomStreams } from '../../../simulator/kernel/random.ts';
import { VirtualClock } from '../../../simulator/kernel/virtual-clock.ts';
import type { InvocationOutcome } from '../../../simulator/services/lambda/invocation.ts';
import { LAMBDA_TIMING, type LambdaParts } from '../../../simulator/services/lambda/lambda-parts.ts';
import { LambdaSimulator } from '../../../simulator/services/lambda/lambda-simulator.ts';
import { LoopbackEndpoint } from '../../../simulator/wire/loopback-endpoint.ts';
import { operation, type ServiceApi } from '../../../simulator/wire/operation.ts';
import { signatureScope } from '../../../simulator/wire/request.ts';

const SOURCE = `
  import { ECSClient, DescribeClustersCommand } from '@aws-sdk/client-ecs';
  const ecs = new ECSClient({ maxAttempts: 3 });
  let invocations = 0;
  export const handler = async (event, context) => {
    invocations += 1;
    const began = Date.now();
    if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
    if (event.fail) throw new TypeError('as told');
    const names = await Promise.all((event.clusters ?? []).map(async (name) => {
      const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
      return clusters[0].clusterName;
    }));
    console.log('done');
    return { invocations, began, took: Date.now() - began, names, random: Math.random(), left: context.getRemainingTimeInMillis() };
  };
`;

let modulePath = '';
beforeAll(async () => {
  modulePath = path.join(mkdtempSync('/tmp/simulated-function-'), 'index.mjs');
  writeFileSync(modulePath, '');
  await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    outfile: modulePath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A function beside an API whose one operation answers with what it was asked. */
async function aFunction({ timeout = 10_000, seed = 1, clockSkew = 0 } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const world = { clock, random: new RandomStreams(seed), account: EXAMPLE_ACCOUNT, publish: () => undefined };
  const api: ServiceApi = {
    signingName: 'ecs',
    protocol: 'awsJson1_1',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    schemas: ecsSchemas,
    operations: {
      DescribeClusters: operation<ecsSchemas.DescribeClustersCommandInput, unknown>({
        authorize: () => [],
        handle: ({ clusters = [] }) => ({ clusters: clusters.map((clusterName) => ({ clusterName })), failures: [] }),
      }),
    },
    buckets: {},
  };
  const faults = new Faults();
  const log = new CallLog();
  const access = { callerOf: () => undefined, evaluate: () => ({ allowed: true }) as const };
  const gateway = new Gateway({ world, access, faults, log, apis: [api] });
  const printed: string[] = [];
  const platformLines: string[] = [];
  let keys = 0;
  const endpoint = new LoopbackEndpoint((exchange) => {
    const scope = signatureScope(exchange.request.headers);
    if (scope !== undefined) lambda.receive(scope.accessKeyId, exchange);
  });
  const parts: LambdaParts = {
    world,
    endpointUrl: () => endpoint.url,
    credentialsFor: () => {
      keys += 1;
      return { accessKeyId: `AKID${keys}`, secretAccessKey: 'secret', sessionToken: 'token' };
    },
    answer: (exchange, functionName) => gateway.answer(exchange, functionName),
    daemonAddress: () => Promise.reject(new Error('The function is not traced')),
    onOutput: (_name, output) => printed.push(output),
    onPlatformLines: (_definition, lines) => platformLines.push(...lines),
  };
  const lambda = new LambdaSimulator(parts, { ...LAMBDA_TIMING, clockSkew });
  await endpoint.listen(0);
  closers.push(
    () => lambda.close(),
    () => endpoint.close(),
  );
  lambda.createFunction({
    name: 'toy',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:toy',
    roleName: 'toy',
    modulePath,
    exportName: 'handler',
    timeout,
    memorySize: 128,
    environment: {},
    reservedConcurrency: undefined,
  });
  const outcomes: InvocationOutcome[] = [];
  const invoke = (payload: unknown): void =>
    lambda.invoke({ functionName: 'toy', payload, onOutcome: (outcome) => outcomes.push(outcome) });
  return { clock, lambda, faults, log, printed, outcomes, invoke };
}

describe('a function in an execution environment', () => {
  it('has a clock that is wrong by as much for as long as it lives, and sleeps no longer for it', async () => {
    const { clock, invoke, outcomes } = await aFunction({ clockSkew: 60_000 });
    const asked: number[] = [];
    for (let count = 1; count <= 2; count += 1) {
      // The environment is there by then: the second invocation begins a millisecond after it is asked for.
      asked.push(clock.now());
      invoke({ sleep: 1_000 });
      await clock.runUntil(clock.now() + 5_000);
    }
    expect(outcomes).toHaveLength(2);
    const payloads = outcomes.map((outcome) =>
      outcome.kind === 'succeeded' ? (outcome.payload as { readonly began: number; readonly took: number }) : undefined,
    );
    expect(payloads.map((payload) => payload?.took)).toEqual([1_000, 1_000]);
    const wrongBy = (payloads[1]?.began ?? 0) - (asked[1] ?? 0) - 1;
    expect(wrongBy).not.toBe(0);
    expect(Math.abs(wrongBy)).toBeLessThanOrEqual(60_000);
    // The first one waits for its environment besides.
    const first = (payloads[0]?.began ?? 0) - (asked[0] ?? 0) - wrongBy;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(5_000);
  });

  it('calls an API through the real client, in virtual time, and keeps its module scope', async () => {
    const { clock, invoke, outcomes, log, printed, lambda } = await aFunction();
    invoke({ clusters: ['a', 'b', 'c'] });
    await clock.runUntil(clock.now() + 5_000);
    invoke({ clusters: ['d'], sleep: 1_000 });
    await clock.runUntil(clock.now() + 5_000);
    expect(outcomes).toEqual([
      { kind: 'succeeded', payload: expect.objectContaining({ invocations: 1, names: ['a', 'b', 'c'] }) },
      { kind: 'succeeded', payload: expect.objectContaining({ invocations: 2, names: ['d'] }) },
    ]);
    const asked = log.all().map(({ input }) => (input as { clusters: string[] }).clusters.join());
    expect(asked.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(printed.join('')).toBe('done\ndone\n');
    expect(lambda.invocations.map(({ coldStart }) => coldStart)).toEqual([true, false]);
  });

  it('takes the same time and draws the same numbers for the same seed', async () => {
    const runs = [];
    for (let run = 0; run < 2; run += 1) {
      const { clock, invoke, outcomes } = await aFunction({ seed: 7 });
      invoke({ clusters: ['a', 'b', 'c', 'd'] });
      await clock.runUntil(clock.now() + 5_000);
      runs.push(outcomes);
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).toMatchObject([{ kind: 'succeeded', payload: { took: expect.any(Number) } }]);
  });

  it.each([
    ['a thrown error', { fail: true }, { kind: 'failed', errorType: 'TypeError', errorMessage: 'as told' }],
    ['a time-out', { sleep: 60_000 }, { kind: 'timed-out' }],
  ])('reports %s', async (_name, payload, outcome) => {
    const { clock, invoke, outcomes } = await aFunction();
    invoke(payload);
    await clock.runUntil(clock.now() + 30_000);
    expect(outcomes).toEqual([outcome]);
  });

  it('survives connections that were closed while it was frozen', async () => {
    const { clock, invoke, outcomes } = await aFunction();
    invoke({ clusters: ['a'] });
    await clock.runUntil(clock.now() + 60_000);
    invoke({ clusters: ['b'] });
    await clock.runUntil(clock.now() + 5_000);
    expect(outcomes).toMatchObject([
      { kind: 'succeeded' },
      { kind: 'succeeded', payload: { invocations: 2, names: ['b'] } },
    ]);
  });

  it('does not take the real time for its own: an error of the caller’s is no skewed clock, and not retried', async () => {
    const { clock, invoke, outcomes, faults, log } = await aFunction();
    invoke({ clusters: ['a'] });
    await clock.runUntil(clock.now() + 5_000);
    faults.inject(() => ({ kind: 'error', code: 'InvalidParameterException', message: 'No', httpStatus: 400 }));
    invoke({ clusters: ['a'] });
    await clock.runUntil(clock.now() + 5_000);
    expect(outcomes[1]).toMatchObject({ kind: 'failed', errorType: 'InvalidParameterException' });
    expect(log.all().map(({ outcome }) => outcome)).toEqual(['ok', 'InvalidParameterException']);
  });

  it('retries throttling by its own timers and dies when killed', async () => {
    const { clock, invoke, outcomes, faults, log } = await aFunction();
    let left = 2;
    faults.inject(() => {
      left -= 1;
      return left >= 0
        ? { kind: 'error', code: 'ThrottlingException', message: 'Rate exceeded', httpStatus: 400 }
        : undefined;
    });
    invoke({ clusters: ['a'] });
    await clock.runUntil(clock.now() + 5_000);
    expect(log.all().map(({ outcome }) => outcome)).toEqual(['ThrottlingException', 'ThrottlingException', 'ok']);
    faults.clear();
    faults.inject(() => ({ kind: 'kill', carriedOut: false }));
    invoke({ clusters: ['a'] });
    await clock.runUntil(clock.now() + 5_000);
    expect(outcomes).toMatchObject([{ kind: 'succeeded' }, { kind: 'failed', errorType: 'Runtime.ExitError' }]);
  });
});
