import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeploymentCalls } from '../../scripts/emulator/deployment-calls.ts';
import { parsePolicy } from '../../simulator/account/policy-document.ts';
import { evaluateStatements } from '../../simulator/account/policy-evaluation.ts';
import { listed, type Statement, TEMPLATE_TEXT } from './packaged-template.ts';

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');
const POLICY_TEXT = read('../../docs/deployer-policy.json');
const statements = parsePolicy(POLICY_TEXT, 'identity', 'docs/deployer-policy.json');
/** What osls and CloudFormation do: `npm run emulator` keeps it true. */
const calls = JSON.parse(read('deployment-calls.json')) as DeploymentCalls;

/** Resources of a stack by type, as their services name them in policies (Service Authorization Reference). */
function arnsOf(stackName: string): Readonly<Record<string, readonly string[]>> {
  const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
  const topic = at('sns', `${stackName}-operator`);
  const bucket = `arn:aws:s3:::${stackName}-serverlessdeploymentbucket-1ecylhvxazq3`;
  return {
    'AWS::CloudFormation::Stack': [at('cloudformation', `stack/${stackName}/1d4a78e3-ed16-4cc1-a5c1-4cce147aa811`)],
    'AWS::CloudWatch::Alarm': [at('cloudwatch', `alarm:${stackName}-late`)],
    'AWS::CloudWatch::CompositeAlarm': [at('cloudwatch', `alarm:${stackName}-unwell`)],
    'AWS::CloudWatch::Dashboard': [`arn:aws:cloudwatch::111122223333:dashboard/${stackName}`],
    'AWS::ECR::Repository': [at('ecr', `repository/serverless-${stackName}`)],
    'AWS::Events::Rule': [at('events', `rule/${stackName}-HostSyncEventRule-WICPDK5ELWF4`)],
    'AWS::IAM::Policy': [`arn:aws:iam::111122223333:role/${stackName}-TerminationGateRole-28NY6VPKK1Y5`],
    'AWS::IAM::Role': [`arn:aws:iam::111122223333:role/${stackName}-HostSyncRole-28NY6VPKK1Y5`],
    'AWS::Lambda::EventSourceMapping': [at('lambda', 'event-source-mapping:054a7eef-210c-4228-aeab-d1bb96c484f6')],
    'AWS::Lambda::Function': [at('lambda', `function:${stackName}-host-sync`)],
    'AWS::Logs::LogGroup': [at('logs', `log-group:/aws/lambda/${stackName}-host-sync`)],
    'AWS::Logs::QueryDefinition': ['*'],
    'AWS::S3::Bucket': [bucket],
    'AWS::S3::BucketPolicy': [bucket],
    'AWS::S3::Object': [`${bucket}/serverless/ecs-ops/dev/1795262082502/hostSync.zip`],
    'AWS::SNS::Subscription': [`${topic}:054a7eef-210c-4228-aeab-d1bb96c484f6`, topic],
    'AWS::SNS::Topic': [topic],
    'AWS::SNS::TopicPolicy': [topic],
    'AWS::SQS::Queue': [at('sqs', `${stackName}-host-sync`)],
    'AWS::SQS::QueuePolicy': [at('sqs', `${stackName}-host-sync`)],
  };
}

/** Actions that AWS asks about another resource than the one that CloudFormation handles. */
const ABOUT: Readonly<Record<string, string>> = {
  'iam:PassRole': 'AWS::IAM::Role',
  'iam:GetRole': 'AWS::IAM::Role',
  's3:DeleteObject': 'AWS::S3::Object',
  's3:GetObject': 'AWS::S3::Object',
  's3:PutObject': 'AWS::S3::Object',
};

/** Actions that no name confines: they have no resource types, or they list and search (Service Authorization Reference). */
const UNCONFINED = [
  'cloudformation:ValidateTemplate',
  'cloudwatch:DescribeAlarms',
  'logs:DeleteQueryDefinition',
  'logs:DescribeLogGroups',
  'logs:DescribeQueryDefinitions',
  'logs:DescribeResourcePolicies',
  'logs:PutQueryDefinition',
];
/** Mappings have no names of their own. What is done to one is confined by its function, their tags are not. */
const TAGS_OF_MAPPINGS = ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'];

/** What handlers may do for properties that the template does not give, and so is not granted. */
const NOT_USED: readonly (readonly [why: string, actions: RegExp])[] = [
  ['no key of KMS is the stack’s own', /^kms:|^logs:(Dis)?[Aa]ssociateKmsKey$/],
  ['no function is in a VPC or has a file system', /^(ec2|elasticfilesystem|s3files):/],
  [
    'no function has layers, concurrency, versions or a signer',
    /^lambda:(Put|Delete)Function(Concurrency|CodeSigning)/,
  ],
  ['', /^lambda:(GetLayerVersion|PublishVersion|GetCodeSigningConfig)$/],
  ['functions run as Lambda runs them', /^lambda:(PutFunction(Recursion|Scaling)Config|PutRuntimeManagementConfig)$/],
  ['', /^lambda:(PassCapacityProvider|AssociateRuntimeAlias)$/],
  ['the bucket has its encryption, its block of public access and its policy only', /^s3tables:/],
  [
    '',
    /^s3:(Put|Delete)\w*(Abac|Acl|Analytics|CORS|Cors|Inventory|Lifecycle|Logging|Metrics|Notification)(Configuration)?$/,
  ],
  ['', /^s3:(Put|Delete)\w*(Accelerate|IntelligentTiering|ObjectLock|Replication)(Configuration)?$/],
  ['', /^s3:(Put|Delete)Bucket(OwnershipControls|Versioning|Website|Encryption)$/],
  ['', /^s3:(Create|Update|Delete)BucketMetadata\w+$|^s3:GetBucketObjectLockConfiguration$|^s3:GetObjectVersion$/],
  ['logs are kept, and nothing else is done with them', /^(firehose|s3):(TagDeliveryStream|REST\.PUT\.OBJECT)$/],
  ['', /^logs:(Put|Delete)(DataProtection|Index|Resource)Policy$/],
  ['', /^logs:(CreateLogDelivery|PutBearerTokenAuthentication|PutLogGroupDeletionProtection)$/],
  ['roles have inline policies only', /^iam:(Attach|Detach)RolePolicy$|^iam:(Put|Delete)RolePermissionsBoundary$/],
  ['no policy is for users or groups', /^iam:(Put|Get|Delete)(User|Group)Policy$/],
  ['topics have no data protection', /^sns:PutDataProtectionPolicy$/],
];
const isUsed = (action: string): boolean => !NOT_USED.some(([, pattern]) => pattern.test(action));

