import { DrainingHosts } from '../../functions/spot-drain/draining-hosts.ts';
import { spotDrainJob } from '../../functions/spot-drain/job.ts';
import type { StandalonePolicy } from '../../functions/spot-drain/standalone-policy.ts';
import { StandaloneTasks } from '../../functions/spot-drain/standalone-tasks.ts';
import { HostFinder } from '../../shared/aws/host-finder.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { HERE } from './clusters.ts';
import { instanceId } from './hosts.ts';
import { anEvent, aRecord } from './messages.ts';
import { RecordedTelemetry } from './recorded-telemetry.ts';
import { runRecords } from './run-records.ts';
import type { SpotWorld } from './spot-world.ts';

/** When notices come, unless told otherwise. */
export const NOTICED_AT = Date.parse('2024-05-01T12:00:00Z');

/** The notice of an interruption of the instance with this number, as a record of SQS. */
export function anInterruption(
  number: number,
  overrides: { id?: string; receiveCount?: number; at?: number } = {},
): SqsRecord {
  return aNotice('ec2-spot-interruption-warning', number, { id: `interruption ${number}`, ...overrides });
}

/** A rebalance recommendation for the instance with this number, as a record of SQS. */
export function aRecommendation(number: number, overrides: { id?: string; receiveCount?: number } = {}): SqsRecord {
  return aNotice('ec2-instance-rebalance-recommendation', number, { id: `recommendation ${number}`, ...overrides });
}

function aNotice(
  name: string,
  number: number,
  { at = NOTICED_AT, ...record }: { id: string; receiveCount?: number; at?: number },
): SqsRecord {
  const { accountId: account, region } = HERE;
  const event = anEvent(name, { account, region, time: new Date(at).toISOString().replace('.000Z', 'Z') });
  const detail = { ...(event['detail'] as object), 'instance-id': instanceId(number) };
  return aRecord({ ...record, body: JSON.stringify({ ...event, detail }) });
}

/** Settings of a function under test. */
interface Options {
  readonly scope?: readonly string[];
  readonly rebalance?: boolean;
  readonly policy?: Partial<StandalonePolicy>;
  readonly dryRun?: boolean;
}

/** spot-drain as one process runs it, on a world in memory. */
export class SpotDrainProcess {
  readonly telemetry = new RecordedTelemetry();
  /** Messages put on the dead-letter queue. */
  readonly parked: { readonly reason: Reason; readonly detail: string }[] = [];
  /** Seconds until a message appears again, by the message's id. */
  readonly postponed = new Map<string, number>();
  /** Milliseconds. */
  now = NOTICED_AT + 2_500;
  readonly #dryRun: boolean;
  readonly #job: ReturnType<typeof spotDrainJob>;

  constructor(world: SpotWorld, { scope = [], rebalance = false, policy = {}, dryRun = false }: Options = {}) {
    const clock = () => this.now;
    this.#dryRun = dryRun;
    this.#job = spotDrainJob({
      reads: world.reads,
      finder: new HostFinder({ reads: world.reads, scope, clock }),
      draining: new DrainingHosts(clock),
      standalone: new StandaloneTasks(world.reads),
      rebalance,
      clock,
      policy: { 'spot-interrupted': 'stop', 'rebalance-recommended': 'leave', ...policy },
      telemetry: this.telemetry,
      drain: world.drain,
      stopTask: world.stopTask,
    });
  }

  /** Runs a batch; gives the ids of the messages that SQS keeps. */
  async run(...records: readonly SqsRecord[]): Promise<string[]> {
    return runRecords(this.#job, records, {
      clock: () => this.now,
      timeLimit: 15_000,
      telemetry: this.telemetry,
      dryRun: this.#dryRun,
      parked: this.parked,
      postponed: this.postponed,
    });
  }
}
