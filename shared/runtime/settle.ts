import { mapAtMost } from '../domain/concurrency.ts';
import { asFailure } from '../domain/errors.ts';
import type { Reason } from '../domain/reasons.ts';
import { backoff } from './backoff.ts';
import type { SqsBatchResponse, SqsRecord, Verdict } from './messages.ts';
import { METRICS } from './metric-names.ts';
import type { Telemetry } from './telemetry.ts';

/** What is done to messages on their queues. */
export interface MessageActions {
  readonly park: (
    message: { readonly body: string; readonly reason: Reason; readonly detail: string },
    signal: AbortSignal,
  ) => Promise<void>;
  readonly changeVisibility: (
    message: { readonly receiptHandle: string; readonly seconds: number },
    signal: AbortSignal,
  ) => Promise<void>;
}

/** What carrying out verdicts needs. */
export interface SettleDependencies {
  readonly messageActions: MessageActions;
  readonly telemetry: Telemetry;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Is told of a message that comes back only when the queue's own visibility time-out ends. */
  readonly comesLate?: ((messageId: string) => void) | undefined;
}

/** Calls to SQS in flight together; SQS itself has no such limit for standard queues. */
const CALLS_AT_ONCE = 8;

/** Carries out the verdicts and names the messages to be kept. A record without a verdict is done. */
export async function settle(
  records: readonly SqsRecord[],
  verdicts: ReadonlyMap<string, Verdict>,
  dependencies: SettleDependencies,
  signal: AbortSignal,
): Promise<SqsBatchResponse> {
  const kept = await mapAtMost(CALLS_AT_ONCE, records, async (record) => {
    const verdict = verdicts.get(record.messageId) ?? { kind: 'done' };
    return (await settleOne(record, verdict, dependencies, signal)) ? [record.messageId] : [];
  });
  return { batchItemFailures: kept.flat().map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Tells whether the message is to be kept. */
async function settleOne(
  record: SqsRecord,
  verdict: Verdict,
  dependencies: SettleDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const { telemetry, random } = dependencies;
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  switch (verdict.kind) {
    case 'done':
      return false;
    case 'keep':
      telemetry.count(METRICS.retried, 1, verdict.reason);
      return true;
    case 'park':
      return !(await parkOne(record, verdict, dependencies, signal));
    case 'retry':
      telemetry.count(METRICS.retried, 1, verdict.reason);
      return postpone(
        record,
        Math.min(backoff(receiveCount, random), verdict.atMost ?? Number.POSITIVE_INFINITY),
        verdict.reason,
        dependencies,
        signal,
      );
    case 'look-again':
      telemetry.count(METRICS.confirmingLooks, 1);
      return postpone(record, verdict.seconds, verdict.reason, dependencies, signal);
  }
}

/** Parks a message; tells whether that worked. */
async function parkOne(
  record: SqsRecord,
  { reason, detail }: { readonly reason: Reason; readonly detail: string },
  { messageActions, telemetry }: SettleDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const fields = { messageId: record.messageId, reason, detail };
  try {
    await messageActions.park({ body: record.body, reason, detail }, signal);
    telemetry.count(METRICS.parked, 1, reason);
    telemetry.log.warn('parked', fields);
    return true;
  } catch (thrown) {
    // The message stays where it is, and its queue's own redrive is the second net.
    telemetry.count(METRICS.parkFailures, 1);
    telemetry.log.error('not parked', { ...fields, error: asFailure(thrown) });
    return false;
  }
}

/** Sets when a kept message appears again. */
async function postpone(
  record: SqsRecord,
  seconds: number,
  reason: Reason,
  { messageActions, telemetry, comesLate }: SettleDependencies,
  signal: AbortSignal,
): Promise<true> {
  const fields = { messageId: record.messageId, reason, seconds };
  try {
    await messageActions.changeVisibility({ receiptHandle: record.receiptHandle, seconds }, signal);
    telemetry.log.info('comes back', fields);
  } catch (thrown) {
    // It comes back all the same, only later: when the queue's own visibility time-out ends.
    comesLate?.(record.messageId);
    telemetry.log.warn('comes back at the queue’s own pace', { ...fields, error: asFailure(thrown) });
  }
  return true;
}
