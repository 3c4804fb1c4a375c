import { asFailure, PermanentError } from '../domain/errors.ts';
import type { Action, Plan } from '../domain/plan.ts';
import { apply } from './apply.ts';
import { withDeadline } from './deadline.ts';
import type { DecisionLog } from './decision-log.ts';
import type { Job, Round } from './job.ts';
import { type Message, readRecord, type SqsBatch, type SqsBatchResponse, type Verdict } from './messages.ts';
import { MEASURES, METRICS } from './metric-names.ts';
import { type SettleDependencies, settle } from './settle.ts';
import { inPhase, type Tracer } from './tracing.ts';

/** What a run needs besides its job. */
export interface RunDependencies extends SettleDependencies {
  readonly dryRun: boolean;
  readonly decisions: DecisionLog;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
  /** Divides the run into its phases; undefined where runs are not traced. */
  readonly tracer?: Tracer | undefined;
}

/**
 * Parts of the time left. A look may take this much of the function's time, and reading this much of the
 * look's: what has been read by then is acted upon, the rest comes back. Settling may take this much of what
 * remains, so that the run always ends by itself and its metrics are sent.
 */
const PART_FOR_LOOKING = 0.85;
const PART_FOR_OBSERVING = 0.6;
const PART_FOR_SETTLING = 0.9;

/** Takes one batch through parse, observe, plan and apply, and tells SQS which messages to keep. */
export async function runBatch<Event, Snapshot, A extends Action, P extends Plan<A>>(
  batch: SqsBatch,
  job: Job<Event, Snapshot, A, P>,
  timeLeft: () => number,
  dependencies: RunDependencies,
): Promise<SqsBatchResponse> {
  const { telemetry, tracer } = dependencies;
  telemetry.count(METRICS.runs, 1);
  telemetry.count(METRICS.eventsTaken, batch.Records.length);
  telemetry.measure(MEASURES.oldestMessageAge, oldestAge(batch, dependencies.clock()));
  const verdicts = new Map<string, Verdict>();
  const messages: Message<Event>[] = [];
  for (const record of batch.Records) {
    try {
      messages.push(readRecord(record, job.parse));
    } catch (thrown) {
      verdicts.set(record.messageId, unreadableVerdict(thrown));
    }
  }
  if (messages.length > 0) {
    for (const [id, verdict] of await look(messages, job, timeLeft, dependencies)) verdicts.set(id, verdict);
  }
  if ([...verdicts.values()].some(isUnforeseen)) telemetry.count(METRICS.unexpectedErrors, 1);
  return withDeadline(timeLeft() * PART_FOR_SETTLING, (signal) =>
    inPhase(tracer, 'settle', () =>
      settle(batch.Records, verdicts, { ...dependencies, comesLate: job.comesLate }, signal),
    ),
  );
}

/** A message's age since it was first sent, in milliseconds; clocks differ a little. */
function oldestAge({ Records }: SqsBatch, now: number): number {
  const sent = Records.map(({ attributes }) => Number(attributes.SentTimestamp)).filter(Number.isFinite);
  return sent.length === 0 ? 0 : Math.max(0, now - Math.min(...sent));
}

/** Characters kept of why a message cannot be read: one of 256 KB may have a hundred thousand faults. */
const DETAIL_LENGTH = 1_000;

function unreadableVerdict(thrown: unknown): Verdict {
  const { reason, message } = asFailure(thrown);
  if (!(thrown instanceof PermanentError)) return { kind: 'retry', reason };
  return { kind: 'park', reason, detail: message.slice(0, DETAIL_LENGTH) };
}

/** A look failed, or a part of it whose fault was met where it arose. */
function isUnforeseen(verdict: Verdict): boolean {
  return verdict.kind === 'keep' || (verdict.kind === 'retry' && verdict.reason === 'unexpected-error');
}

/** A look that throws has a fault of its own: all its messages come back, and a person is told. */
async function look<Event, Snapshot, A extends Action, P extends Plan<A>>(
  messages: readonly Message<Event>[],
  job: Job<Event, Snapshot, A, P>,
  timeLeft: () => number,
  dependencies: RunDependencies,
): Promise<ReadonlyMap<string, Verdict>> {
  const { telemetry, clock, tracer } = dependencies;
  const time = timeLeft() * PART_FOR_LOOKING;
  try {
    return await withDeadline(time, async (signal) => {
      const observe = (observing: AbortSignal) => inPhase(tracer, 'observe', () => job.observe(messages, observing));
      const carryOut = async (snapshot: Snapshot): Promise<Round<Snapshot, A, P>> => {
        const plan = await inPhase(tracer, 'plan', async () => job.plan(snapshot, clock()));
        job.report?.(plan, snapshot);
        const instances = job.instances?.(snapshot) ?? new Map<string, string>();
        const options = { ...dependencies, executors: job.executors, instances, signal };
        const applied = await inPhase(tracer, 'apply', () => apply(plan, options));
        const round = { snapshot, plan, applied };
        job.measure?.({ messages, ...round });
        return round;
      };
      const first = { messages, ...(await carryOut(await withDeadline(time * PART_FOR_OBSERVING, observe))) };
      const later =
        job.observeAfter && (await inPhase(tracer, 'observe', async () => job.observeAfter?.(first, signal)));
      return job.settle(later === undefined ? first : { ...first, after: await carryOut(later) });
    });
  } catch (thrown) {
    const { reason } = asFailure(thrown);
    telemetry.log.error('the look failed', { reason, error: thrown });
    return new Map(messages.map(({ messageId }) => [messageId, { kind: 'keep', reason }]));
  }
}
