import { isRecord } from '../../wire/json-codec.ts';
import { ServiceError } from '../../wire/service-error.ts';
import { PatternError } from '../event-bridge/pattern-tests.ts';
import { subscriptionFilter } from './subscription-filter.ts';
import type { Subscription, SubscriptionProtocol } from './topic.ts';

const PROTOCOLS: readonly string[] = ['sqs', 'lambda', 'email', 'email-json'] satisfies SubscriptionProtocol[];
const ATTRIBUTES = new Set(['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']);

/** What a subscription is made from; attributes as the API has them, JSON as text. */
export interface SubscriptionDefinition {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads a subscription's definition.
 * @throws ServiceError `InvalidParameter` for what is wrong, unknown or not modelled
 */
export function subscriptionOf(arn: string, definition: SubscriptionDefinition): Subscription {
  const { topicArn, protocol, endpoint, attributes } = definition;
  if (!isProtocol(protocol)) throw invalid(`Protocol ${protocol} is not modelled`);
  const unknown = Object.keys(attributes).find((name) => !ATTRIBUTES.has(name));
  if (unknown !== undefined) throw invalid(`Attributes: ${unknown} is not modelled`);
  const rawMessageDelivery = attributes.RawMessageDelivery === 'true';
  if (rawMessageDelivery && protocol !== 'sqs') throw invalid('Attributes: RawMessageDelivery is for queues only');
  return {
    arn,
    topicArn,
    protocol,
    endpoint,
    rawMessageDelivery,
    filter: filterOf(attributes),
    deadLetterArn: deadLetterOf(attributes.RedrivePolicy),
    attributes,
  };
}

function isProtocol(protocol: string): protocol is SubscriptionProtocol {
  return PROTOCOLS.includes(protocol);
}

function filterOf({ FilterPolicy, FilterPolicyScope }: Readonly<Record<string, string>>): Subscription['filter'] {
  if (FilterPolicy === undefined || FilterPolicy === '{}') return subscriptionFilter(undefined);
  try {
    return subscriptionFilter(json('FilterPolicy', FilterPolicy), FilterPolicyScope);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw invalid(`FilterPolicy: ${cause.message}`);
  }
}

function deadLetterOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const policy = json('RedrivePolicy', text);
  const target = isRecord(policy) ? policy['deadLetterTargetArn'] : undefined;
  if (typeof target !== 'string') throw invalid('RedrivePolicy: deadLetterTargetArn is missing');
  return target;
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`${name}: failed to parse JSON`);
  }
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}
