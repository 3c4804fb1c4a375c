import type {
  BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../../wire/operation.ts';
import { ServiceError } from '../../wire/service-error.ts';
import { batchError, missingParameter } from './errors.ts';
import { type Bare, onQueue, sendTo } from './message-operations.ts';
import type { SqsSimulator } from './sqs-simulator.ts';

/** Source: SQS API reference, SendMessageBatch. */
const MAXIMUM_ENTRIES = 10;
const MAXIMUM_BATCH_BYTES = 1_048_576;

/** The batch forms: every entry succeeds or fails by itself. */
export function batchOperations(sqs: SqsSimulator): Readonly<Record<string, Operation>> {
  return {
    SendMessageBatch: operation<SendMessageBatchCommandInput, Bare<SendMessageBatchCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:SendMessage'),
      handle: ({ QueueUrl, Entries = [] }, call) => {
        const queue = sqs.queueByUrl(QueueUrl);
        const bytes = Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
        if (bytes > MAXIMUM_BATCH_BYTES) {
          const message = `Batch requests cannot be longer than ${MAXIMUM_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
          throw batchError('BatchRequestTooLong', message);
        }
        return eachEntry(Entries, (entry) => ({ Id: entry.Id, ...sendTo(queue, entry, call) }));
      },
    }),
    DeleteMessageBatch: operation<DeleteMessageBatchCommandInput, Bare<DeleteMessageBatchCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:DeleteMessage'),
      handle: ({ QueueUrl, Entries = [] }) => {
        const queue = sqs.queueByUrl(QueueUrl);
        return eachEntry(Entries, ({ Id, ReceiptHandle = '' }) => {
          queue.delete(ReceiptHandle);
          return { Id };
        });
      },
    }),
    ChangeMessageVisibilityBatch: operation<
      ChangeMessageVisibilityBatchCommandInput,
      Bare<ChangeMessageVisibilityBatchCommandOutput>
    >({
      authorize: onQueue(sqs, 'sqs:ChangeMessageVisibility'),
      handle: ({ QueueUrl, Entries = [] }) => {
        const queue = sqs.queueByUrl(QueueUrl);
        return eachEntry(Entries, ({ Id, ReceiptHandle = '', VisibilityTimeout }) => {
          if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
          queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
          return { Id };
        });
      },
    }),
  };
}

function eachEntry<Entry extends { Id: string | undefined }, Success>(
  entries: readonly Entry[],
  act: (entry: Entry) => Success,
): { Successful: Success[]; Failed: BatchResultErrorEntry[] } {
  checkEntries(entries);
  const Successful: Success[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push(act(entry));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function checkEntries(entries: readonly { readonly Id: string | undefined }[]): void {
  if (entries.length === 0) throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAXIMUM_ENTRIES) {
    const message = `Maximum number of entries per request are ${MAXIMUM_ENTRIES}. You have sent ${entries.length}.`;
    throw batchError('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map(({ Id }) => Id);
  if (ids.some((id) => id === undefined || !/^[\w-]{1,80}$/.test(id))) {
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw batchError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
}
