import type { SnsSimulator } from '../../services/sns/sns-simulator.ts';
import { isRecord } from '../../wire/json-codec.ts';
import type { Properties, ResourceType } from '../deployer.ts';
import { optionalText, record, records, text, texts } from './properties.ts';

const SUBSCRIPTION_ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'];

/** AWS::SNS::Topic, TopicPolicy and Subscription. */
export function topicTypes(sns: SnsSimulator): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::SNS::Topic': topicType(sns),
    'AWS::SNS::TopicPolicy': policyType(sns),
    'AWS::SNS::Subscription': subscriptionType(sns),
  };
}

function topicType(sns: SnsSimulator): ResourceType {
  return {
    properties: ['TopicName', 'DisplayName', 'KmsMasterKeyId', 'Tags', 'Subscription'],
    create: (properties, logicalId, { stackName }) => {
      const name = optionalText(properties, 'TopicName') ?? `${stackName}-${logicalId}`;
      const topic = sns.createTopic(name, optionalText(properties, 'DisplayName'));
      for (const subscription of records(properties, 'Subscription')) {
        const [protocol, endpoint] = [text(subscription, 'Protocol'), text(subscription, 'Endpoint')];
        sns.subscribe({ topicArn: topic.arn, protocol, endpoint, attributes: {} });
      }
      const attributes = { TopicArn: topic.arn, TopicName: topic.name };
      return { ref: topic.arn, attributes, remove: () => sns.deleteTopic(topic.arn) };
    },
  };
}

function policyType(sns: SnsSimulator): ResourceType {
  return {
    properties: ['Topics', 'PolicyDocument'],
    create: (properties, logicalId) => {
      for (const arn of texts(properties, 'Topics')) sns.setPolicy(arn, record(properties, 'PolicyDocument'));
      return { ref: logicalId };
    },
  };
}

function subscriptionType(sns: SnsSimulator): ResourceType {
  return {
    properties: ['TopicArn', 'Protocol', 'Endpoint', ...SUBSCRIPTION_ATTRIBUTES],
    create: (properties) => {
      const subscription = sns.subscribe({
        topicArn: text(properties, 'TopicArn'),
        protocol: text(properties, 'Protocol'),
        endpoint: text(properties, 'Endpoint'),
        attributes: attributesOf(properties),
      });
      return { ref: subscription.arn, remove: () => sns.unsubscribe(subscription.arn) };
    },
  };
}

function attributesOf(properties: Properties): Readonly<Record<string, string>> {
  const given = SUBSCRIPTION_ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => [
      name,
      isRecord(properties[name]) ? JSON.stringify(properties[name]) : String(properties[name]),
    ]),
  );
}
