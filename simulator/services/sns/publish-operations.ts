import type {
  BatchResultErrorEntry,
  MessageAttributeValue,
  PublishBatchCommandInput,
  PublishBatchCommandOutput,
  PublishBatchRequestEntry,
  PublishBatchResultEntry,
  PublishCommandInput,
  PublishCommandOutput,
} from '@aws-sdk/client-sns';
import type { Authorization } from '../../account/authorization.ts';
import { type Operation, operation } from '../../wire/operation.ts';
import { ServiceError } from '../../wire/service-error.ts';
import type { MessageAttributes } from '../sqs/message.ts';
import { MAXIMUM_MESSAGE_BYTES, type SnsSimulator } from './sns-simulator.ts';

/** An output without the SDK's metadata, which the wire does not carry. */
export type Bare<Output> = Omit<Output, '$metadata'>;

/** Authorization of an action on the topic that an input names. */
export function onTopic(action: string) {
  return ({ TopicArn = '*' }: { TopicArn?: string | undefined }): readonly Authorization[] => [
    { action, resource: TopicArn },
  ];
}

/** Publish and PublishBatch. Publishing to a phone number or a device, and message structures, are not modelled. */
export function publishOperations(sns: SnsSimulator): Readonly<Record<string, Operation>> {
  return {
    Publish: operation<PublishCommandInput, Bare<PublishCommandOutput>>({
      authorize: onTopic('sns:Publish'),
      handle: (input, { traceHeader }) => {
        if (input.PhoneNumber !== undefined || input.TargetArn !== undefined) {
          throw invalid('TopicArn (phone numbers and devices are not modelled)');
        }
        return { MessageId: publish(sns, input.TopicArn, input, traceHeader) };
      },
    }),
    PublishBatch: operation<PublishBatchCommandInput, Bare<PublishBatchCommandOutput>>({
      authorize: onTopic('sns:Publish'),
      handle: ({ TopicArn, PublishBatchRequestEntries: entries = [] }, { traceHeader }) => {
        checkEntries(entries);
        const Successful: PublishBatchResultEntry[] = [];
        const Failed: BatchResultErrorEntry[] = [];
        for (const entry of entries) {
          try {
            Successful.push({ Id: entry.Id, MessageId: publish(sns, TopicArn, entry, traceHeader) });
          } catch (error) {
            if (!(error instanceof ServiceError) || error.code === 'NotFound') throw error;
            Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
          }
        }
        return { Successful, Failed };
      },
    }),
  };
}

type Publishable = Pick<PublishCommandInput, 'Message' | 'Subject' | 'MessageAttributes' | 'MessageStructure'>;

function publish(
  sns: SnsSimulator,
  topicArn: string | undefined,
  { Message = '', Subject: subject, MessageAttributes = {}, MessageStructure }: Publishable,
  traceHeader: string | undefined,
): string {
  if (MessageStructure !== undefined) throw invalid('MessageStructure is not modelled');
  if (subject !== undefined && !/^[^\n\r]{1,100}$/.test(subject)) throw invalid('Subject');
  return sns.publish(topicArn, { message: Message, subject, attributes: attributesOf(MessageAttributes), traceHeader })
    .id;
}

function attributesOf(given: Readonly<Record<string, MessageAttributeValue>>): MessageAttributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (DataType === undefined) throw invalid(`The message attribute '${name}' must contain non-empty data type.`);
      if (!StringValue && !BinaryValue?.length) {
        throw invalid(`The message attribute '${name}' must contain non-empty message attribute value.`);
      }
      if (DataType.startsWith('Number') && Number.isNaN(Number(StringValue))) {
        throw invalid(`Could not cast message attribute '${name}' value to number.`);
      }
      return [name, { DataType, StringValue, BinaryValue }];
    }),
  );
}

function checkEntries(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0)
    throw new ServiceError('EmptyBatchRequest', 'The batch request does not contain any entries.');
  if (entries.length > 10) {
    throw new ServiceError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  if (entries.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new ServiceError(
      'InvalidBatchEntryId',
      'The Id of a batch entry in the batch request does not abide by the specification.',
    );
  }
  const bytes = entries.reduce((sum, { Message = '' }) => sum + Buffer.byteLength(Message), 0);
  if (bytes > MAXIMUM_MESSAGE_BYTES) {
    throw new ServiceError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}