function allows(action: string, resource: string, context: Readonly<Record<string, string>> = {}): boolean {
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]]));
  return evaluateStatements(statements, { action, resource }, keys).allowed;
}

/** Whether the policy allows an action on a type's resources of a stack. */
function allowsOn(type: string, action: string, stackName = 'ecs-ops-dev'): boolean {
  const arns = arnsOf(stackName);
  const resources = arns[ABOUT[action] ?? type];
  if (!resources) throw new Error(`arnsOf has no line for ${type}`);
  const context = {
    'lambda:FunctionArn': arns['AWS::Lambda::Function']?.[0] ?? '',
    'iam:PassedToService': 'lambda.amazonaws.com',
  };
  return resources.some((resource) => allows(action, resource, context));
}

const TYPE_OF_SERVICE: Readonly<Record<string, string>> = {
  cloudformation: 'AWS::CloudFormation::Stack',
  ecr: 'AWS::ECR::Repository',
  lambda: 'AWS::Lambda::Function',
  s3: 'AWS::S3::Bucket',
};
/** Needs no permission (STS API reference, GetCallerIdentity). */
const asked = [...new Set(Object.values(calls.osls).flat())].filter((action) => action !== 'sts:GetCallerIdentity');
const { Statement: written } = JSON.parse(POLICY_TEXT) as { readonly Statement: readonly Statement[] };
const granted = written.flatMap(({ Action }) => listed(Action));

describe('the deployer’s policy', () => {
  it.each(asked)('allows what osls asks for: %s', (action) => {
    expect(allowsOn(TYPE_OF_SERVICE[action.split(':', 1)[0] ?? ''] ?? '', action)).toBe(true);
  });

  it('is held to every type of the template', () => {
    const types = Object.values(
      (JSON.parse(TEMPLATE_TEXT) as { Resources: Record<string, { Type: string }> }).Resources,
    );
    expect(types.map(({ Type }) => Type).filter((type) => !calls.cloudFormation[type])).toEqual([]);
  });

  it.each(Object.entries(calls.cloudFormation))('allows what CloudFormation does for %s', (type, actions) => {
    const refused = actions.filter((action) => isUsed(action) && !allowsOn(type, action));
    expect(refused).toEqual([]);
  });

  it('allows CloudFormation and Lambda to read what osls uploads', () => {
    expect(allowsOn('AWS::S3::Object', 's3:GetObject')).toBe(true);
  });

  it('grants nothing of what is not used', () => {
    expect(granted.filter((action) => !isUsed(action))).toEqual([]);
  });

  it.each([...new Set(granted)])('lets %s reach the stacks of this service alone', (action) => {
    const others = Object.entries(arnsOf('shop-dev')).filter(
      ([type]) => type !== 'AWS::Lambda::EventSourceMapping' || !TAGS_OF_MAPPINGS.includes(action),
    );
    const reached = others.filter(([type]) => allowsOn(type, action, 'shop-dev')).map(([type]) => type);
    expect(reached.length > 0).toBe(UNCONFINED.includes(action));
  });

  it('passes roles to Lambda alone', () => {
    const [role = ''] = arnsOf('ecs-ops-dev')['AWS::IAM::Role'] ?? [];
    expect(allows('iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(true);
    expect(allows('iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe(false);
    expect(allows('iam:PassRole', role)).toBe(false);
  });

  it('names its actions one by one, and fits into a managed policy', () => {
    for (const action of granted) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    // IAM user guide, "IAM and AWS STS quotas": 6,144 characters, white space not counted.
    expect(POLICY_TEXT.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144);
  });

  it('knows the names that the template gives', () => {
    const template = JSON.parse(TEMPLATE_TEXT) as {
      Resources: Record<string, { Properties: Record<string, unknown> }>;
    };
    const names = Object.values(template.Resources).flatMap(({ Properties }) =>
      ['AlarmName', 'DashboardName', 'QueueName', 'TopicName', 'LogGroupName', 'RoleName', 'BucketName']
        .filter((name) => name in Properties)
        .map((name) => JSON.stringify(Properties[name])),
    );
    expect(names.length).toBeGreaterThan(0);
    const own = /^(\{"Fn::Sub":)?"(\/aws\/lambda\/)?(ecs-ops-|\$\{AWS::StackName\})/;
    expect(names.filter((name) => !own.test(name))).toEqual([]);
  });
});
