import { hexFrom } from '../../kernel/identifiers.ts';
import type { Scheduled } from '../../kernel/virtual-clock.ts';
import type { Exchange } from '../../wire/loopback-endpoint.ts';
import type { Environment } from './environment.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { functionEnvironment } from './function-environment.ts';
import { InProcessEnvironment } from './in-process/in-process-environment.ts';
import type { FunctionDefinition, FunctionInvoker, InvocationOutcome, InvocationRequest } from './invocation.ts';
import { InvocationRun } from './invocation-run.ts';
import { type InvocationRecord, LAMBDA_TIMING, type LambdaParts, type LambdaTiming } from './lambda-parts.ts';
import { sampledHeader } from './lineage.ts';
import { endLines, failedStartLine, startLines } from './platform-lines.ts';
import { REQUEST_NUMBER_HEADER } from './worker-protocol.ts';

/** An execution environment and what Lambda knows of it. */
interface Slot {
  readonly environment: Environment;
  readonly definition: FunctionDefinition;
  readonly accessKeyId: string;
  busy: boolean;
  expiry: Scheduled | undefined;
}

/** Simulated AWS Lambda: functions, their execution environments, cold starts and concurrency. */
export class LambdaSimulator implements FunctionInvoker {
  readonly #parts: LambdaParts;
  readonly #timing: LambdaTiming;
  readonly #functions = new Map<string, FunctionDefinition>();
  readonly #slots = new Set<Slot>();
  readonly #byAccessKey = new Map<string, Slot>();
  readonly #starting = new Map<string, number>();
  readonly #records: InvocationRecord[] = [];
  readonly #processorTime = new Map<string, number>();
  #sessions = 0;
  #requests = 0;

  constructor(parts: LambdaParts, timing: LambdaTiming = LAMBDA_TIMING) {
    this.#parts = parts;
    this.#timing = timing;
  }

  createFunction(definition: FunctionDefinition): void {
    this.#functions.set(definition.name, definition);
  }

  /** Deletes a function: what runs runs on to its end, nothing else is started. */
  deleteFunction(name: string): void {
    this.#functions.delete(name);
  }

  /** A function's definition; undefined when there is none of that name. */
  definition(name: string): FunctionDefinition | undefined {
    return this.#functions.get(name);
  }

  /** Every invocation that has ended, throttled ones included. */
  get invocations(): readonly InvocationRecord[] {
    return this.#records;
  }

  /**
   * Processor time that a function's handler has used so far, without initialisation: milliseconds of a whole core of the
   * machine at hand. It differs from run to run, and no virtual time passes meanwhile.
   */
  processorTime(name: string): number {
    return this.#processorTime.get(name) ?? 0;
  }

