import { Console } from 'node:console';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import FakeTimers from '@sinonjs/fake-timers';
import { seededRandom } from '../../../kernel/random.ts';
import type { Exchange } from '../../../wire/loopback-endpoint.ts';
import type { Reply } from '../../../wire/reply.ts';
import type { Environment, Handed, PendingRequest, Rest } from '../environment.ts';
import { handlerFailure } from '../handler-failure.ts';
import { invocationContext } from '../invocation-context.ts';
import type { HandlerOutcome, WorkerStart } from '../worker-protocol.ts';
import { bundleCode } from './bundle-code.ts';
import { type SimulatedRequest, simulatedHttp } from './simulated-http.ts';

type Handler = (event: unknown, context: unknown) => unknown;

/** Turns of the event loop in which nothing happens, after which nothing more can come of what has happened. */
const QUIET_TURNS = 4;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * An execution environment in the simulator's own thread: many times as fast as one with a thread and a network, for runs
 * by the thousand. The bundle is the packaged one, in a module scope of its own; clock, timers, randomness, environment
 * variables, output and requests are its own too; a file that it loads later on has the machine's clock. It is not kept from blocking the thread, and what fails in it unhandled
 * ends the process.
 */
export class InProcessEnvironment implements Environment {
  readonly processorTime = 0;
  readonly #start: WorkerStart;
  readonly #skew: number;
  readonly #variables: Record<string, string | undefined>;
  readonly #clock: ReturnType<ReturnType<typeof FakeTimers.withGlobal>['createClock']>;
  readonly #pending = new Map<number, Exchange>();
  readonly #numbers = new Map<SimulatedRequest, number>();
  #arrived: PendingRequest[] = [];
  #handler: Handler | undefined;
  #outcome: HandlerOutcome | undefined;
  #output = '';
  #requests = 0;
  #activity = 0;
  #ended: HandlerOutcome | undefined;

  /** @param skew milliseconds by which the function's clock is ahead of the simulation's; negative: behind */
  constructor(start: WorkerStart, variables: Readonly<Record<string, string>>, skew = 0) {
    this.#start = start;
    this.#skew = skew;
    this.#variables = { ...variables };
    this.#clock = FakeTimers.withGlobal(globalThis).createClock(start.now + skew);
    // As in Node.js, clearing something that is no timer is no fault: the SDK clears -1 where it has set none.
    Object.assign(this.#clock, { shouldClearNativeTimers: true });
  }

  get dead(): boolean {
    return this.#ended !== undefined;
  }

  async loaded(): Promise<Rest> {
    try {
      await this.#load();
    } catch (error) {
      this.#finish(handlerFailure(error));
    }
    return this.#rest();
  }

  advance(now: number): Promise<Rest> {
    this.#tick(now);
    return this.#rest();
  }

  invoke(now: number, { requestId, payload, traceHeader }: Handed): Promise<Rest> {
    this.#tick(now);
    if (traceHeader === undefined) delete this.#variables['_X_AMZN_TRACE_ID'];
    else this.#variables['_X_AMZN_TRACE_ID'] = traceHeader;
    this.#outcome = undefined;
    const context = invocationContext(this.#start, requestId, now + this.#skew, () => this.#clock.now);
    Promise.resolve()
      .then(() => this.#handler?.(JSON.parse(payload), context))
      .then(
        (result) => this.#finish({ kind: 'succeeded', payload: JSON.stringify(result ?? null) }),
        (error: unknown) => this.#finish(handlerFailure(error)),
      );
    return this.#rest();
  }

  arrived(): void {
    throw new Error('A function without a network has no requests on it');
  }

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

  /** What is answered no more, and whose timers fire no more, does nothing any more. */
  kill(): Promise<void> {
    this.#ended ??= { kind: 'failed', errorType: 'Runtime.ExitError', errorMessage: 'The environment was ended' };
    this.#pending.clear();
    this.#clock.reset();
    return Promise.resolve();
  }

  async #load(): Promise<void> {
    const module = { exports: {} as Record<string, unknown> };
    const shadows = this.#shadows(module);
    await bundleCode(this.#start.modulePath)(...shadows);
    const exported = module.exports[this.#start.exportName];
    if (typeof exported !== 'function') throw new Error(`${this.#start.exportName} is not exported`);
    this.#handler = exported as Handler;
  }

  /** In the order of `SHADOWED`. */
  #shadows(module: { readonly exports: object }): readonly unknown[] {
    const clock = this.#clock;
    const { setTimeout, clearTimeout, setInterval, clearInterval } = clock;
    const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
    const stdout = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#output += chunk.toString('utf8');
        done();
      },
    });
    const process = this.#process(stdout, timers);
    const scope = Object.create(globalThis) as object;
    const math = Object.assign(Object.create(Math) as Math, { random: seededRandom(this.#start.seed).next });
    const require = createRequire(this.#start.modulePath);
    const standard = [new Console(stdout), clock.Date, math, clock.performance] as const;
    return [
      module,
      module.exports,
      require,
      pathToFileURL(this.#start.modulePath).href,
      process,
      scope,
      scope,
      ...standard,
      timers.setTimeout,
      timers.clearTimeout,
      timers.setInterval,
      timers.clearInterval,
    ];
  }

  #process(stdout: Writable, timers: object): NodeJS.Process {
    const http = simulatedHttp({
      sent: (request) => this.#sent(request),
      closed: (request) => this.#closed(request),
    });
    const shadow = Object.create(process) as NodeJS.Process;
    const builtins: Readonly<Record<string, () => unknown>> = {
      http: () => http,
      process: () => shadow,
      timers: () => ({ ...process.getBuiltinModule('timers'), ...timers }),
    };
    const getBuiltinModule = (name: string): unknown => builtins[name]?.() ?? process.getBuiltinModule(name);
    return Object.defineProperties(shadow, {
      env: { value: this.#variables },
      stdout: { value: stdout },
      stderr: { value: stdout },
      getBuiltinModule: { value: getBuiltinModule },
    });
  }

  #sent(request: SimulatedRequest): void {
    this.#requests += 1;
    this.#activity += 1;
    const number = this.#requests;
    const { exchange } = request;
    this.#numbers.set(request, number);
    this.#pending.set(number, exchange);
    this.#arrived.push({ number, exchange });
    queueMicrotask(() => request.emit('socket', request.socket));
  }

  #closed(request: SimulatedRequest): void {
    this.#activity += 1;
    this.#pending.delete(this.#numbers.get(request) ?? 0);
    this.#numbers.delete(request);
  }

  #tick(now: number): void {
    if (this.dead) return;
    this.#clock.tick(Math.max(0, now + this.#skew - this.#clock.now));
  }

  #finish(outcome: HandlerOutcome): void {
    this.#outcome ??= outcome;
    this.#activity += 1;
  }

  async #rest(): Promise<Rest> {
    for (let quiet = 0, seen = this.#activity; quiet < QUIET_TURNS; seen = this.#activity) {
      await nextTurn();
      quiet = seen === this.#activity ? quiet + 1 : 0;
    }
    const [arrived, output] = [this.#arrived, this.#output];
    this.#arrived = [];
    this.#output = '';
    return { arrived, nextTimer: this.#nextTimer(), outcome: this.#ended ?? this.#outcome, output };
  }

  #nextTimer(): number | undefined {
    const { timers } = this.#clock as unknown as { timers?: ReadonlyMap<number, { readonly callAt: number }> };
    const due = [...(timers?.values() ?? [])].map(({ callAt }) => callAt);
    return due.length === 0 ? undefined : Math.min(...due) - this.#skew;
  }
}
