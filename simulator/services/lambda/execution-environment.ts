import { Worker } from 'node:worker_threads';
import type { Exchange } from '../../wire/loopback-endpoint.ts';
import type { Reply } from '../../wire/reply.ts';
import type { Environment, Handed, PendingRequest, Rest } from './environment.ts';
import { workerCode } from './worker-code.ts';
import type { HandlerOutcome, WorkerCommand, WorkerReport, WorkerStart } from './worker-protocol.ts';

/** Real milliseconds after which a worker that does not come to rest is taken for hung. */
const SETTLE_LIMIT = 60_000;

/**
 * A function's execution environment: a worker thread with the function's environment variables and module scope, kept
 * between invocations. Every method that wakes the function resolves when the function has come to rest again, that is,
 * when it can only go on by an answer, a timer or an invocation. In between the virtual clock stands still.
 */
export class ExecutionEnvironment implements Environment {
  readonly #worker: Worker;
  /** Milliseconds by which the function's clock is ahead. */
  readonly #skew: number;
  readonly #pending = new Map<number, Exchange>();
  readonly #arrived: PendingRequest[] = [];
  #report: WorkerReport | undefined;
  #output = '';
  #order = 0;
  #ended: HandlerOutcome | undefined;
  #wake: (() => void) | undefined;

  /** @param skew milliseconds by which the function's clock is ahead of the simulation's; negative: behind */
  constructor(start: WorkerStart, environment: Readonly<Record<string, string>>, skew = 0) {
    this.#skew = skew;
    this.#worker = new Worker(workerCode(), {
      eval: true,
      workerData: { ...start, now: start.now + skew },
      env: { ...environment },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (report: WorkerReport) => this.#settled(report));
    this.#worker.on('error', (error) => this.#end({ errorType: error.name, errorMessage: error.message }));
    this.#worker.on('exit', (code) =>
      this.#end({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with status ${code}` }),
    );
  }

  /** Whether the worker is gone. */
  get dead(): boolean {
    return this.#ended !== undefined;
  }

  /** Processor time that it has used so far, milliseconds of the machine at hand. */
  get processorTime(): number {
    return this.#report?.processorTime ?? 0;
  }

  /** Waits for the module to load. */
  loaded(): Promise<Rest> {
    return this.#rest();
  }

  /** Sets the function's clock, firing its timers that became due. */
  advance(now: number): Promise<Rest> {
    return this.#command({ kind: 'advance', order: this.#nextOrder(), now });
  }

  /** Starts the handler. */
  invoke(now: number, invocation: Handed): Promise<Rest> {
    return this.#command({ kind: 'invoke', order: this.#nextOrder(), now, ...invocation });
  }

  /** Takes in a request of the function; called by the endpoint as it arrives. */
  arrived(number: number, exchange: Exchange): void {
    this.#pending.set(number, exchange);
    this.#arrived.push({ number, exchange });
    this.#wake?.();
  }

  /** Answers a request of the function, or resets its connection. */
  async answer(number: number, now: number, reply: Reply | 'reset'): Promise<Rest> {
    const before = await this.advance(now);
    const exchange = this.#pending.get(number);
    if (exchange === undefined) return before;
    this.#pending.delete(number);
    exchange.connection.lastUsed = now;
    if (reply === 'reset') exchange.reset();
    else exchange.reply(reply);
    const after = await this.#rest();
    return { ...after, arrived: [...before.arrived, ...after.arrived], output: before.output + after.output };
  }

  /** Ends the environment as Lambda does at a time-out, or a crash: at once, whatever runs. */
  async kill(): Promise<void> {
    this.#ended ??= { kind: 'failed', errorType: 'Runtime.ExitError', errorMessage: 'The environment was ended' };
    for (const exchange of this.#pending.values()) exchange.reset();
    this.#pending.clear();
    await this.#worker.terminate();
    this.#wake?.();
  }

  #nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  #command(command: WorkerCommand): Promise<Rest> {
    this.#worker.postMessage({ ...command, now: command.now + this.#skew });
    return this.#rest();
  }

  #settled(report: WorkerReport): void {
    this.#report = report;
    this.#output += report.output;
    for (const number of this.#pending.keys()) {
      if (!report.open.includes(number)) this.#pending.delete(number);
    }
    this.#wake?.();
  }

  #end(cause: { errorType: string; errorMessage: string }): void {
    this.#ended ??= { kind: 'failed', ...cause };
    this.#wake?.();
  }

  /** At rest: the last command is acknowledged and every open request waits here for its answer. */
  #atRest(): boolean {
    if (this.dead) return true;
    const report = this.#report;
    if (report === undefined || report.acknowledged !== this.#order) return false;
    if (!report.loaded && report.outcome === undefined) return false;
    return report.open.every((number) => this.#pending.has(number));
  }

  async #rest(): Promise<Rest> {
    while (!this.#atRest()) await this.#woken();
    const output = this.#output;
    this.#output = '';
    const arrived = this.#arrived.splice(0).sort((a, b) => a.number - b.number);
    const { nextTimer: timer, outcome } = this.#report ?? { nextTimer: undefined, outcome: undefined };
    const nextTimer = timer === undefined ? undefined : timer - this.#skew;
    return { arrived, nextTimer, outcome: this.#ended ?? outcome, output };
  }

  #woken(): Promise<void> {
    return new Promise((resolve, reject) => {
      const guard = setTimeout(() => {
        const state = JSON.stringify({ report: this.#report, order: this.#order, pending: [...this.#pending.keys()] });
        reject(new Error(`A function did not come to rest within ${SETTLE_LIMIT / 1000} s: ${state}`));
      }, SETTLE_LIMIT);
      this.#wake = () => {
        clearTimeout(guard);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
