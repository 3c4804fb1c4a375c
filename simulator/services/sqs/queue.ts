import type { World } from '../../account/world.ts';
import { uuidFrom } from '../../kernel/identifiers.ts';
import type { Scheduled } from '../../kernel/virtual-clock.ts';
import { checkOutgoing, checkTotalVisibility, checkVisibilityTimeout } from './checks.ts';
import { malformedReceiptHandle, messageNotInflight, unavailableReceiptHandle } from './errors.ts';
import { md5, type OutgoingMessage, type ReceivedMessage, type StoredMessage } from './message.ts';
import type { QueueSettings } from './queue-settings.ts';
import { parseReceiptHandle, type Receipt, receiptHandle } from './receipt-handle.ts';

/** What a queue needs of its surroundings. */
export interface QueueParts {
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
  readonly world: Pick<World, 'clock' | 'random'>;
  /** Finds the dead-letter queue. */
  readonly queueByArn: (arn: string) => Queue | undefined;
}

/** Messages by state, as GetQueueAttributes counts them. */
export interface QueueCounts {
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
}

/** What happened on a queue since the run began. */
export interface QueueMetrics {
  sent: number;
  /** Receives of messages, redeliveries included. */
  received: number;
  deleted: number;
  /** Moved to the dead-letter queue. */
  redriven: number;
  /** Gone because their retention had passed. */
  expired: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Entry = Mutable<StoredMessage>;

/** A standard queue. Messages are handed out in the order in which they were sent, as far as they are visible. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly metrics: QueueMetrics = { sent: 0, received: 0, deleted: 0, redriven: 0, expired: 0 };
  settings: QueueSettings;
  readonly #parts: QueueParts;
  readonly #messages = new Map<string, Entry>();
  readonly #wakes = new Map<string, Scheduled>();
  readonly #listeners = new Set<() => void>();

  constructor(parts: QueueParts) {
    this.name = parts.name;
    this.arn = parts.arn;
    this.settings = parts.settings;
    this.createdAt = parts.world.clock.now();
    this.#parts = parts;
  }

  /** Calls the listener whenever a message becomes visible. @returns takes the listener back */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Takes a message in. @throws ServiceError when it is empty, too large, or its delay out of range */
  send(message: OutgoingMessage): StoredMessage {
    checkOutgoing(message, this.settings);
    const now = this.#now();
    const entry: Entry = {
      id: uuidFrom(this.#parts.world.random.stream('SQS message ids')),
      body: message.body,
      bodyMd5: md5(message.body),
      attributes: message.attributes ?? {},
      senderId: message.senderId,
      traceHeader: message.traceHeader,
      sentAt: now,
      arrivedAt: now,
      receivesElsewhere: 0,
      deadLetterSource: undefined,
      receiveCount: 0,
      firstReceivedAt: undefined,
      lastReceivedAt: undefined,
      visibleAt: now + (message.delaySeconds ?? this.settings.delaySeconds) * 1000,
    };
    this.metrics.sent += 1;
    this.#accept(entry);
    return entry;
  }

  /**
   * Receives up to that many messages. What was received as often as the redrive policy allows moves to the
   * dead-letter queue instead.
   * @param visibilityTimeout seconds; undefined for the queue's own
   */
  receive(maximum: number, visibilityTimeout = this.settings.visibilityTimeout): readonly ReceivedMessage[] {
    const now = this.#now();
    const received: ReceivedMessage[] = [];
    this.#expire();
    for (const entry of this.#messages.values()) {
      if (received.length === maximum) break;
      if (entry.visibleAt > now || this.#redrive(entry)) continue;
      entry.receiveCount += 1;
      entry.firstReceivedAt ??= now;
      entry.lastReceivedAt = now;
      this.#setVisible(entry, now + visibilityTimeout * 1000);
      const receipt: Receipt = { messageId: entry.id, receiveCount: entry.receiveCount };
      received.push({ ...entry, receiptHandle: receiptHandle(this.name, receipt) });
    }
    this.metrics.received += received.length;
    return received;
  }

  /**
   * Deletes a message. With a handle that is not the newest one "the request will succeed, but the message might not
   * be deleted" (SQS API reference, DeleteMessage): here it never is.
   * @returns whether the message was there and is gone now
   * @throws ServiceError `ReceiptHandleIsInvalid`
   */
  delete(handle: string): boolean {
    const receipt = this.#receiptOf(handle);
    const entry = this.#messages.get(receipt.messageId);
    if (entry?.receiveCount !== receipt.receiveCount) return false;
    this.#remove(entry);
    this.metrics.deleted += 1;
    return true;
  }

  /**
   * Sets how long a received message stays invisible from now. AWS documents `MessageNotInflight`; two projects that
   * tried (getmoto/moto, pull request 4655; localstack/localstack, pull request 9632) saw a success without effect.
   * @param visibilityTimeout seconds
   * @throws ServiceError `MessageNotInflight`, or `InvalidParameterValue` past 12 hours from the receive
   */
  changeVisibility(handle: string, visibilityTimeout: number): void {
    checkVisibilityTimeout(visibilityTimeout);
    const receipt = this.#receiptOf(handle);
    const entry = this.#messages.get(receipt.messageId);
    if (entry?.receiveCount !== receipt.receiveCount) throw unavailableReceiptHandle(handle);
    const now = this.#now();
    if (entry.visibleAt <= now) throw messageNotInflight();
    checkTotalVisibility(visibilityTimeout, now, entry.lastReceivedAt ?? now);
    this.#setVisible(entry, now + visibilityTimeout * 1000);
    if (visibilityTimeout === 0) this.#notify();
  }

  purge(): void {
    for (const entry of [...this.#messages.values()]) this.#remove(entry);
  }

  counts(): QueueCounts {
    const now = this.#now();
    const all = this.messages();
    const visible = all.filter((message) => message.visibleAt <= now).length;
    const delayed = all.filter((message) => message.visibleAt > now && message.lastReceivedAt === undefined).length;
    return { visible, delayed, notVisible: all.length - visible - delayed };
  }

  /** Every message on the queue, for inspection. */
  messages(): readonly StoredMessage[] {
    this.#expire();
    return [...this.#messages.values()];
  }

  #now(): number {
    return this.#parts.world.clock.now();
  }

  #accept(entry: Entry): void {
    this.#messages.set(entry.id, entry);
    this.#setVisible(entry, entry.visibleAt);
    if (entry.visibleAt <= this.#now()) this.#notify();
  }

  #setVisible(entry: Entry, visibleAt: number): void {
    entry.visibleAt = visibleAt;
    this.#wakes.get(entry.id)?.cancel();
    this.#wakes.delete(entry.id);
    if (visibleAt <= this.#now()) return;
    const wake = this.#parts.world.clock.at(visibleAt, `message visible on ${this.name}`, () => this.#notify());
    this.#wakes.set(entry.id, wake);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #remove(entry: Entry): void {
    this.#wakes.get(entry.id)?.cancel();
    this.#wakes.delete(entry.id);
    this.#messages.delete(entry.id);
  }

  #expire(): void {
    const oldest = this.#now() - this.settings.messageRetentionPeriod * 1000;
    for (const entry of this.#messages.values()) {
      if (entry.sentAt > oldest) continue;
      this.#remove(entry);
      this.metrics.expired += 1;
    }
  }

  #redrive(entry: Entry): boolean {
    const { redrivePolicy } = this.settings;
    if (redrivePolicy === undefined || entry.receiveCount < redrivePolicy.maxReceiveCount) return false;
    const target = this.#parts.queueByArn(redrivePolicy.deadLetterTargetArn);
    if (target === undefined) return false;
    this.#remove(entry);
    this.metrics.redriven += 1;
    const [now, receivesElsewhere] = [this.#now(), entry.receiveCount];
    const moved = { visibleAt: now, arrivedAt: now, receivesElsewhere, lastReceivedAt: undefined };
    target.#accept({ ...entry, ...moved, deadLetterSource: this.arn });
    return true;
  }

  #receiptOf(handle: string): Receipt {
    const receipt = parseReceiptHandle(this.name, handle);
    if (receipt === undefined) throw malformedReceiptHandle(handle);
    return receipt;
  }
}
