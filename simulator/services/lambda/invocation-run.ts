import type { Scheduled } from '../../kernel/virtual-clock.ts';
import type { Reply } from '../../wire/reply.ts';
import type { Environment, PendingRequest, Rest } from './environment.ts';
import type { FunctionDefinition, InvocationOutcome, InvocationRequest } from './invocation.ts';
import type { LambdaParts, LambdaTiming } from './lambda-parts.ts';

/** What a run is made of. */
export interface RunParts {
  readonly lambda: LambdaParts;
  readonly timing: LambdaTiming;
  readonly definition: FunctionDefinition;
  readonly environment: Environment;
  /** Called once, at the virtual time of the end. */
  readonly onEnd: (outcome: InvocationOutcome) => void;
}

const KILLED: InvocationOutcome = {
  kind: 'failed',
  errorType: 'Runtime.ExitError',
  errorMessage: 'The process was killed',
};

/** One invocation on its execution environment: its calls, its timers and its time-out, in virtual time. */
export class InvocationRun {
  readonly #parts: RunParts;
  #timeout: Scheduled | undefined;
  #timer: Scheduled | undefined;
  #over = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** Hands the event to the function. */
  start(requestId: string, { payload, traceHeader }: Pick<InvocationRequest, 'payload' | 'traceHeader'>): void {
    const { definition, environment, lambda } = this.#parts;
    const { clock } = lambda.world;
    this.#timeout = clock.after(definition.timeout, `time out ${definition.name}`, () =>
      this.#kill({ kind: 'timed-out' }),
    );
    clock.after(1, `invoke ${definition.name}`, () =>
      this.#over
        ? undefined
        : this.#proceed(environment.invoke(clock.now(), { requestId, payload: JSON.stringify(payload), traceHeader })),
    );
  }

  /** Lets the function run until it rests, then schedules what it waits for. */
  async #proceed(resting: Promise<Rest>): Promise<void> {
    const { definition, environment, lambda } = this.#parts;
    const rest = await resting;
    lambda.onOutput(definition, rest.output);
    if (this.#over) return;
    for (const pending of rest.arrived) this.#scheduleCall(pending);
    if (rest.outcome !== undefined) this.#end(outcomeOf(rest.outcome));
    else this.#scheduleTimer(environment, rest.nextTimer);
  }

  #scheduleTimer(environment: Environment, nextTimer: number | undefined): void {
    const { clock } = this.#parts.lambda.world;
    this.#timer?.cancel();
    if (nextTimer === undefined) return;
    this.#timer = clock.at(nextTimer, `timer of ${this.#parts.definition.name}`, () =>
      this.#over ? undefined : this.#proceed(environment.advance(clock.now())),
    );
  }

  /** A call takes effect half-way of its latency; its answer arrives at the end of it. */
  #scheduleCall(pending: PendingRequest): void {
    const { definition, lambda, timing } = this.#parts;
    const { clock, random } = lambda.world;
    const latency = random.stream(`API latency ${definition.name}`).latency(...timing.apiLatency);
    const half = Math.max(1, Math.round(latency / 2));
    const { lastUsed } = pending.exchange.connection;
    if (lastUsed !== undefined && clock.now() - lastUsed > timing.connectionLife) {
      clock.after(1, `reset a stale connection of ${definition.name}`, () => this.#deliver(pending, 'reset'));
    } else {
      clock.after(half, `call of ${definition.name}`, () => this.#carryOut(pending, half));
    }
  }

  #carryOut(pending: PendingRequest, half: number): Promise<void> | undefined {
    const { definition, lambda } = this.#parts;
    if (this.#over) return undefined;
    const answer = lambda.answer(pending.exchange, definition.name);
    if (answer.kind === 'kill') return this.#kill(KILLED);
    const [reply, delay] = answer.kind === 'reply' ? [answer.reply, answer.delay] : (['reset', 0] as const);
    lambda.world.clock.after(half + delay, `answer to ${definition.name}`, () => this.#deliver(pending, reply));
    return undefined;
  }

  #deliver({ number }: PendingRequest, reply: Reply | 'reset'): Promise<void> | undefined {
    const { environment, lambda } = this.#parts;
    const now = lambda.world.clock.now();
    return this.#over
      ? undefined
      : this.#proceed(environment.answer(number, now, reply === 'reset' ? reply : dated(reply, now)));
  }

  async #kill(outcome: InvocationOutcome): Promise<void> {
    if (this.#over) return;
    await this.#parts.environment.kill();
    this.#end(outcome);
  }

  #end(outcome: InvocationOutcome): void {
    this.#over = true;
    this.#timeout?.cancel();
    this.#timer?.cancel();
    this.#parts.onEnd(outcome);
  }
}

/**
 * The answer with its time in the function's own: SDKs take a server whose time is another for a sign that the clock is
 * wrong, and send every refused request again.
 */
function dated(reply: Reply, now: number): Reply {
  return { ...reply, headers: { ...reply.headers, date: new Date(now).toUTCString() } };
}

function outcomeOf(outcome: NonNullable<Rest['outcome']>): InvocationOutcome {
  if (outcome.kind === 'failed') return outcome;
  return { kind: 'succeeded', payload: JSON.parse(outcome.payload) };
}
