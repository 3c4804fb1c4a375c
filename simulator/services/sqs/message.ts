import { createHash } from 'node:crypto';

/** A message attribute, as the API has it. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as it is handed to a queue. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** Principal that sent it; a service's delivery has the service's own. */
  readonly senderId: string;
  /** Seconds; undefined for the queue's own delay. */
  readonly delaySeconds?: number | undefined;
  /** X-Ray trace header of the sender, which carries the lineage that recursive-loop detection counts. */
  readonly traceHeader?: string | undefined;
}

/** A message as it lies on a queue. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly traceHeader: string | undefined;
  /** Epoch milliseconds; kept when the message moves to a dead-letter queue. */
  readonly sentAt: number;
  /** Epoch milliseconds at which it came to this queue. */
  readonly arrivedAt: number;
  /** Receives before it came to this queue, which `receiveCount` includes. */
  readonly receivesElsewhere: number;
  /** ARN of the queue that it came from by redrive. */
  readonly deadLetterSource: string | undefined;
  readonly receiveCount: number;
  /** Epoch milliseconds. */
  readonly firstReceivedAt: number | undefined;
  readonly lastReceivedAt: number | undefined;
  /** Epoch milliseconds from which it can be received. */
  readonly visibleAt: number;
}

/** A message as a consumer gets it. */
export interface ReceivedMessage extends StoredMessage {
  readonly receiptHandle: string;
}

/** Lower-case hexadecimal MD5. */
export function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}

const STRING_TRANSPORT = 1;
const BINARY_TRANSPORT = 2;

/**
 * MD5 of message attributes; undefined when there are none.
 * Source: SQS developer guide, "Calculating the MD5 message digest for message attributes".
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    const binary = DataType.startsWith('Binary');
    const value = binary ? Buffer.from(BinaryValue ?? []) : Buffer.from(StringValue ?? '');
    const transport = Buffer.from([binary ? BINARY_TRANSPORT : STRING_TRANSPORT]);
    return [lengthPrefixed(Buffer.from(name)), lengthPrefixed(Buffer.from(DataType)), transport, lengthPrefixed(value)];
  });
  return md5(Buffer.concat(parts));
}

function lengthPrefixed(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}

/** Bytes that count against the size limits: body and attributes' names, types and values. */
export function messageSize({ body, attributes = {} }: Pick<OutgoingMessage, 'body' | 'attributes'>): number {
  let size = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += BinaryValue?.length ?? Buffer.byteLength(StringValue ?? '');
  }
  return size;
}

/** System attributes of a received message, by the API's names. */
export function systemAttributes(message: StoredMessage): Readonly<Record<string, string>> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ...(message.firstReceivedAt === undefined
      ? {}
      : { ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt) }),
    ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  };
}
