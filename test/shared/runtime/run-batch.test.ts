import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import type { Action } from '../../../shared/domain/plan.ts';
import { DecisionLog } from '../../../shared/runtime/decision-log.ts';
import type { Job } from '../../../shared/runtime/job.ts';
import type { SqsRecord } from '../../../shared/runtime/messages.ts';
import { type RunDependencies, runBatch } from '../../../shared/runtime/run-batch.ts';
import { aRecord } from '../../builders/messages.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';

type TestJob = Job<string, readonly string[], Action>;

/** A job whose events are strings; it looks at them, and plans nothing. */
function aJob(overrides: Partial<TestJob> = {}): TestJob {
  return {
    parse: (content) => {
      if (typeof content === 'string') return content;
      throw new PermanentError('malformed-event', 'not a string');
    },
    observe: async (messages) => messages.map(({ event }) => event),
    plan: () => ({ actions: [], heldBack: [], warnings: [] }),
    executors: {},
    settle: () => new Map(),
    ...overrides,
  };
}

function running(
  job: TestJob,
  records: readonly SqsRecord[],
  overrides: Partial<RunDependencies['messageActions']> = {},
) {
  const telemetry = new RecordedTelemetry();
  const sent: string[] = [];
  const messageActions = {
    park: async ({ body, reason }: { body: string; reason: string }) => void sent.push(`park ${body}: ${reason}`),
    changeVisibility: async ({ receiptHandle, seconds }: { receiptHandle: string; seconds: number }) =>
      void sent.push(`${receiptHandle}: ${seconds} s`),
    ...overrides,
  };
  const clock = () => 1_000;
  const decisions = new DecisionLog(telemetry, clock);
  const dependencies = { telemetry, decisions, messageActions, random: () => 0, clock, dryRun: false };
  const response = runBatch({ Records: records }, job, () => 60_000, dependencies);
  return { telemetry, sent, kept: response.then((each) => each.batchItemFailures.map((item) => item.itemIdentifier)) };
}

const texts = (...contents: string[]) =>
  contents.map((content) => aRecord({ id: content, body: JSON.stringify(content) }));
const refuse = () => Promise.reject(new RetryableError('throttled', 'no'));

describe('a batch', () => {
  it('is one look, and its messages are done unless the job says otherwise', async () => {
    const observe = vi.fn(aJob().observe);
    const { kept, telemetry } = running(aJob({ observe }), texts('a', 'b', 'c'));
    expect(await kept).toEqual([]);
    expect(observe).toHaveBeenCalledOnce();
    expect(telemetry.sums).toEqual({ Runs: 1, EventsTaken: 3 });
  });

  it('is not looked at when none of it can be read, and the time goes to the planner', async () => {
    const observe = vi.fn(aJob().observe);
    const plan = vi.fn(aJob().plan);
    await running(aJob({ observe, plan }), [aRecord({ body: '{' })]).kept;
    expect(observe).not.toHaveBeenCalled();
    await running(aJob({ observe, plan }), texts('a')).kept;
    expect(plan).toHaveBeenCalledWith(['a'], 1_000);
  });

  it('comes back whole when the look itself fails, except for what is parked', async () => {
    const observe = () => Promise.reject(new TypeError('bug'));
    const { kept, sent, telemetry } = running(aJob({ observe }), [
      ...texts('a', 'b'),
      aRecord({ id: 'bad', body: '1' }),
    ]);
    expect(await kept).toEqual(['a', 'b']);
    expect(sent).toEqual(['park 1: malformed-event']);
    expect(telemetry.sums).toMatchObject({ UnexpectedErrors: 1, 'Retried unexpected-error': 2, Parked: 1 });
  });

  it.each([
    ['unexpected-error', 1],
    ['throttled', undefined],
  ] as const)('tells a person once of what a part of the look met: %s', async (reason, told) => {
    const settle: TestJob['settle'] = ({ messages }) =>
      new Map(messages.map(({ messageId }) => [messageId, { kind: 'retry', reason }]));
    const { kept, telemetry } = running(aJob({ settle }), texts('a', 'b'));
    expect(await kept).toEqual(['a', 'b']);
    expect(telemetry.sums['UnexpectedErrors']).toBe(told);
  });
});

