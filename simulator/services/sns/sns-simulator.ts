import { arnOf } from '../../account/account.ts';
import { parsePolicy } from '../../account/policy-document.ts';
import { evaluateForService } from '../../account/policy-evaluation.ts';
import type { World } from '../../account/world.ts';
import { uuidFrom } from '../../kernel/identifiers.ts';
import { ServiceError } from '../../wire/service-error.ts';
import { type DeliveryChances, type DeliveryFaults, deliveryDelays, noFaults } from '../delivery-faults.ts';
import type { DeliveryResult, DeliveryTarget, ServiceDelivery } from '../service-delivery.ts';
import { functionEvent, queueEnvelope } from './envelope.ts';
import { type SubscriptionDefinition, subscriptionOf } from './subscription.ts';
import type { Email, PublishedMessage, Subscription, Topic, TopicMessage } from './topic.ts';

/** Counts since the run began. */
export interface SnsMetrics {
  published: number;
  filteredOut: number;
  delivered: number;
  lost: number;
  duplicated: number;
  /** Deliveries that an endpoint refused. */
  failed: number;
  sentToDeadLetterQueue: number;
}

/** A delivery that an endpoint refused. */
export interface FailedNotification {
  readonly subscription: Subscription;
  readonly message: TopicMessage;
  readonly because: string;
}

/** Median and 99th percentile of the time from a topic to a subscriber, in milliseconds; measured in public. */
const LATENCY = [73, 225] as const;
const SERVICE = 'sns.amazonaws.com';
/** Of one message, and of a batch of them. Source: SNS quotas. */
export const MAXIMUM_MESSAGE_BYTES = 262_144;

/** SNS: the account's standard topics. Delivery is at least once, unordered, and later. */
export class SnsSimulator implements DeliveryTarget {
  /** Faults of deliveries; scenarios change them. */
  readonly faults: DeliveryFaults<TopicMessage> = noFaults();
  readonly metrics: SnsMetrics = {
    published: 0,
    filteredOut: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    failed: 0,
    sentToDeadLetterQueue: 0,
  };
  /** E-mails that were sent, in order of arrival. */
  readonly outbox: Email[] = [];
  /** Deliveries that were refused: a policy or an endpoint is missing. */
  readonly failures: FailedNotification[] = [];
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #target: DeliveryTarget;
  readonly #chances: DeliveryChances;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();

  /** @param target takes deliveries to queues and functions */
  constructor(world: Pick<World, 'account' | 'clock' | 'random'>, target: DeliveryTarget) {
    this.#world = world;
    this.#target = target;
    const { random } = world;
    this.#chances = { latency: random.stream('SNS latency'), faults: random.stream('SNS faults') };
  }

