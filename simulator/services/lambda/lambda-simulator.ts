import type { World } from '../../account/world.ts';
import type { Scheduled } from '../../kernel/virtual-clock.ts';
import type { Exchange } from '../../wire/loopback-endpoint.ts';
import type { Answer } from '../../gateway/gateway.ts';
import { ExecutionEnvironment, type PendingRequest, type Rest } from './execution-environment.ts';
import type { FunctionDefinition, FunctionInvoker, InvocationOutcome, InvocationRequest } from './invocation.ts';
import { REQUEST_NUMBER_HEADER } from './worker-protocol.ts';

/** Credentials of a role session, as Lambda puts them into a function's environment. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** One invocation as it ended. */
export interface InvocationRecord {
  readonly functionName: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  /** Initialisation included when there was one, as Lambda bills it. */
  readonly billedMilliseconds: number;
  readonly coldStart: boolean;
  readonly memorySize: number;
  readonly outcome: InvocationOutcome;
}

/** What Lambda needs of the rest of the simulation. */
export interface LambdaParts {
  readonly world: World;
  /** `AWS_ENDPOINT_URL` of the functions. */
  readonly endpointUrl: () => string;
  readonly credentialsFor: (roleName: string, session: string) => RoleCredentials;
  /** Carries out a request of a function. */
  readonly answer: (exchange: Exchange, functionName: string) => Answer;
  /** Takes what a function printed. */
  readonly onOutput: (functionName: string, output: string) => void;
}

/** Modelled durations, in milliseconds. */
export interface LambdaTiming {
  /** Initialisation of an environment: median and 99th percentile. */
  readonly coldStart: readonly [number, number];
  /** An API call there and back: median and 99th percentile. */
  readonly apiLatency: readonly [number, number];
  /** Idle time after which Lambda drops an environment. */
  readonly environmentLife: number;
  /** Idle time after which the services have closed a connection; its next use is reset. */
  readonly connectionLife: number;
}

export const LAMBDA_TIMING: LambdaTiming = {
  coldStart: [250, 600],
  apiLatency: [25, 90],
  environmentLife: 10 * 60_000,
  connectionLife: 20_000,
};

interface Slot {
  readonly environment: ExecutionEnvironment;
  readonly definition: FunctionDefinition;
  readonly accessKeyId: string;
  expiry: Scheduled | undefined;
  run: Run | undefined;
}

interface Run {
  readonly request: InvocationRequest;
  readonly start: number;
  readonly initialisation: number;
  timeout: Scheduled | undefined;
  timer: Scheduled | undefined;
}

/** Simulated AWS Lambda: functions, their execution environments, time-outs and concurrency. */
export class LambdaSimulator implements FunctionInvoker {
  readonly #parts: LambdaParts;
  readonly #timing: LambdaTiming;
  readonly #functions = new Map<string, FunctionDefinition>();
  readonly #slots = new Set<Slot>();
  readonly #byAccessKey = new Map<string, Slot>();
  readonly #idle: Slot[] = [];
  readonly #starting = new Map<string, number>();
  readonly #records: InvocationRecord[] = [];
  #environments = 0;
  #requests = 0;

  constructor(parts: LambdaParts, timing: LambdaTiming = LAMBDA_TIMING) {
    this.#parts = parts;
    this.#timing = timing;
  }

  createFunction(definition: FunctionDefinition): void {
    this.#functions.set(definition.name, definition);
  }

  /** Every invocation that has ended, throttled ones included. */
  get invocations(): readonly InvocationRecord[] {
    return this.#records;
  }

