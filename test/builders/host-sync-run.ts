import { hostSyncJob } from '../../functions/host-sync/job.ts';
import { ServedServices } from '../../functions/host-sync/served-services.ts';
import { RetryableError } from '../../shared/domain/errors.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { DecisionLog } from '../../shared/runtime/decision-log.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { runBatch } from '../../shared/runtime/run-batch.ts';
import { RecordedTelemetry } from './recorded-telemetry.ts';
import type { World } from './world.ts';

/** Settings of a function under test. */
interface Options {
  readonly services?: readonly string[];
  readonly scope?: readonly string[];
  readonly dryRun?: boolean;
  /** Whether SQS refuses to let messages appear again before the queue's own time-out ends. */
  readonly isSqsDown?: boolean;
}

/** host-sync as one process runs it, on a world in memory. */
export class HostSyncProcess {
  readonly telemetry = new RecordedTelemetry();
  /** Messages put on the dead-letter queue. */
  readonly parked: { body: string; reason: Reason }[] = [];
  /** Seconds until a message appears again, by the message's id. */
  readonly postponed = new Map<string, number>();
  /** Milliseconds. */
  now = 0;
  readonly #dryRun: boolean;
  readonly #isSqsDown: boolean;
  readonly #job: ReturnType<typeof hostSyncJob>;

  constructor(world: World, { services = [], scope = [], dryRun = false, isSqsDown = false }: Options = {}) {
    this.#dryRun = dryRun;
    this.#isSqsDown = isSqsDown;
    this.#job = hostSyncJob({
      reads: world.reads,
      served: new ServedServices(services, world.reads.taggedServices, () => this.now),
      scope,
      telemetry: this.telemetry,
      clock: () => this.now,
      executors: { 'set-desired-count': ({ serviceArn, to }) => world.setDesiredCount(serviceArn, to) },
    });
  }

  /** Runs a batch; gives the ids of the messages that SQS keeps. */
  async run(...records: readonly SqsRecord[]): Promise<string[]> {
    const response = await runBatch({ Records: records }, this.#job, () => 60_000, {
      telemetry: this.telemetry,
      decisions: new DecisionLog(this.telemetry, () => this.now),
      clock: () => this.now,
      random: () => 0.5,
      dryRun: this.#dryRun,
      messageActions: {
        park: async ({ body, reason }) => void this.parked.push({ body, reason }),
        changeVisibility: async ({ receiptHandle, seconds }) => {
          if (this.#isSqsDown) throw new RetryableError('unavailable', 'down');
          this.postponed.set(receiptHandle.replace('receipt of ', ''), seconds);
        },
      },
    });
    return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
}
