import type { MessageAttributes } from '../sqs/message.ts';
import type { Subscription, TopicMessage } from './topic.ts';

/** What the simulator puts where SNS signs: nothing verifies it. */
const SIGNATURE = 'EXAMPLE';

/**
 * A notification as a queue gets it in its message's body (raw delivery off).
 * Source: SNS developer guide, "Parsing Amazon SNS message formats".
 */
export function queueEnvelope(message: TopicMessage, subscription: Subscription, region: string): string {
  const attributes = envelopeAttributes(message.attributes);
  return JSON.stringify({
    ...commonMembers(message),
    SigningCertURL: signingCertificate(region),
    UnsubscribeURL: unsubscribeUrl(subscription, region),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
}

/** The event that a function gets. Source: Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications". */
export function functionEvent(message: TopicMessage, subscription: Subscription, region: string): string {
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: {
      Subject: null,
      ...commonMembers(message),
      SigningCertUrl: signingCertificate(region),
      UnsubscribeUrl: unsubscribeUrl(subscription, region),
      MessageAttributes: envelopeAttributes(message.attributes),
    },
  };
  return JSON.stringify({ Records: [record] });
}

function commonMembers({
  id,
  topicArn,
  subject,
  message,
  publishedAt,
}: TopicMessage): Readonly<Record<string, string>> {
  return {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date(publishedAt).toISOString(),
    SignatureVersion: '1',
    Signature: SIGNATURE,
  };
}

function envelopeAttributes(attributes: MessageAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
    ]),
  );
}

function signingCertificate(region: string): string {
  return `https://sns.${region}.amazonaws.com/SimpleNotificationService-EXAMPLE.pem`;
}

function unsubscribeUrl({ arn }: Subscription, region: string): string {
  return `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}