  /** Invocations under way. */
  get running(): number {
    return [...this.#slots].filter(({ run }) => run !== undefined).length;
  }

  invoke(request: InvocationRequest): void {
    const { world } = this.#parts;
    const definition = this.#functions.get(request.functionName);
    if (definition === undefined) throw new Error(`There is no function ${request.functionName}`);
    if (this.#busy(definition.name) >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      world.clock.after(1, `throttle ${definition.name}`, () => this.#throttled(definition, request));
      return;
    }
    const index = this.#idle.findLastIndex((candidate) => candidate.definition === definition);
    const [slot] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (slot === undefined) this.#coldStart(definition, request);
    else {
      slot.expiry?.cancel();
      this.#begin(slot, request, 0);
    }
  }

  /** Takes a request that reached the endpoint. @returns false when it is not of a function */
  receive(accessKeyId: string, exchange: Exchange): boolean {
    const slot = this.#byAccessKey.get(accessKeyId);
    if (slot === undefined) return false;
    slot.environment.arrived(Number(exchange.request.headers[REQUEST_NUMBER_HEADER]), exchange);
    return true;
  }

  /** Ends every environment. */
  async close(): Promise<void> {
    await Promise.all([...this.#slots].map(({ environment }) => environment.kill()));
    this.#slots.clear();
  }

  #busy(name: string): number {
    const running = [...this.#slots].filter(({ definition, run }) => definition.name === name && run !== undefined);
    return running.length + (this.#starting.get(name) ?? 0);
  }

  #throttled(definition: FunctionDefinition, request: InvocationRequest): void {
    const now = this.#parts.world.clock.now();
    this.#record(definition, { start: now, billed: 0, coldStart: false, outcome: { kind: 'throttled' } });
    request.onOutcome({ kind: 'throttled' });
  }

  #coldStart(definition: FunctionDefinition, request: InvocationRequest): void {
    const { clock, random } = this.#parts.world;
    const duration = Math.round(random.stream(`cold start ${definition.name}`).latency(...this.#timing.coldStart));
    this.#starting.set(definition.name, (this.#starting.get(definition.name) ?? 0) + 1);
    clock.after(duration, `initialise ${definition.name}`, async () => {
      const slot = this.#createSlot(definition);
      const rest = await slot.environment.loaded();
      this.#starting.set(definition.name, (this.#starting.get(definition.name) ?? 1) - 1);
      this.#parts.onOutput(definition.name, rest.output);
      if (rest.outcome?.kind === 'failed') await this.#failedToLoad(slot, request, duration, rest.outcome);
      else this.#begin(slot, request, duration);
    });
  }

  #createSlot(definition: FunctionDefinition): Slot {
    const { clock, account, random } = this.#parts.world;
    this.#environments += 1;
    const credentials = this.#parts.credentialsFor(definition.roleName, definition.name);
    const start = {
      modulePath: definition.modulePath,
      exportName: definition.exportName,
      now: clock.now(),
      seed: random.stream('execution environments').integer(0, 2 ** 31 - 1),
      timeout: definition.timeout,
      functionName: definition.name,
      functionArn: definition.arn,
      memorySize: definition.memorySize,
    };
    const environment = new ExecutionEnvironment(start, {
      ...definition.environment,
      AWS_REGION: account.region,
      AWS_DEFAULT_REGION: account.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL: this.#parts.endpointUrl(),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: definition.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      TZ: ':UTC',
    });
    const slot: Slot = { environment, definition, accessKeyId: credentials.accessKeyId, expiry: undefined, run: undefined };
    this.#slots.add(slot);
    this.#byAccessKey.set(credentials.accessKeyId, slot);
    return slot;
  }

  async #failedToLoad(
    slot: Slot,
    request: InvocationRequest,
    billed: number,
    outcome: Extract<InvocationOutcome, { kind: 'failed' }>,
  ): Promise<void> {
    await this.#drop(slot);
    const start = this.#parts.world.clock.now() - billed;
    this.#record(slot.definition, { start, billed, coldStart: true, outcome });
    request.onOutcome(outcome);
  }

  #begin(slot: Slot, request: InvocationRequest, initialisation: number): void {
    const { clock } = this.#parts.world;
    const run: Run = { request, start: clock.now(), initialisation, timeout: undefined, timer: undefined };
    slot.run = run;
    this.#requests += 1;
    const requestId = `11111111-1111-4111-8111-${String(this.#requests).padStart(12, '0')}`;
    const payload = JSON.stringify(request.payload);
    run.timeout = clock.after(slot.definition.timeout, `time out ${slot.definition.name}`, async () => {
      await this.#drop(slot);
      this.#end(slot, run, { kind: 'timed-out' });
    });
    clock.after(1, `invoke ${slot.definition.name}`, async () => {
      if (slot.run === run) await this.#proceed(slot, run, slot.environment.invoke(clock.now(), requestId, payload));
    });
  }

  /** Lets the function run until it rests, then schedules what it waits for. */
  async #proceed(slot: Slot, run: Run, resting: Promise<Rest>): Promise<void> {
    const { clock } = this.#parts.world;
    const { name } = slot.definition;
    const rest = await resting;
    this.#parts.onOutput(name, rest.output);
    if (slot.run !== run) return;
    for (const pending of rest.arrived) this.#scheduleCall(slot, run, pending);
    if (slot.environment.dead) await this.#drop(slot);
    if (rest.outcome !== undefined) {
      this.#end(slot, run, outcomeOf(rest.outcome));
      return;
    }
    run.timer?.cancel();
    if (rest.nextTimer !== undefined) {
      run.timer = clock.at(rest.nextTimer, `timer of ${name}`, async () => {
        if (slot.run === run) await this.#proceed(slot, run, slot.environment.advance(clock.now()));
      });
    }
  }

