import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { calling } from './failures.ts';

/** SNS API reference, Publish, Subject: "less than 100 characters", printable ASCII, no line breaks. */
const SUBJECT_LENGTH = 99;
/** SNS API reference, Publish, Message: "at most 262,144 bytes"; a character takes four at most. */
const MESSAGE_LENGTH = 60_000;

/** Publishes a text to a topic. */
export async function publish(
  sns: SNSClient,
  topicArn: string,
  { subject, message }: { readonly subject: string; readonly message: string },
  signal: AbortSignal,
): Promise<void> {
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subject.replaceAll(/[^\x20-\x7E]+/g, ' ').slice(0, SUBJECT_LENGTH),
    Message: message.slice(0, MESSAGE_LENGTH),
  });
  await calling('Publish', () => sns.send(command, { abortSignal: signal }));
}
