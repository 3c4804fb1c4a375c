import type {
  CreateQueueCommandInput,
  CreateQueueCommandOutput,
  DeleteQueueCommandInput,
  DeleteQueueCommandOutput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  GetQueueUrlCommandInput,
  GetQueueUrlCommandOutput,
  ListQueuesCommandInput,
  ListQueuesCommandOutput,
  SetQueueAttributesCommandInput,
  SetQueueAttributesCommandOutput,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../../wire/operation.ts';
import { invalidParameter, missingParameter, queueDoesNotExist } from './errors.ts';
import { type Bare, onQueue } from './message-operations.ts';
import type { Queue } from './queue.ts';
import type { SqsSimulator } from './sqs-simulator.ts';

/** Source: SQS API reference, ListQueues. */
const LARGEST_PAGE = 1000;

/** Operations on queues as a whole. */
export function queueOperations(sqs: SqsSimulator): Readonly<Record<string, Operation>> {
  return {
    CreateQueue: operation<CreateQueueCommandInput, Bare<CreateQueueCommandOutput>>({
      authorize: ({ QueueName = '' }) => [{ action: 'sqs:CreateQueue', resource: sqs.arnOf(QueueName) }],
      handle: ({ QueueName, Attributes = {} }) => {
        if (QueueName === undefined) throw missingParameter('QueueName');
        return { QueueUrl: sqs.queueUrl(sqs.createQueue(QueueName, definedOf(Attributes)).name) };
      },
    }),
    DeleteQueue: operation<DeleteQueueCommandInput, Bare<DeleteQueueCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:DeleteQueue'),
      handle: ({ QueueUrl }) => {
        sqs.deleteQueue(sqs.queueByUrl(QueueUrl));
        return {};
      },
    }),
    GetQueueUrl: operation<GetQueueUrlCommandInput, Bare<GetQueueUrlCommandOutput>>({
      authorize: ({ QueueName = '' }) => [{ action: 'sqs:GetQueueUrl', resource: sqs.arnOf(QueueName) }],
      handle: ({ QueueName = '' }) => {
        if (sqs.queue(QueueName) === undefined) throw queueDoesNotExist();
        return { QueueUrl: sqs.queueUrl(QueueName) };
      },
    }),
    ListQueues: operation<ListQueuesCommandInput, Bare<ListQueuesCommandOutput>>({
      authorize: () => [{ action: 'sqs:ListQueues', resource: '*' }],
      handle: (input) => listQueues(sqs, input),
    }),
    GetQueueAttributes: operation<GetQueueAttributesCommandInput, Bare<GetQueueAttributesCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:GetQueueAttributes'),
      handle: ({ QueueUrl, AttributeNames = [] }) => {
        const names: readonly string[] = AttributeNames;
        const all = Object.entries(attributesOf(sqs.queueByUrl(QueueUrl)));
        return {
          Attributes: Object.fromEntries(all.filter(([name]) => names.includes('All') || names.includes(name))),
        };
      },
    }),
    SetQueueAttributes: operation<SetQueueAttributesCommandInput, Bare<SetQueueAttributesCommandOutput>>({
      authorize: onQueue(sqs, 'sqs:SetQueueAttributes'),
      handle: ({ QueueUrl, Attributes = {} }) => {
        sqs.setAttributes(sqs.queueByUrl(QueueUrl), definedOf(Attributes));
        return {};
      },
    }),
  };
}

function listQueues(
  sqs: SqsSimulator,
  { QueueNamePrefix = '', MaxResults = LARGEST_PAGE, NextToken = '0' }: ListQueuesCommandInput,
): Bare<ListQueuesCommandOutput> {
  if (MaxResults < 1 || MaxResults > LARGEST_PAGE) {
    throw invalidParameter('MaxResults', MaxResults, `Must be between 1 and ${LARGEST_PAGE}.`);
  }
  if (!/^\d+$/.test(NextToken)) throw invalidParameter('NextToken', NextToken, 'It is not one of ours.');
  const names = sqs
    .queues()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(QueueNamePrefix))
    .sort();
  const next = Number(NextToken) + MaxResults;
  const page = names.slice(Number(NextToken), next).map((name) => sqs.queueUrl(name));
  return { QueueUrls: page, ...(next < names.length && { NextToken: String(next) }) };
}

function attributesOf(queue: Queue): Readonly<Record<string, string>> {
  const { visible, notVisible, delayed } = queue.counts();
  const created = String(Math.floor(queue.createdAt / 1000));
  return {
    ...queue.settings.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
}

function definedOf(attributes: Readonly<Partial<Record<string, string>>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
