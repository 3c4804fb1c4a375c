import { scaleInJob } from '../../functions/scale-in/job.ts';
import type { ScaleInSettings } from '../../functions/scale-in/terms.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { aRecord } from './messages.ts';
import { RecordedTelemetry } from './recorded-telemetry.ts';
import { runRecords } from './run-records.ts';
import { NOW, theSettings } from './scale-in-settings.ts';
import type { ScaleInWorld } from './scale-in-world.ts';

const SCHEDULE = JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': 'Scale In Schedule' });

/** Settings of a function under test. */
interface Options {
  readonly scope?: readonly string[];
  readonly settings?: ScaleInSettings;
  readonly dryRun?: boolean;
}

/** scale-in as one process runs it, on a world in memory. */
export class ScaleInProcess {
  readonly telemetry = new RecordedTelemetry();
  /** Seconds until a message appears again, by the message's id. */
  readonly postponed = new Map<string, number>();
  /** Milliseconds since 1970. */
  now = NOW;
  readonly #dryRun: boolean;
  readonly #job: ReturnType<typeof scaleInJob>;

  constructor(world: ScaleInWorld, { scope = [], settings = theSettings(), dryRun = false }: Options = {}) {
    this.#dryRun = dryRun;
    const { reads, writes, finder } = world;
    const clock = () => this.now;
    this.#job = scaleInJob({ reads, writes, finder, settings, scope, dryRun, clock, telemetry: this.telemetry });
  }

  /** Runs a batch of schedule messages, by how often each has been received; gives the ids of those that SQS keeps. */
  async run(...receives: readonly number[]): Promise<string[]> {
    const counts = receives.length > 0 ? receives : [1];
    return this.serve(
      ...counts.map((receiveCount, index) => aRecord({ id: `look-${index}`, body: SCHEDULE, receiveCount })),
    );
  }

  /** Runs a batch of messages; gives the ids of those that SQS keeps. */
  async serve(...records: readonly SqsRecord[]): Promise<string[]> {
    return runRecords(this.#job, records, {
      clock: () => this.now,
      timeLimit: 180_000,
      telemetry: this.telemetry,
      dryRun: this.#dryRun,
      parked: [],
      postponed: this.postponed,
    });
  }
}