  /** Creates a topic, or finds the one of that name. @throws ServiceError `InvalidParameter` */
  createTopic(name: string, displayName = ''): Topic {
    if (!/^[\w-]{1,256}$/.test(name)) {
      throw new ServiceError(
        'InvalidParameter',
        `Invalid parameter: Topic Name ${name} (FIFO topics are not modelled)`,
      );
    }
    const arn = arnOf(this.#world.account, 'sns', name);
    const existing = this.#topics.get(arn);
    if (existing !== undefined) return existing;
    const topic: Topic = { name, arn, displayName, policy: [], policyText: undefined };
    this.#topics.set(arn, topic);
    return topic;
  }

  /** Sets a topic's resource policy. @throws PolicyError, ServiceError `NotFound` */
  setPolicy(topicArn: string, document: unknown): void {
    const topic = this.topic(topicArn);
    topic.policy = parsePolicy(document, 'resource', `policy of topic ${topic.name}`);
    topic.policyText = JSON.stringify(document);
  }

  /** Statements of a topic's resource policy; none where there is no such topic. */
  policyOf(topicArn: string): Topic['policy'] {
    return this.#topics.get(topicArn)?.policy ?? [];
  }

  /** Deletes a topic with its subscriptions. */
  deleteTopic(arn: string): void {
    this.#topics.delete(arn);
    for (const subscription of this.subscriptions(arn)) this.unsubscribe(subscription.arn);
  }

  topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  /** @throws ServiceError `NotFound` */
  topic(arn: string | undefined): Topic {
    const topic = this.#topics.get(arn ?? '');
    if (topic === undefined) throw new ServiceError('NotFound', 'Topic does not exist', { httpStatus: 404 });
    return topic;
  }

  /** Subscribes; e-mail addresses count as confirmed. @throws ServiceError `NotFound`, `InvalidParameter` */
  subscribe(definition: SubscriptionDefinition): Subscription {
    const topic = this.topic(definition.topicArn);
    const { protocol, endpoint } = definition;
    const same = this.subscriptions(topic.arn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (same !== undefined) return same;
    const id = uuidFrom(this.#world.random.stream('SNS subscription ids'));
    const subscription = subscriptionOf(`${topic.arn}:${id}`, definition);
    this.#subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn);
  }

  subscriptions(topicArn?: string): readonly Subscription[] {
    return [...this.#subscriptions.values()].filter((one) => topicArn === undefined || one.topicArn === topicArn);
  }

  /** Takes a message of a caller who may publish. @throws ServiceError `NotFound`, `InvalidParameter` */
  publish(topicArn: string | undefined, published: PublishedMessage): TopicMessage {
    const topic = this.topic(topicArn);
    if (published.message === '' || Buffer.byteLength(published.message) > MAXIMUM_MESSAGE_BYTES) {
      throw new ServiceError(
        'InvalidParameter',
        `Invalid parameter: Message must have 1 to ${MAXIMUM_MESSAGE_BYTES} bytes`,
      );
    }
    const message: TopicMessage = {
      ...published,
      id: uuidFrom(this.#world.random.stream('SNS message ids')),
      topicArn: topic.arn,
      publishedAt: this.#world.clock.now(),
      attributes: published.attributes ?? {},
    };
    this.metrics.published += 1;
    for (const subscription of this.subscriptions(topic.arn)) this.#fanOut(message, subscription);
    return message;
  }

  /** Takes a message of an AWS service, as far as the topic's policy lets it. */
  deliver({ targetArn, service, sourceArn, body, subject, attributes, traceHeader }: ServiceDelivery): DeliveryResult {
    const topic = this.#topics.get(targetArn);
    if (topic === undefined)
      return { kind: 'refused', code: 'NO_RESOURCE', because: `topic ${targetArn} does not exist` };
    const sourceAccount = this.#world.account.id;
    const request = { service, action: 'sns:Publish', resource: topic.arn, sourceArn, sourceAccount };
    const verdict = evaluateForService(topic.policy, request);
    if (!verdict.allowed) return { kind: 'refused', code: 'NO_PERMISSIONS', because: verdict.because };
    this.publish(topic.arn, { message: body, subject, traceHeader, ...(attributes !== undefined && { attributes }) });
    return { kind: 'delivered' };
  }

  #fanOut(message: TopicMessage, subscription: Subscription): void {
    if (!subscription.filter(message)) {
      this.metrics.filteredOut += 1;
      return;
    }
    const delays = deliveryDelays(this.#chances, LATENCY, this.faults, message);
    if (delays.length === 0) this.metrics.lost += 1;
    if (delays.length > 1) this.metrics.duplicated += 1;
    for (const delay of delays) {
      this.#world.clock.after(delay, `notify ${subscription.endpoint}`, () => this.#deliverTo(subscription, message));
    }
  }

  #deliverTo(subscription: Subscription, message: TopicMessage): void {
    if (!this.#subscriptions.has(subscription.arn)) return;
    const result = this.#hand(subscription, message);
    if (result.kind === 'delivered') {
      this.metrics.delivered += 1;
      return;
    }
    this.metrics.failed += 1;
    this.failures.push({ subscription, message, because: result.because });
    const { deadLetterArn } = subscription;
    if (deadLetterArn === undefined) return;
    const parked = this.#target.deliver({ ...this.#delivery(subscription, message), targetArn: deadLetterArn });
    if (parked.kind === 'delivered') this.metrics.sentToDeadLetterQueue += 1;
  }

  #hand(subscription: Subscription, message: TopicMessage): DeliveryResult {
    if (subscription.protocol === 'sqs' || subscription.protocol === 'lambda') {
      return this.#target.deliver(this.#delivery(subscription, message));
    }
    const subject = message.subject ?? 'AWS Notification Message';
    const time = this.#world.clock.now();
    this.outbox.push({
      time,
      to: subscription.endpoint,
      topicArn: message.topicArn,
      subject,
      message: message.message,
    });
    return { kind: 'delivered' };
  }

  #delivery(subscription: Subscription, message: TopicMessage): ServiceDelivery {
    const { region } = this.#world.account;
    const common = {
      targetArn: subscription.endpoint,
      service: SERVICE,
      sourceArn: message.topicArn,
      traceHeader: message.traceHeader,
    };
    if (subscription.rawMessageDelivery) return { ...common, body: message.message, attributes: message.attributes };
    const encode = subscription.protocol === 'lambda' ? functionEvent : queueEnvelope;
    return { ...common, body: encode(message, subscription, region) };
  }
}
