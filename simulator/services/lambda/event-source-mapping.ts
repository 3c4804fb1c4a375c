import type { World } from '../../account/world.ts';
import { isRecord } from '../../wire/json-codec.ts';
import type { ReceivedMessage } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import type { FunctionInvoker, InvocationOutcome } from './invocation.ts';
import { sqsEventRecord, type SqsEventRecord } from './sqs-event.ts';

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
}

/** Largest invocation payload. Source: Lambda quotas, synchronous invocation. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024;
/** Most that one ReceiveMessage call gives. */
const MESSAGES_PER_RECEIVE = 10;
/** A delivery's latency: median and 99th percentile, milliseconds. */
const POLL_LATENCY = [16, 105] as const;

interface Gathering {
  readonly messages: ReceivedMessage[];
  bytes: number;
}

/**
 * Feeds a function from a queue: gathers messages until the batch is full, the payload limit is near or the window is
 * over, invokes the function, and deletes what it did not report as failed.
 * One batch is gathered at a time, where AWS may have up to five pollers that gather side by side.
 */
export class EventSourceMapping {
  readonly #definition: MappingDefinition;
  readonly #world: World;
  readonly #invoker: FunctionInvoker;
  #gathering: Gathering | undefined;
  #polling = false;
  #running = 0;
  enabled = true;
  /** ReceiveMessage, DeleteMessageBatch and ChangeMessageVisibility calls that AWS would bill. */
  sqsRequests = 0;

  constructor(definition: MappingDefinition, world: World, invoker: FunctionInvoker) {
    this.#definition = definition;
    this.#world = world;
    this.#invoker = invoker;
    definition.queue.onVisible(() => this.#wake());
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
    if (!this.enabled || (this.#gathering === undefined && this.#running >= maximumConcurrency)) return;
    const wanted = batchSize - (this.#gathering?.messages.length ?? 0);
    const received = queue.receive(wanted);
    this.sqsRequests += Math.max(1, Math.ceil(received.length / MESSAGES_PER_RECEIVE));
    if (received.length === 0) return;
    for (const message of received) this.#gather(message, batchingWindow);
    const { messages = [] } = this.#gathering ?? {};
    if (messages.length >= batchSize || batchingWindow === 0) this.#invoke();
  }

  #gather(message: ReceivedMessage, window: number): void {
    const bytes = this.#sizeOf(message);
    if (this.#gathering !== undefined && this.#gathering.bytes + bytes > PAYLOAD_LIMIT) this.#invoke();
    if (this.#gathering === undefined) {
      const gathering: Gathering = { messages: [], bytes: 0 };
      this.#gathering = gathering;
      this.#world.clock.after(window, `batching window of ${this.#definition.queue.name}`, () => {
        if (this.#gathering === gathering) this.#invoke();
      });
    }
    this.#gathering.messages.push(message);
    this.#gathering.bytes += bytes;
  }

  #sizeOf(message: ReceivedMessage): number {
    return Buffer.byteLength(JSON.stringify(this.#record(message)));
  }

  #record(message: ReceivedMessage): SqsEventRecord {
    return sqsEventRecord(message, this.#definition.queue.arn, this.#world.account.region);
  }

  #invoke(): void {
    const { messages = [] } = this.#gathering ?? {};
    this.#gathering = undefined;
    this.#running += 1;
    this.#invoker.invoke({
      functionName: this.#definition.functionName,
      payload: { Records: messages.map((message) => this.#record(message)) },
      onOutcome: (outcome) => {
        this.#running -= 1;
        this.#settle(messages, outcome);
        this.#wake();
      },
    });
  }

  /** What is neither deleted here nor given another visibility by the function stays invisible until its time-out. */
  #settle(messages: readonly ReceivedMessage[], outcome: InvocationOutcome): void {
    const failed = this.#failedOf(messages, outcome);
    const done = messages.filter(({ id }) => !failed.has(id));
    this.sqsRequests += Math.ceil(done.length / MESSAGES_PER_RECEIVE);
    for (const { receiptHandle } of done) this.#definition.queue.delete(receiptHandle);
  }

  #failedOf(messages: readonly ReceivedMessage[], outcome: InvocationOutcome): ReadonlySet<string> {
    const all = new Set(messages.map(({ id }) => id));
    if (outcome.kind !== 'succeeded') return all;
    if (!this.#definition.reportsBatchItemFailures) return new Set();
    const named = itemFailures(outcome.payload);
    return named?.every((id) => all.has(id)) === true ? new Set(named) : all;
  }
}

/**
 * Message ids that a function reports as failed; undefined when the answer is not valid, which fails the whole batch.
 * Source: Lambda developer guide, "Success and failure conditions".
 */
function itemFailures(payload: unknown): readonly string[] | undefined {
  if (payload === null || payload === undefined) return [];
  if (!isRecord(payload)) return undefined;
  const failures = payload['batchItemFailures'] ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure: unknown) => (isRecord(failure) ? failure['itemIdentifier'] : undefined));
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined;
}
