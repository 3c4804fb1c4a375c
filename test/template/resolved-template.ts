import { type Account, arnOf } from '../../simulator/account/account.ts';
import { type Deployed, deploy, type Properties, type ResourceType } from '../../simulator/deploy/deployer.ts';
import type { Template } from '../../simulator/deploy/template.ts';

/** A resource with every intrinsic function of its properties resolved. */
export interface ResolvedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  /** Its physical name, if the template gives it one. */
  readonly name: string | undefined;
}

/** A template as CloudFormation would carry it out in one account and Region. */
export interface ResolvedTemplate {
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** What `Ref` gives of a resource, its name apart, and its ARN. */
interface Identity {
  /** The property that names it. */
  readonly named?: string;
  readonly arn?: (name: string, account: Account) => string;
  readonly ref?: 'arn' | 'url';
}

const regional =
  (service: string, prefix = '') =>
  (name: string, account: Account) =>
    arnOf(account, service, `${prefix}${name}`);

/** Source: CloudFormation template reference, "Return values" of each type; formats of ARNs: Service Authorization Reference. */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::CloudWatch::Alarm': { named: 'AlarmName', arn: regional('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::CompositeAlarm': { named: 'AlarmName', arn: regional('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { named: 'DashboardName' },
  'AWS::Events::Rule': { named: 'Name', arn: regional('events', 'rule/') },
  'AWS::IAM::ManagedPolicy': { named: 'ManagedPolicyName' },
  'AWS::IAM::Policy': {},
  'AWS::IAM::Role': {
    named: 'RoleName',
    arn: (name, { partition, id }) => `arn:${partition}:iam::${id}:role/${name}`,
  },
  'AWS::Lambda::EventSourceMapping': {},
  'AWS::Lambda::Function': { named: 'FunctionName', arn: regional('lambda', 'function:') },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    arn: (name, account) => `${arnOf(account, 'logs', `log-group:${name}`)}:*`,
  },
  'AWS::Logs::MetricFilter': {},
  'AWS::Logs::QueryDefinition': { named: 'Name' },
  'AWS::S3::Bucket': { named: 'BucketName', arn: (name, { partition }) => `arn:${partition}:s3:::${name}` },
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::Subscription': {},
  'AWS::SNS::Topic': { named: 'TopicName', arn: regional('sns'), ref: 'arn' },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::Queue': { named: 'QueueName', arn: regional('sqs'), ref: 'url' },
  'AWS::SQS::QueuePolicy': {},
};

/** Resolves a template in an account and Region, without creating anything. */
export function resolveTemplate(
  template: Template,
  account: Account,
  { stackName = 'ecs-ops-dev', parameters = {} }: { stackName?: string; parameters?: Record<string, string> } = {},
): ResolvedTemplate {
  const resources: ResolvedResource[] = [];
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const recorded = [...types].map((type): [string, ResourceType] => [
    type,
    {
      properties: propertiesOf(template, type),
      create: (properties, id) => {
        const { identity, name } = identify(type, properties);
        resources.push({ id, type, properties, name });
        return deployed(identity, name ?? `${stackName}-${id}-1A2B3C4D5E6F`, account);
      },
    },
  ]);
  const stack = { stackName, account };
  const { outputs } = deploy({ template, stack, parameters, types: Object.fromEntries(recorded) });
  return { resources, outputs };
}

function propertiesOf({ Resources }: Template, type: string): string[] {
  const all = Object.values(Resources).filter(({ Type }) => Type === type);
  return all.flatMap(({ Properties: own = {} }) => Object.keys(own));
}

function identify(type: string, properties: Properties): { identity: Identity; name: string | undefined } {
  const identity = IDENTITIES[type];
  if (identity === undefined) throw new Error(`The name and ARN of ${type} are not known here`);
  const name = identity.named === undefined ? undefined : properties[identity.named];
  return { identity, name: name === undefined ? undefined : String(name) };
}

function deployed({ arn, ref }: Identity, name: string, account: Account): Deployed {
  const own = arn?.(name, account);
  const suffix = account.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = `https://sqs.${account.region}.${suffix}/${account.id}/${name}`;
  return {
    ref: ref === 'url' ? url : ref === 'arn' && own !== undefined ? own : name,
    attributes: own === undefined ? {} : { Arn: own, TopicArn: own, QueueName: name },
  };
}
