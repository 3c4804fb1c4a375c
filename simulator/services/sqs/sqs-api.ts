import * as schemas from '@aws-sdk/client-sqs';
import type { ServiceApi } from '../../wire/operation.ts';
import { batchOperations } from './batch-operations.ts';
import { messageOperations } from './message-operations.ts';
import { queueOperations } from './queue-operations.ts';
import type { SqsSimulator } from './sqs-simulator.ts';

/** SQS as its clients see it. Standard queues have no documented request rate to throttle at. */
export function sqsApi(sqs: SqsSimulator): ServiceApi {
  return {
    signingName: 'sqs',
    protocol: 'awsJson1_0',
    targetPrefix: 'AmazonSQS',
    schemas,
    operations: { ...messageOperations(sqs), ...batchOperations(sqs), ...queueOperations(sqs) },
    buckets: {},
  };
}