describe('what is looked at after the urgent writes', () => {
  const plan: TestJob['plan'] = ([what = '']) => ({
    actions: [{ kind: what, reason: 'too-few-tasks' }],
    heldBack: [],
    warnings: [],
  });
  const executorsOf = (done: string[]): TestJob['executors'] =>
    new Proxy({}, { get: (_, kind) => async () => void done.push(`write ${String(kind)}`) });

  it('is read once they are made, planned and applied in turn, and settled with them', async () => {
    const done: string[] = [];
    const settle = vi.fn(aJob().settle);
    const observeAfter: TestJob['observeAfter'] = async ({ applied }) => {
      done.push(`read after ${applied.length}`);
      return ['later'];
    };
    const { kept, telemetry } = running(
      aJob({ observeAfter, plan, settle, executors: executorsOf(done) }),
      texts('urgent'),
    );
    expect(await kept).toEqual([]);
    expect(done).toEqual(['write urgent', 'read after 1', 'write later']);
    expect(telemetry.sums).toMatchObject({ 'Actions urgent': 1, 'Actions later': 1 });
    expect(settle.mock.lastCall?.[0]).toMatchObject({ snapshot: ['urgent'], after: { snapshot: ['later'] } });
  });

  it('may be nothing', async () => {
    const done: string[] = [];
    const settle = vi.fn(aJob().settle);
    const observeAfter: TestJob['observeAfter'] = async () => undefined;
    await running(aJob({ observeAfter, plan, settle, executors: executorsOf(done) }), texts('urgent')).kept;
    expect(done).toEqual(['write urgent']);
    expect(settle.mock.lastCall?.[0]).not.toHaveProperty('after');
  });
});

describe('a verdict', () => {
  const settle: TestJob['settle'] = () =>
    new Map([
      ['a', { kind: 'retry', reason: 'throttled' }],
      ['b', { kind: 'look-again', reason: 'confirming-look', seconds: 10 }],
      ['c', { kind: 'park', reason: 'rejected', detail: 'never' }],
      ['d', { kind: 'done' }],
      ['e', { kind: 'keep', reason: 'unavailable' }],
    ]);

  it('is carried out for each message', async () => {
    const { kept, sent, telemetry } = running(aJob({ settle }), texts('a', 'b', 'c', 'd', 'e', 'f'));
    expect(await kept).toEqual(['a', 'b', 'e']);
    expect(sent).toEqual(['receipt of a: 2.5 s', 'receipt of b: 10 s', 'park "c": rejected']);
    expect(telemetry.sums).toMatchObject({ Retried: 2, ConfirmingLooks: 1, Parked: 1, 'Parked rejected': 1 });
  });

  it('of parking that can’t be carried out keeps the message', async () => {
    const { kept, telemetry } = running(aJob({ settle }), texts('c', 'd'), { park: refuse });
    expect(await kept).toEqual(['c']);
    expect(telemetry.sums).toMatchObject({ ParkFailures: 1 });
    expect(telemetry.sums).not.toHaveProperty('Parked');
  });

  it('of a retry keeps the message even if its pause can’t be set', async () => {
    expect(await running(aJob({ settle }), texts('a', 'b'), { changeVisibility: refuse }).kept).toEqual(['a', 'b']);
  });

  it('pauses longer with each receive', async () => {
    const records = [aRecord({ id: 'a', body: '"a"', receiveCount: 4 })];
    const { kept, sent } = running(aJob({ settle }), records);
    await kept;
    expect(sent).toEqual(['receipt of a: 20 s']);
  });
});

describe('time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('for reading ends before time for writing, so that what was read is acted upon', async () => {
    const observe: TestJob['observe'] = (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(['what was read']), { once: true }));
    const plan = vi.fn(aJob().plan);
    const { kept } = running(aJob({ observe, plan }), texts('a'));
    await vi.advanceTimersByTimeAsync(60_000 * 0.5);
    expect(plan).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000 * 0.1);
    expect(await kept).toEqual([]);
    expect(plan).toHaveBeenCalledWith(['what was read'], 1_000);
  });

  it('for settling ends before the time limit: what could not be said to SQS in time is kept all the same', async () => {
    const settle: TestJob['settle'] = () => new Map([['a', { kind: 'retry', reason: 'throttled' }]]);
    const changeVisibility = (_: unknown, signal: AbortSignal) =>
      new Promise<void>((__, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const done = vi.fn();
    const { kept } = running(aJob({ settle }), texts('a'), { changeVisibility });
    kept.then(done, done);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(done).toHaveBeenCalledExactlyOnceWith(['a']);
  });

  it('leaves no timer behind', async () => {
    await running(aJob(), texts('a')).kept;
    expect(vi.getTimerCount()).toBe(0);
  });
});
