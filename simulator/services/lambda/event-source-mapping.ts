import type { World } from '../../account/world.ts';
import { hexFrom, uuidFrom } from '../../kernel/identifiers.ts';
import type { ReceivedMessage } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { failedMessages } from './batch-response.ts';
import type { FunctionInvoker } from './invocation.ts';
import { RECURSION_LIMIT, roundsOf, traceHeaderFor } from './lineage.ts';
import { LongPolls } from './long-polls.ts';
import { type SqsEventRecord, sqsEventRecord } from './sqs-event.ts';

/** An SQS event source mapping as the template defines it. */
export interface MappingDefinition {
  readonly functionName: string;
  readonly queue: Queue;
  readonly batchSize: number;
  /** Milliseconds. */
  readonly batchingWindow: number;
  readonly reportsBatchItemFailures: boolean;
  /** Invocations at a time. */
  readonly maximumConcurrency: number;
  /** The function's RecursiveLoop setting is `Allow`: no message is dropped for the rounds it has made. */
  readonly allowsRecursiveLoops?: boolean;
}

/** Largest invocation payload. Source: Lambda quotas, synchronous invocation. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024;
/** Most that one ReceiveMessage call gives. */
const MESSAGES_PER_RECEIVE = 10;
/**
 * Pollers of a mapping. Lambda may do with two when there is little to do, but not when the mapping has a maximum
 * concurrency. Source: Lambda developer guide, "Configuring scaling behavior for SQS event source mappings".
 */
const POLLERS = 5;
/** A delivery's latency: median and 99th percentile, milliseconds; measured in public. */
const POLL_LATENCY = [16, 105] as const;

interface Gathering {
  readonly messages: ReceivedMessage[];
  bytes: number;
  /** Full, or its window over, and waiting for an invocation to end. */
  due: boolean;
}

/**
 * Feeds a function from a queue: gathers messages until the batch is full, the payload limit is near or the window is
 * over, invokes the function, and deletes what it did not report as failed.
 * One batch is gathered at a time unless `gatherers` says otherwise: AWS may have five pollers that gather side by side.
 */
export class EventSourceMapping {
  /** Its identifier. */
  readonly uuid: string;
  readonly definition: MappingDefinition;
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #invoker: FunctionInvoker;
  /** What each gatherer has. */
  #gatherings: (Gathering | undefined)[] = [undefined];
  readonly #polls = new LongPolls(POLLERS);
  #polling = false;
  /** Whose turn it is to take messages. */
  #turn = 0;
  #running = 0;
  #enabled = true;
  /** ReceiveMessage calls that gave messages, and DeleteMessageBatch calls. AWS bills them. */
  receives = 0;
  deletes = 0;
  /** Messages not handed to the function because it had run 16 times in their chain: RecursiveInvocationsDropped. */
  recursiveInvocationsDropped = 0;

  constructor(
    definition: MappingDefinition,
    world: Pick<World, 'account' | 'clock' | 'random'>,
    invoker: FunctionInvoker,
  ) {
    this.uuid = uuidFrom(world.random.stream('event source mapping ids'));
    this.definition = definition;
    this.#world = world;
    this.#invoker = invoker;
    this.#polls.start(world.clock.now());
    definition.queue.onVisible(() => this.#wake());
    if (definition.queue.counts().visible > 0) this.#wake();
  }

  /** Whether it polls. What waits on the queue is taken up as soon as it does again. */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    const now = this.#world.clock.now();
    if (enabled) this.#polls.start(now);
    else this.#polls.stop(now);
    if (enabled && this.definition.queue.counts().visible > 0) this.#wake();
  }

  /** Polls no more, for good, and hands over nothing that it has gathered. */
  delete(): void {
    this.enabled = false;
    this.#gatherings = [];
  }

  /** What it takes messages from. */
  get queue(): Queue {
    return this.definition.queue;
  }

  /** How many batches may be gathered side by side: 1 at first. To be set before messages come. */
  set gatherers(count: number) {
    this.#gatherings = Array<undefined>(count).fill(undefined);
  }

  /** ReceiveMessage calls that gave nothing. AWS bills them too. */
  get emptyReceives(): number {
    return this.#polls.emptyReceives(this.#world.clock.now());
  }

