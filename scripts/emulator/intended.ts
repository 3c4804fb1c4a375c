import type { Account } from '../../simulator/account/account.ts';
import { type Deployed, deploy } from '../../simulator/deploy/deployer.ts';
import type { Template } from '../../simulator/deploy/template.ts';
import type { Json } from './differences.ts';

/** A resource of a template, its references resolved. */
export interface Intended {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Json>>;
}

/** What a template means in a stack. Resources whose condition is false are not in it. */
export interface IntendedStack {
  readonly resources: readonly Intended[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Resolves a template with the physical ids, which are CloudFormation's to choose. The simulator resolves the functions;
 * what `Ref` and `GetAtt` give of a type is here. Source: CloudFormation template reference, "Return values".
 */
export function intendedStack(
  template: Template,
  stack: { readonly stackName: string; readonly account: Account },
  physicalIds: Readonly<Record<string, string>>,
): IntendedStack {
  const resources: Intended[] = [];
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const noted = [...types].map((type) => ({
    type,
    properties: propertiesOf(template, type),
    create: (properties: Readonly<Record<string, unknown>>, id: string): Deployed => {
      resources.push({ id, type, properties: properties as Intended['properties'] });
      return identity(type, physicalIds[id] ?? `${id}, which is not there`, stack.account);
    },
  }));
  const byType = Object.fromEntries(noted.map(({ type, ...rest }) => [type, rest]));
  const { outputs } = deploy({ template, stack, parameters: {}, types: byType });
  return { resources, outputs };
}

function propertiesOf({ Resources }: Template, type: string): string[] {
  const all = Object.values(Resources).filter(({ Type }) => Type === type);
  return all.flatMap(({ Properties: properties = {} }) => Object.keys(properties));
}

function identity(type: string, physicalId: string, { id, region, partition }: Account): Deployed {
  const name = physicalId.split('/').at(-1);
  const arns: Readonly<Record<string, string>> = {
    'AWS::CloudWatch::Alarm': `cloudwatch:${region}:${id}:alarm:${physicalId}`,
    'AWS::CloudWatch::CompositeAlarm': `cloudwatch:${region}:${id}:alarm:${physicalId}`,
    'AWS::Events::Rule': `events:${region}:${id}:rule/${physicalId}`,
    'AWS::IAM::Role': `iam::${id}:role/${physicalId}`,
    'AWS::Lambda::Function': `lambda:${region}:${id}:function:${physicalId}`,
    'AWS::Logs::LogGroup': `logs:${region}:${id}:log-group:${physicalId}:*`,
    'AWS::S3::Bucket': `s3:::${physicalId}`,
    'AWS::SQS::Queue': `sqs:${region}:${id}:${name}`,
  };
  const arn = arns[type];
  if (type === 'AWS::SNS::Topic') {
    return { ref: physicalId, attributes: { TopicArn: physicalId, TopicName: physicalId.split(':').at(-1) } };
  }
  return {
    ref: physicalId,
    attributes: {
      ...(arn && { Arn: `arn:${partition}:${arn}` }),
      ...(type === 'AWS::SQS::Queue' && { QueueName: name }),
    },
  };
}
