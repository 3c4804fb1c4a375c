import { isRecord } from '../../wire/json-codec.ts';
import { compilePattern, type Matches } from '../event-bridge/event-pattern.ts';
import { type OperatorTable, PatternError, SCALAR_OPERATORS } from '../event-bridge/pattern-tests.ts';
import type { MessageAttribute, MessageAttributes } from '../sqs/message.ts';

/** Decides whether a subscription gets a message. */
export type SubscriptionFilter = (message: {
  readonly message: string;
  readonly attributes: MessageAttributes;
}) => boolean;

/** SNS has the operators of event patterns but for `wildcard`. Source: SNS developer guide, "Filter policy constraints". */
const OPERATORS: OperatorTable = Object.fromEntries(
  Object.entries(SCALAR_OPERATORS).filter(([operator]) => operator !== 'wildcard'),
);

/**
 * Reads a filter policy.
 * @param policy undefined: every message passes
 * @param scope `MessageAttributes` or `MessageBody`
 * @throws PatternError
 */
export function subscriptionFilter(policy: unknown, scope = 'MessageAttributes'): SubscriptionFilter {
  if (policy === undefined) return () => true;
  const matches = compilePattern(policy, 'filter policy', OPERATORS);
  if (scope === 'MessageBody') return ({ message }) => matchesBody(matches, message);
  if (scope !== 'MessageAttributes') throw new PatternError(`FilterPolicyScope ${scope} is not known`);
  if (Object.values(policy as object).some((part) => !Array.isArray(part))) {
    throw new PatternError('filter policy: nested fields need FilterPolicyScope MessageBody');
  }
  return ({ attributes }) => matches(attributeValues(attributes));
}

/** A body that is not a JSON object is not delivered. */
function matchesBody(matches: Matches, message: string): boolean {
  const body = parsed(message);
  return isRecord(body) && matches(body);
}

/** Undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function attributeValues(attributes: MessageAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attributeValue(attribute)]));
}

/** Binary attributes are never matched, nor are arrays that are none. */
function attributeValue({ DataType, StringValue = '' }: MessageAttribute): unknown {
  if (DataType.startsWith('Binary')) return undefined;
  if (DataType.startsWith('Number')) return Number(StringValue);
  return DataType === 'String.Array' ? parsed(StringValue) : StringValue;
}