  #wake(): void {
    if (this.#polling || !this.enabled) return;
    this.#polling = true;
    const latency = this.#world.random.stream(`poll ${this.definition.queue.name}`).latency(...POLL_LATENCY);
    this.#world.clock.after(Math.max(1, Math.round(latency)), `poll ${this.definition.queue.name}`, () => {
      this.#polling = false;
      this.#poll();
    });
  }

  #poll(): void {
    const { batchSize, batchingWindow, queue } = this.definition;
    const gatherer = this.#nextGatherer();
    if (!this.enabled || gatherer === undefined) return;
    const room = batchSize - (this.#gatherings[gatherer]?.messages.length ?? 0);
    // One call gives ten; where pollers gather side by side, the next ten are another poller's.
    const wanted = this.#gatherings.length === 1 ? room : Math.min(room, MESSAGES_PER_RECEIVE);
    const received = queue.receive(wanted);
    const calls = Math.ceil(received.length / MESSAGES_PER_RECEIVE);
    this.receives += calls;
    this.#polls.answered(calls, this.#world.clock.now());
    if (received.length === 0) return;
    this.#turn = gatherer + 1;
    for (const message of received) this.#gather(gatherer, message, batchingWindow);
    if (received.length === room || batchingWindow === 0) this.#flush(gatherer);
    // A full batch may have left others behind, for which no more wake-ups come.
    if (received.length === wanted) this.#wake();
  }

  /** The next one in turn that may take messages; undefined when all wait for invocations to end. */
  #nextGatherer(): number | undefined {
    const free = this.#running < this.definition.maximumConcurrency;
    const { length } = this.#gatherings;
    const inTurn = Array.from({ length }, (_, index) => (this.#turn + index) % length);
    return inTurn.find((index) => {
      const gathering = this.#gatherings[index];
      return gathering === undefined ? free : !gathering.due;
    });
  }

  #gather(gatherer: number, message: ReceivedMessage, window: number): void {
    const bytes = Buffer.byteLength(JSON.stringify(this.#record(message)));
    const before = this.#gatherings[gatherer];
    if (before !== undefined && before.bytes + bytes > PAYLOAD_LIMIT) this.#invoke(gatherer);
    const gathering = this.#gatherings[gatherer] ?? this.#begin(gatherer, window);
    gathering.messages.push(message);
    gathering.bytes += bytes;
  }

  #begin(gatherer: number, window: number): Gathering {
    const gathering: Gathering = { messages: [], bytes: 0, due: false };
    this.#gatherings[gatherer] = gathering;
    this.#world.clock.after(window, `batching window of ${this.definition.queue.name}`, () => {
      if (this.#gatherings[gatherer] === gathering) this.#flush(gatherer);
    });
    return gathering;
  }

  #record(message: ReceivedMessage): SqsEventRecord {
    return sqsEventRecord(message, this.definition.queue.arn, this.#world.account.region);
  }

  /** Invokes the function, or leaves that to the end of an invocation when too many run. */
  #flush(gatherer: number): void {
    const gathering = this.#gatherings[gatherer];
    if (gathering === undefined) return;
    if (this.#running < this.definition.maximumConcurrency) this.#invoke(gatherer);
    else gathering.due = true;
  }

  #invoke(gatherer: number): void {
    const gathered = this.#gatherings[gatherer]?.messages ?? [];
    this.#gatherings[gatherer] = undefined;
    const messages = gathered.filter((message) => !this.#isLoop(message));
    this.recursiveInvocationsDropped += gathered.length - messages.length;
    if (messages.length === 0) return;
    this.#running += 1;
    this.#invoker.invoke({
      functionName: this.definition.functionName,
      payload: { Records: messages.map((message) => this.#record(message)) },
      traceHeader: this.#traceHeader(messages),
      onOutcome: (outcome) => {
        this.#running -= 1;
        this.#settle(messages, failedMessages(messages, outcome, this.definition.reportsBatchItemFailures));
        const due = this.#gatherings.findIndex((gathering) => gathering?.due);
        if (due >= 0) this.#flush(due);
        this.#wake();
      },
    });
  }

  /** What is dropped stays on the queue, which redelivers it until its redrive policy takes it away. */
  #isLoop({ traceHeader }: ReceivedMessage): boolean {
    const { allowsRecursiveLoops = false, functionName } = this.definition;
    return !allowsRecursiveLoops && roundsOf(traceHeader, functionName) >= RECURSION_LIMIT;
  }

  #traceHeader(messages: readonly ReceivedMessage[]): string {
    const seconds = Math.floor(this.#world.clock.now() / 1000).toString(16);
    const root = `1-${seconds}-${hexFrom(this.#world.random.stream('trace ids'), 24)}`;
    const headers = messages.map(({ traceHeader }) => traceHeader);
    return traceHeaderFor(headers, this.definition.functionName, root);
  }

  /** What is neither deleted here nor given another visibility by the function stays invisible until its time-out. */
  #settle(messages: readonly ReceivedMessage[], failed: ReadonlySet<string>): void {
    const done = messages.filter(({ id }) => !failed.has(id));
    this.deletes += Math.ceil(done.length / MESSAGES_PER_RECEIVE);
    for (const { receiptHandle } of done) this.definition.queue.delete(receiptHandle);
  }
}
