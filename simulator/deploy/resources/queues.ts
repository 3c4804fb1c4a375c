import type { SqsSimulator } from '../../services/sqs/sqs-simulator.ts';
import type { ResourceType } from '../deployer.ts';
import { optionalText, record, texts } from './properties.ts';

const NUMERIC = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];
const OTHER = ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'SqsManagedSseEnabled'];
const JSON_VALUED = ['RedrivePolicy', 'RedriveAllowPolicy'];

/** AWS::SQS::Queue and AWS::SQS::QueuePolicy. */
export function queueTypes(sqs: SqsSimulator): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::SQS::Queue': {
      properties: ['QueueName', 'Tags', ...NUMERIC, ...OTHER, ...JSON_VALUED],
      create: (properties, logicalId, { stackName }) => {
        const plain = [...NUMERIC, ...OTHER].filter((name) => properties[name] !== undefined);
        const settings = Object.fromEntries([
          ...plain.map((name) => [name, String(properties[name])]),
          ...JSON_VALUED.filter((name) => properties[name] !== undefined).map((name) => [
            name,
            JSON.stringify(properties[name]),
          ]),
        ]);
        const queue = sqs.createQueue(optionalText(properties, 'QueueName') ?? `${stackName}-${logicalId}`, settings);
        const url = sqs.queueUrl(queue.name);
        const attributes = { Arn: queue.arn, QueueName: queue.name, QueueUrl: url };
        return { ref: url, attributes, remove: () => sqs.deleteQueue(queue) };
      },
    },
    'AWS::SQS::QueuePolicy': {
      properties: ['Queues', 'PolicyDocument'],
      create: (properties, logicalId) => {
        const Policy = JSON.stringify(record(properties, 'PolicyDocument'));
        for (const url of texts(properties, 'Queues')) sqs.setAttributes(sqs.queueByUrl(url), { Policy });
        return { ref: logicalId };
      },
    },
  };
}