  /** Invocations under way or initialising. */
  get running(): number {
    return [...this.#functions.keys()].reduce((sum, name) => sum + this.#concurrency(name), 0);
  }

  invoke(request: InvocationRequest): void {
    const definition = this.#functions.get(request.functionName);
    if (definition === undefined) throw new Error(`There is no function ${request.functionName}`);
    if (this.#concurrency(definition.name) >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      this.#throttle(definition, request);
      return;
    }
    // The environment used last is used first, as Lambda appears to do: the others may go.
    const free = [...this.#slots].findLast((slot) => slot.definition === definition && !slot.busy);
    if (free === undefined) this.#coldStart(definition, request);
    else this.#run(free, request, 0);
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
    await Promise.all([...this.#slots].map((slot) => this.#drop(slot)));
  }

  #concurrency(name: string): number {
    let count = this.#starting.get(name) ?? 0;
    for (const { definition, busy } of this.#slots) if (busy && definition.name === name) count += 1;
    return count;
  }

  #throttle(definition: FunctionDefinition, request: InvocationRequest): void {
    const { clock } = this.#parts.world;
    clock.after(1, `throttle ${definition.name}`, () => {
      this.#record(definition, clock.now(), 0, { kind: 'throttled' });
      request.onOutcome({ kind: 'throttled' });
    });
  }

  #coldStart(definition: FunctionDefinition, request: InvocationRequest): void {
    const { clock, random } = this.#parts.world;
    const { name } = definition;
    const duration = Math.round(random.stream(`cold start ${name}`).latency(...this.#timing.coldStart));
    this.#starting.set(name, (this.#starting.get(name) ?? 0) + 1);
    clock.after(duration, `initialise ${name}`, async () => {
      const slot = await this.#createSlot(definition);
      const rest = await slot.environment.loaded();
      this.#starting.set(name, (this.#starting.get(name) ?? 1) - 1);
      this.#parts.onOutput(definition, rest.output);
      if (rest.outcome?.kind !== 'failed') return this.#run(slot, request, duration);
      this.#parts.onPlatformLines(definition, [failedStartLine(clock.now(), rest.outcome)]);
      this.#record(definition, clock.now() - duration, duration, rest.outcome);
      request.onOutcome(rest.outcome);
      return this.#drop(slot);
    });
  }

  async #createSlot(definition: FunctionDefinition): Promise<Slot> {
    const { world, credentialsFor, endpointUrl, daemonAddress } = this.#parts;
    const daemon = definition.isTraced ? await daemonAddress(definition) : undefined;
    this.#sessions += 1;
    const credentials = credentialsFor(definition.roleName, `${definition.name}-${this.#sessions}`);
    const start = {
      modulePath: definition.modulePath,
      exportName: definition.exportName,
      now: world.clock.now(),
      seed: world.random.stream('execution environments').integer(0, 2 ** 31 - 1),
      timeout: definition.timeout,
      functionName: definition.name,
      functionArn: definition.arn,
      memorySize: definition.memorySize,
    };
    const variables = functionEnvironment(definition, world.account.region, credentials, endpointUrl(), daemon);
    const { accessKeyId } = credentials;
    const { clockSkew, inProcess } = this.#timing;
    const skew = clockSkew === 0 ? 0 : world.random.stream('clock skew').integer(-clockSkew, clockSkew);
    const environment = inProcess
      ? new InProcessEnvironment(start, variables, skew)
      : new ExecutionEnvironment(start, variables, skew);
    const slot: Slot = { environment, definition, accessKeyId, busy: true, expiry: undefined };
    this.#slots.add(slot);
    this.#byAccessKey.set(accessKeyId, slot);
    return slot;
  }

  #run(slot: Slot, request: InvocationRequest, initialisation: number): void {
    const { clock } = this.#parts.world;
    const { definition, environment } = slot;
    const start = clock.now();
    slot.busy = true;
    slot.expiry?.cancel();
    const before = environment.processorTime;
    this.#parts.onConcurrency?.(definition.name, this.#concurrency(definition.name));
    this.#requests += 1;
    const requestId = `11111111-1111-4111-8111-${String(this.#requests).padStart(12, '0')}`;
    this.#parts.onPlatformLines(definition, startLines(requestId, initialisation));
    const onEnd = (outcome: InvocationOutcome): void => {
      const used = environment.processorTime - before;
      this.#processorTime.set(definition.name, this.processorTime(definition.name) + used);
      const record = this.#record(definition, start, initialisation, outcome);
      this.#parts.onPlatformLines(definition, endLines(requestId, record, initialisation));
      this.#release(slot);
      clock.after(1, `outcome of ${definition.name}`, () => request.onOutcome(outcome));
    };
    const run = new InvocationRun({ lambda: this.#parts, timing: this.#timing, definition, environment, onEnd });
    run.start(requestId, { ...request, traceHeader: this.#traceHeader(definition, request) });
  }

  /** Every invocation of a traced function is sampled, where AWS takes one a second and 5 % of the rest. */
  #traceHeader({ isTraced }: FunctionDefinition, { traceHeader }: InvocationRequest): string | undefined {
    if (!isTraced || traceHeader === undefined) return traceHeader;
    return sampledHeader(traceHeader, hexFrom(this.#parts.world.random.stream('function segments'), 16));
  }

  #release(slot: Slot): void {
    slot.busy = false;
    const { clock } = this.#parts.world;
    const life = slot.environment.dead ? 0 : this.#timing.environmentLife;
    if (slot.environment.dead) this.#forget(slot);
    slot.expiry = clock.after(life, `drop an idle environment of ${slot.definition.name}`, () => this.#drop(slot));
  }

  async #drop(slot: Slot): Promise<void> {
    this.#forget(slot);
    await slot.environment.kill();
  }

  #forget(slot: Slot): void {
    this.#slots.delete(slot);
    this.#byAccessKey.delete(slot.accessKeyId);
  }

  #record(
    definition: FunctionDefinition,
    start: number,
    initialisation: number,
    outcome: InvocationOutcome,
  ): InvocationRecord {
    const end = this.#parts.world.clock.now();
    const record: InvocationRecord = {
      functionName: definition.name,
      start,
      end,
      billedMilliseconds: outcome.kind === 'throttled' ? 0 : Math.max(1, end - start) + initialisation,
      coldStart: initialisation > 0,
      memorySize: definition.memorySize,
      outcome,
    };
    this.#records.push(record);
    this.#parts.onInvocation?.(record);
    return record;
  }
}
