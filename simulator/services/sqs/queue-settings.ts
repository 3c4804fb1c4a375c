import { PolicyError, parsePolicy, type Statement } from '../../account/policy-document.ts';
import { isRecord } from '../../wire/json-codec.ts';
import { ServiceError } from '../../wire/service-error.ts';

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** What decides how a queue behaves. Durations in seconds, as the API has them. */
export interface QueueSettings {
  readonly visibilityTimeout: number;
  readonly delaySeconds: number;
  readonly messageRetentionPeriod: number;
  /** Bytes. */
  readonly maximumMessageSize: number;
  readonly redrivePolicy: RedrivePolicy | undefined;
  /** Resource policy; empty when there is none. */
  readonly policy: readonly Statement[];
  /** All attributes as they were set, answered by GetQueueAttributes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Numeric attributes: lower limit, upper limit, default. Source: SQS API reference, SetQueueAttributes. */
const NUMBERS = {
  VisibilityTimeout: [0, 43_200, 30],
  DelaySeconds: [0, 900, 0],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  MaximumMessageSize: [1_024, 1_048_576, 1_048_576],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
} as const satisfies Record<string, readonly [number, number, number]>;

/** Attributes that change nothing that the simulator models. */
const HARMLESS = new Set([
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
]);

/**
 * Reads a queue's attributes.
 * @throws ServiceError `InvalidAttributeName` for one that is unknown or not modelled, `InvalidAttributeValue` otherwise
 */
export function queueSettings(name: string, attributes: Readonly<Record<string, string>>): QueueSettings {
  for (const attribute of Object.keys(attributes)) {
    if (
      Object.hasOwn(NUMBERS, attribute) ||
      attribute === 'Policy' ||
      attribute === 'RedrivePolicy' ||
      HARMLESS.has(attribute)
    )
      continue;
    throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
  }
  const number = (attribute: keyof typeof NUMBERS): number => numberOf(attribute, attributes[attribute]);
  return {
    visibilityTimeout: number('VisibilityTimeout'),
    delaySeconds: number('DelaySeconds'),
    messageRetentionPeriod: number('MessageRetentionPeriod'),
    maximumMessageSize: number('MaximumMessageSize'),
    redrivePolicy: redrivePolicyOf(attributes.RedrivePolicy),
    policy: policyOf(name, attributes.Policy),
    attributes: {
      ...Object.fromEntries(
        Object.entries(NUMBERS).map(([attribute, [, , standard]]) => [attribute, String(standard)]),
      ),
      SqsManagedSseEnabled: 'true',
      ...attributes,
    },
  };
}

function numberOf(attribute: keyof typeof NUMBERS, text: string | undefined): number {
  const [minimum, maximum, standard] = NUMBERS[attribute];
  if (text === undefined) return standard;
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${attribute}.`);
}

/** Source: SQS developer guide, "Dead-letter queues": maxReceiveCount from 1 to 1,000. */
function redrivePolicyOf(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = jsonOf('RedrivePolicy', text);
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1000) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Redrive policy needs deadLetterTargetArn, and maxReceiveCount between 1 and 1000.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function policyOf(name: string, text: string | undefined): readonly Statement[] {
  if (text === undefined || text === '') return [];
  try {
    return parsePolicy(jsonOf('Policy', text), 'resource', `policy of queue ${name}`);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new ServiceError('InvalidAttributeValue', cause.message, { cause });
  }
}

/** @throws ServiceError for what is not JSON, or not an object */
function jsonOf(attribute: string, text: string): Readonly<Record<string, unknown>> {
  const fault = `Invalid value for the parameter ${attribute}.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('InvalidAttributeValue', fault, { cause });
  }
  if (!isRecord(value)) throw new ServiceError('InvalidAttributeValue', fault);
  return value;
}
