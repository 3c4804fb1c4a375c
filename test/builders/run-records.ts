import type { Action, Plan } from '../../shared/domain/plan.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { DecisionLog } from '../../shared/runtime/decision-log.ts';
import type { Job } from '../../shared/runtime/job.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { runBatch } from '../../shared/runtime/run-batch.ts';
import type { RecordedTelemetry } from './recorded-telemetry.ts';

/** What a process under test gives to a run, and learns from it. */
export interface RecordsRun {
  /** Milliseconds since 1970, while it runs. */
  readonly clock: () => number;
  /** Milliseconds that the invocation may take. */
  readonly timeLimit: number;
  readonly telemetry: RecordedTelemetry;
  readonly dryRun: boolean;
  /** Messages put on the dead-letter queue. */
  readonly parked: { readonly reason: Reason; readonly detail: string }[];
  /** Seconds until a message appears again, by the message's id. */
  readonly postponed: Map<string, number>;
}

/** Runs a function's job on a batch; gives the ids of the messages that SQS keeps. */
export async function runRecords<Event, Snapshot, A extends Action, P extends Plan<A>>(
  job: Job<Event, Snapshot, A, P>,
  records: readonly SqsRecord[],
  { clock, timeLimit, telemetry, dryRun, parked, postponed }: RecordsRun,
): Promise<string[]> {
  const response = await runBatch({ Records: records }, job, () => timeLimit, {
    telemetry,
    decisions: new DecisionLog(telemetry, clock),
    clock,
    random: () => 0.5,
    dryRun,
    messageActions: {
      park: async ({ reason, detail }) => void parked.push({ reason, detail }),
      changeVisibility: async ({ receiptHandle, seconds }) =>
        void postponed.set(receiptHandle.replace('receipt of ', ''), seconds),
    },
  });
  return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
