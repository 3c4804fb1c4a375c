import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  UnsubscribeCommandInput,
  UnsubscribeCommandOutput,
} from '@aws-sdk/client-sns';
import { type Operation, operation } from '../../wire/operation.ts';
import { ServiceError } from '../../wire/service-error.ts';
import { type Bare, onTopic } from './publish-operations.ts';
import type { SnsSimulator } from './sns-simulator.ts';
import type { Topic } from './topic.ts';

/** Source: SNS API reference, ListTopics and ListSubscriptionsByTopic. */
const PAGE = 100;
const SUBSCRIPTION_ARN = /^arn:[^:]+:sns:[^:]*:\d*:[^:]+:[^:]+$/;

/** Operations on topics and subscriptions. */
export function topicOperations(sns: SnsSimulator): Readonly<Record<string, Operation>> {
  return {
    CreateTopic: operation<CreateTopicCommandInput, Bare<CreateTopicCommandOutput>>({
      authorize: () => [{ action: 'sns:CreateTopic', resource: '*' }],
      handle: (input) => ({ TopicArn: createTopic(sns, input).arn }),
    }),
    ListTopics: operation<ListTopicsCommandInput, Bare<ListTopicsCommandOutput>>({
      authorize: () => [{ action: 'sns:ListTopics', resource: '*' }],
      handle: ({ NextToken }) => {
        const { items, next } = page(sns.topics(), NextToken);
        return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
      },
    }),
    GetTopicAttributes: operation<GetTopicAttributesCommandInput, Bare<GetTopicAttributesCommandOutput>>({
      authorize: onTopic('sns:GetTopicAttributes'),
      handle: ({ TopicArn }) => ({ Attributes: attributesOf(sns, TopicArn) }),
    }),
    ListSubscriptionsByTopic: operation<
      ListSubscriptionsByTopicCommandInput,
      Bare<ListSubscriptionsByTopicCommandOutput>
    >({
      authorize: onTopic('sns:ListSubscriptionsByTopic'),
      handle: ({ TopicArn, NextToken }) => {
        const { items, next } = page(sns.subscriptions(sns.topic(TopicArn).arn), NextToken);
        const Subscriptions = items.map(({ arn, topicArn, protocol, endpoint }) => ({
          SubscriptionArn: arn,
          TopicArn: topicArn,
          Protocol: protocol,
          Endpoint: endpoint,
          Owner: topicArn.split(':')[4],
        }));
        return { Subscriptions, ...next };
      },
    }),
    Subscribe: operation<SubscribeCommandInput, Bare<SubscribeCommandOutput>>({
      authorize: onTopic('sns:Subscribe'),
      handle: ({ TopicArn = '', Protocol = '', Endpoint, Attributes = {} }) => {
        if (Endpoint === undefined) throw invalid('Endpoint');
        const definition = { topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, attributes: Attributes };
        return { SubscriptionArn: sns.subscribe(definition).arn };
      },
    }),
    Unsubscribe: operation<UnsubscribeCommandInput, Bare<UnsubscribeCommandOutput>>({
      authorize: () => [{ action: 'sns:Unsubscribe', resource: '*' }],
      handle: ({ SubscriptionArn = '' }) => {
        if (!SUBSCRIPTION_ARN.test(SubscriptionArn)) throw invalid('SubscriptionArn');
        sns.unsubscribe(SubscriptionArn);
        return {};
      },
    }),
  };
}

function createTopic(sns: SnsSimulator, { Name = '', Attributes = {} }: CreateTopicCommandInput): Topic {
  const unknown = Object.keys(Attributes).find((attribute) => attribute !== 'DisplayName');
  if (unknown !== undefined) throw invalid(`Attributes: ${unknown} is not modelled`);
  return sns.createTopic(Name, Attributes.DisplayName);
}

function attributesOf(sns: SnsSimulator, topicArn: string | undefined): Record<string, string> {
  const { arn, displayName, policyText } = sns.topic(topicArn);
  return {
    TopicArn: arn,
    Owner: arn.split(':')[4] ?? '',
    DisplayName: displayName,
    SubscriptionsConfirmed: String(sns.subscriptions(arn).length),
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
    ...(policyText !== undefined && { Policy: policyText }),
  };
}

/** @throws ServiceError `InvalidParameter` for a token that is not one of ours */
function page<Item>(all: readonly Item[], token = '0') {
  if (!/^\d+$/.test(token)) throw invalid('NextToken');
  const from = Number(token);
  const end = from + PAGE;
  return { items: all.slice(from, end), next: end < all.length ? { NextToken: String(end) } : {} };
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}
