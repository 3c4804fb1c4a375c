import type {
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  Message,
  MessageAttributeValue,
  PurgeQueueCommandInput,
  PurgeQueueCommandOutput,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Authorization } from '../../account/authorization.ts';
import { type Call, type Operation, operation } from '../../wire/operation.ts';
import { checkVisibilityTimeout } from './checks.ts';
import { invalidParameter, missingParameter } from './errors.ts';
import { attributesMd5, type MessageAttributes, type ReceivedMessage, systemAttributes } from './message.ts';
import type { Queue } from './queue.ts';
import { queueNameOf, type SqsSimulator } from './sqs-simulator.ts';

/** An output without the SDK's metadata, which the wire does not carry. */
export type Bare<Output> = Omit<Output, '$metadata'>;

/** Authorization of an action on the queue that an input names by its address. */
export function onQueue(sqs: SqsSimulator, action: string) {
  return ({ QueueUrl }: { QueueUrl?: string | undefined }): readonly Authorization[] => [
    { action, resource: sqs.arnOf(queueNameOf(QueueUrl)) },
  ];
}

/** What the messages of an entry or a request have in common. */
type Sendable = Pick<
  SendMessageCommandInput,
  'MessageBody' | 'DelaySeconds' | 'MessageAttributes' | 'MessageSystemAttributes' | 'MessageGroupId'
>;

/** Sends one message, and answers what both SendMessage and SendMessageBatch answer. */
export function sendTo(queue: Queue, entry: Sendable, { caller, traceHeader }: Call) {
  if (entry.MessageBody === undefined) throw missingParameter('MessageBody');
  const attributes = attributesOf(entry.MessageAttributes ?? {});
  const message = queue.send({
    body: entry.MessageBody,
    attributes,
    senderId: caller.principalArn,
    delaySeconds: entry.DelaySeconds,
    traceHeader: entry.MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? traceHeader,
  });
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.bodyMd5,
    MD5OfMessageAttributes: attributesMd5(attributes),
  };
}

/** Operations on single messages, and the receive. */
export function messageOperations(sqs: SqsSimulator): Readonly<Record<string, Operation>> {
  return {
    SendMessage: operation<SendMessageCommandInput, Bare<SendMessageCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:SendMessage'),
      handle: (input, call) => sendTo(sqs.queueByUrl(input.QueueUrl), input, call),
    }),
    ReceiveMessage: operation<ReceiveMessageCommandInput, Bare<ReceiveMessageCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:ReceiveMessage'),
      handle: (input) => receive(sqs.queueByUrl(input.QueueUrl), input),
    }),
    DeleteMessage: operation<DeleteMessageCommandInput, Bare<DeleteMessageCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:DeleteMessage'),
      handle: ({ QueueUrl, ReceiptHandle }) => {
        if (ReceiptHandle === undefined) throw missingParameter('ReceiptHandle');
        sqs.queueByUrl(QueueUrl).delete(ReceiptHandle);
        return {};
      },
    }),
    ChangeMessageVisibility: operation<ChangeMessageVisibilityCommandInput, Bare<ChangeMessageVisibilityCommandOutput>>(
      {
        authorize: onQueue(sqs, 'sqs:ChangeMessageVisibility'),
        handle: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
          if (ReceiptHandle === undefined) throw missingParameter('ReceiptHandle');
          if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
          sqs.queueByUrl(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout);
          return {};
        },
      },
    ),
    PurgeQueue: operation<PurgeQueueCommandInput, Bare<PurgeQueueCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:PurgeQueue'),
      handle: ({ QueueUrl }) => {
        sqs.queueByUrl(QueueUrl).purge();
        return {};
      },
    }),
  };
}

/** Long polling is not modelled: the answer comes at once. */
function receive(queue: Queue, input: ReceiveMessageCommandInput): Bare<ReceiveMessageCommandOutput> {
  const maximum = input.MaxNumberOfMessages ?? 1;
  if (maximum < 1 || maximum > 10) {
    throw invalidParameter('MaxNumberOfMessages', maximum, 'Must be between 1 and 10, if provided.');
  }
  if (input.VisibilityTimeout !== undefined) checkVisibilityTimeout(input.VisibilityTimeout);
  const system = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const messages = queue.receive(maximum, input.VisibilityTimeout);
  if (messages.length === 0) return {};
  return { Messages: messages.map((message) => described(message, system, input.MessageAttributeNames ?? [])) };
}

function described(message: ReceivedMessage, system: readonly string[], custom: readonly string[]): Message {
  const attributes = chosen(systemAttributes(message), (name) => system.includes('All') || system.includes(name));
  const own = chosen(message.attributes, (name) => custom.some((pattern) => selectsAttribute(pattern, name)));
  const some = Object.keys(own).length > 0;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.bodyMd5,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(some && {
      MessageAttributes: own as Record<string, MessageAttributeValue>,
      MD5OfMessageAttributes: attributesMd5(own),
    }),
  };
}

/** `All`, `.*`, `prefix.*` or the name itself. */
function selectsAttribute(pattern: string, name: string): boolean {
  if (pattern === 'All' || pattern === '.*') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
}

function chosen<T>(all: Readonly<Record<string, T>>, keep: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => keep(name)));
}

function attributesOf(given: Readonly<Record<string, MessageAttributeValue>>): MessageAttributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (DataType === undefined || (StringValue === undefined) === (BinaryValue === undefined)) {
        const reason = 'Must have a type and exactly one value.';
        throw invalidParameter(`MessageAttributes.${name}`, DataType, reason);
      }
      return [name, { DataType, StringValue, BinaryValue }];
    }),
  );
}
