import { terminationGateJob } from '../../functions/termination-gate/job.ts';
import type { GateSettings } from '../../functions/termination-gate/snapshot.ts';
import { StormFinder } from '../../functions/termination-gate/storm-finder.ts';
import { HostDirectory } from '../../shared/aws/host-directory.ts';
import { HostFinder } from '../../shared/aws/host-finder.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { HELD_AT, TOPIC } from './gate-events.ts';
import { gateSettings } from './gate-looks.ts';
import { directoryReadsOf } from './gate-reads.ts';
import type { GateWorld } from './gate-world.ts';
import { RecordedTelemetry } from './recorded-telemetry.ts';
import { runRecords } from './run-records.ts';

/** Settings of a function under test. */
interface Options extends Partial<GateSettings> {
  /** Reads that may still be made in a minute. */
  readonly readsLeft?: () => number;
}

/** termination-gate as one process runs it, on a world in memory. */
export class TerminationGateProcess {
  readonly telemetry = new RecordedTelemetry();
  /** Messages put on the dead-letter queue. */
  readonly parked: { readonly reason: Reason; readonly detail: string }[] = [];
  /** Seconds until a message appears again, by the message's id. */
  readonly postponed = new Map<string, number>();
  /** Milliseconds. */
  now = HELD_AT + 500;
  readonly #dryRun: boolean;
  readonly #job: ReturnType<typeof terminationGateJob>;

  constructor(world: GateWorld, { readsLeft, ...overrides }: Options = {}) {
    const clock = () => this.now;
    const settings = gateSettings(overrides);
    this.#dryRun = settings.dryRun;
    this.#job = terminationGateJob({
      reads: world.gateReads,
      finder: new StormFinder(
        new HostFinder({ reads: world.gateReads, scope: [], clock }),
        new HostDirectory(directoryReadsOf(world), clock),
        clock,
      ),
      writes: world.writes,
      telemetry: this.telemetry,
      ours: { topicArn: TOPIC, names: ['ecs-ops*'] },
      settings,
      clock,
      ...(readsLeft && { readsLeft }),
    });
  }

  /** Runs a batch; gives the ids of the messages that SQS keeps. */
  async run(...records: readonly SqsRecord[]): Promise<string[]> {
    this.postponed.clear();
    return runRecords(this.#job, records, {
      clock: () => this.now,
      timeLimit: 15_000,
      telemetry: this.telemetry,
      dryRun: this.#dryRun,
      parked: this.parked,
      postponed: this.postponed,
    });
  }

  /** Runs a batch so many milliseconds after the notice. */
  async runAt(age: number, ...records: readonly SqsRecord[]): Promise<string[]> {
    this.now = HELD_AT + age;
    return this.run(...records);
  }
}
