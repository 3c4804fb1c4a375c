import type { World } from '../../account/world.ts';
import { hexFrom } from '../../kernel/identifiers.ts';
import type { ReceivedMessage } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { failedMessages } from './batch-response.ts';
import type { FunctionInvoker } from './invocation.ts';
import { RECURSION_LIMIT, roundsOf, traceHeaderFor } from './lineage.ts';
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
 * One batch is gathered at a time, where AWS may have up to five pollers that gather side by side.
 */
export class EventSourceMapping {
  readonly #definition: MappingDefinition;
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #invoker: FunctionInvoker;
  #gathering: Gathering | undefined;
  #polling = false;
  #running = 0;
  #enabled = true;
  /** ReceiveMessage and DeleteMessageBatch calls that AWS would bill. */
  sqsRequests = 0;
  /** Messages not handed to the function because it had run 16 times in their chain: RecursiveInvocationsDropped. */
  recursiveInvocationsDropped = 0;

  constructor(
    definition: MappingDefinition,
    world: Pick<World, 'account' | 'clock' | 'random'>,
    invoker: FunctionInvoker,
  ) {
    this.#definition = definition;
    this.#world = world;
    this.#invoker = invoker;
    definition.queue.onVisible(() => this.#wake());
    if (definition.queue.counts().visible > 0) this.#wake();
  }

  /** Whether it polls. What waits on the queue is taken up as soon as it does again. */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled;
    if (enabled && this.#definition.queue.counts().visible > 0) this.#wake();
  }

  #wake(): void {
    if (this.#polling || !this.enabled) return;
    this.#polling = true;
    const latency = this.#world.random.stream(`poll ${this.#definition.queue.name}`).latency(...POLL_LATENCY);
    this.#world.clock.after(Math.max(1, Math.round(latency)), `poll ${this.#definition.queue.name}`, () => {
      this.#polling = false;
      this.#poll();
    });
  }

  #poll(): void {
    const { batchSize, batchingWindow, maximumConcurrency, queue } = this.#definition;
    if (!this.enabled || this.#gathering?.due === true) return;
    if (this.#gathering === undefined && this.#running >= maximumConcurrency) return;
    const wanted = batchSize - (this.#gathering?.messages.length ?? 0);
    const received = queue.receive(wanted);
    this.sqsRequests += Math.max(1, Math.ceil(received.length / MESSAGES_PER_RECEIVE));
    if (received.length === 0) return;
    for (const message of received) this.#gather(message, batchingWindow);
    if (received.length === wanted || batchingWindow === 0) this.#flush();
    // A full batch may have left others behind, for which no more wake-ups come.
    if (received.length === wanted) this.#wake();
  }

  #gather(message: ReceivedMessage, window: number): void {
    const bytes = Buffer.byteLength(JSON.stringify(this.#record(message)));
    if (this.#gathering !== undefined && this.#gathering.bytes + bytes > PAYLOAD_LIMIT) this.#invoke();
    if (this.#gathering === undefined) {
      const gathering: Gathering = { messages: [], bytes: 0, due: false };
      this.#gathering = gathering;
      this.#world.clock.after(window, `batching window of ${this.#definition.queue.name}`, () => {
        if (this.#gathering === gathering) this.#flush();
      });
    }
    this.#gathering.messages.push(message);
    this.#gathering.bytes += bytes;
  }

  #record(message: ReceivedMessage): SqsEventRecord {
    return sqsEventRecord(message, this.#definition.queue.arn, this.#world.account.region);
  }

  /** Invokes the function, or leaves that to the end of an invocation when too many run. */
  #flush(): void {
    if (this.#gathering === undefined) return;
    if (this.#running < this.#definition.maximumConcurrency) this.#invoke();
    else this.#gathering.due = true;
  }

  #invoke(): void {
    const gathered = this.#gathering?.messages ?? [];
    this.#gathering = undefined;
    const messages = gathered.filter((message) => !this.#isLoop(message));
    this.recursiveInvocationsDropped += gathered.length - messages.length;
    if (messages.length === 0) return;
    this.#running += 1;
    this.#invoker.invoke({
      functionName: this.#definition.functionName,
      payload: { Records: messages.map((message) => this.#record(message)) },
      traceHeader: this.#traceHeader(messages),
      onOutcome: (outcome) => {
        this.#running -= 1;
        this.#settle(messages, failedMessages(messages, outcome, this.#definition.reportsBatchItemFailures));
        if (this.#gathering?.due === true) this.#flush();
        this.#wake();
      },
    });
  }

  /** What is dropped stays on the queue, which redelivers it until its redrive policy takes it away. */
  #isLoop({ traceHeader }: ReceivedMessage): boolean {
    const { allowsRecursiveLoops = false, functionName } = this.#definition;
    return !allowsRecursiveLoops && roundsOf(traceHeader, functionName) >= RECURSION_LIMIT;
  }

  #traceHeader(messages: readonly ReceivedMessage[]): string {
    const seconds = Math.floor(this.#world.clock.now() / 1000).toString(16);
    const root = `1-${seconds}-${hexFrom(this.#world.random.stream('trace ids'), 24)}`;
    const headers = messages.map(({ traceHeader }) => traceHeader);
    return traceHeaderFor(headers, this.#definition.functionName, root);
  }

  /** What is neither deleted here nor given another visibility by the function stays invisible until its time-out. */
  #settle(messages: readonly ReceivedMessage[], failed: ReadonlySet<string>): void {
    const done = messages.filter(({ id }) => !failed.has(id));
    this.sqsRequests += Math.ceil(done.length / MESSAGES_PER_RECEIVE);
    for (const { receiptHandle } of done) this.#definition.queue.delete(receiptHandle);
  }
}