  /** A call takes effect half-way of its latency; its answer arrives at the end of it. */
  #scheduleCall(slot: Slot, run: Run, { number, exchange }: PendingRequest): void {
    const { clock, random } = this.#parts.world;
    const { name } = slot.definition;
    const half = Math.max(1, Math.round(random.stream(`API latency ${name}`).latency(...this.#timing.apiLatency) / 2));
    const { lastUsed } = exchange.connection;
    const stale = lastUsed !== undefined && clock.now() - lastUsed > this.#timing.connectionLife;
    const deliver = async (reply: Parameters<ExecutionEnvironment['answer']>[2]): Promise<void> => {
      if (slot.run !== run) return;
      await this.#proceed(slot, run, slot.environment.answer(number, clock.now(), reply));
    };
    if (stale) {
      clock.after(1, `reset a stale connection of ${name}`, () => deliver('reset'));
      return;
    }
    clock.after(half, `call of ${name}`, async () => {
      if (slot.run !== run) return;
      const answer = this.#parts.answer(exchange, name);
      if (answer.kind === 'kill') {
        await this.#drop(slot);
        this.#end(slot, run, { kind: 'failed', errorType: 'Runtime.ExitError', errorMessage: 'The process was killed' });
        return;
      }
      const delay = answer.kind === 'reply' ? answer.delay : 0;
      const reply = answer.kind === 'reply' ? answer.reply : 'reset';
      clock.after(half + delay, `answer to ${name}`, () => deliver(reply));
    });
  }

  #end(slot: Slot, run: Run, outcome: InvocationOutcome): void {
    const { clock } = this.#parts.world;
    run.timeout?.cancel();
    run.timer?.cancel();
    slot.run = undefined;
    const billed = Math.max(1, clock.now() - run.start) + run.initialisation;
    this.#record(slot.definition, { start: run.start, billed, coldStart: run.initialisation > 0, outcome });
    if (!slot.environment.dead) this.#free(slot);
    clock.after(1, `outcome of ${slot.definition.name}`, () => run.request.onOutcome(outcome));
  }

  #free(slot: Slot): void {
    this.#idle.push(slot);
    slot.expiry = this.#parts.world.clock.after(this.#timing.environmentLife, 'drop an idle environment', () => {
      const index = this.#idle.indexOf(slot);
      if (index < 0) return undefined;
      this.#idle.splice(index, 1);
      return this.#drop(slot);
    });
  }

  async #drop(slot: Slot): Promise<void> {
    this.#slots.delete(slot);
    this.#byAccessKey.delete(slot.accessKeyId);
    await slot.environment.kill();
  }

  #record(
    definition: FunctionDefinition,
    run: { start: number; billed: number; coldStart: boolean; outcome: InvocationOutcome },
  ): void {
    this.#records.push({
      functionName: definition.name,
      start: run.start,
      end: this.#parts.world.clock.now(),
      billedMilliseconds: run.billed,
      coldStart: run.coldStart,
      memorySize: definition.memorySize,
      outcome: run.outcome,
    });
  }
}

function outcomeOf(outcome: NonNullable<Rest['outcome']>): InvocationOutcome {
  if (outcome.kind === 'failed') return outcome;
  return { kind: 'succeeded', payload: JSON.parse(outcome.payload) };
}
