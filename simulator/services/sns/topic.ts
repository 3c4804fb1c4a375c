import type { Statement } from '../../account/policy-document.ts';
import type { MessageAttributes } from '../sqs/message.ts';
import type { SubscriptionFilter } from './subscription-filter.ts';

/** Protocols of subscriptions that are modelled. */
export type SubscriptionProtocol = 'sqs' | 'lambda' | 'email' | 'email-json';

/** A subscription. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: SubscriptionProtocol;
  /** ARN of the queue or function, or the e-mail address. */
  readonly endpoint: string;
  readonly rawMessageDelivery: boolean;
  readonly filter: SubscriptionFilter;
  /** Queue for messages that the endpoint refused. */
  readonly deadLetterArn: string | undefined;
  /** As they were set, for the API. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A standard topic. */
export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly displayName: string;
  /** Resource policy; empty when there is none. */
  policy: readonly Statement[];
  /** The policy as JSON text; undefined when there is none. */
  policyText: string | undefined;
}

/** A message as it is published. */
export interface PublishedMessage {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly attributes?: MessageAttributes;
  /** X-Ray trace header of the publisher, which carries the lineage that recursive-loop detection counts. */
  readonly traceHeader?: string | undefined;
}

/** A message as it is delivered. */
export interface TopicMessage extends PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly attributes: MessageAttributes;
}

/** An e-mail that a topic sent. */
export interface Email {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly to: string;
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}
