import { describe, expect, it } from 'vitest';
import {
  listed,
  type Resource,
  resource,
  resourcesOf,
  type Statement,
  target,
  type Value,
} from './packaged-template.ts';

const queues = resourcesOf('AWS::SQS::Queue');
const topics = resourcesOf('AWS::SNS::Topic');
const named = (resources: readonly Resource[]) => resources.map((each) => [each.id, each] as const);

/** Statements of all policies of a queue or topic. */
function statementsAbout({ id, Type }: Resource): readonly Statement[] {
  const policies = resourcesOf(`${Type}Policy`).filter(({ Properties }) =>
    (Properties.Queues ?? Properties.Topics).map(target).includes(id),
  );
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Types of the resources for which a service may send, and what else the sender may be. */
const SENDERS: Readonly<Record<string, string>> = {
  'events.amazonaws.com': 'AWS::Events::Rule',
  'sns.amazonaws.com': 'AWS::SNS::Topic',
};

describe.each(named([...queues, ...topics]))('the policy of %s', (id, each) => {
  const statements = statementsAbout(each);
  const publishing = each.Type === 'AWS::SNS::Topic';

  it('is about nothing else', () => {
    for (const { Resource: about } of statements) expect(listed(about).map(target)).toEqual([id]);
  });

  it('refuses everyone without TLS', () => {
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: publishing ? 'sns:Publish' : 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('lets nobody do anything but send, and no service without a condition on whom it sends for', () => {
    for (const { Action, Principal, Condition = {} } of statements.filter(({ Effect }) => Effect === 'Allow')) {
      expect(Action).toBe(publishing ? 'sns:Publish' : 'sqs:SendMessage');
      expect(Principal).toEqual({ Service: expect.stringMatching(/^[a-z]+\.amazonaws\.com$/) });
      const keys = Object.values(Condition).flatMap((byKey) => Object.keys(byKey));
      expect(keys).toContain('aws:SourceArn');
    }
  });
});

/** ARNs that a statement wants the sender's to be one of. */
const sourcesOf = ({ Condition }: Statement): readonly Value[] =>
  listed((Condition?.['ArnEquals']?.['aws:SourceArn'] ?? []) as Value | readonly Value[]);

describe.each(named(queues))('%s', (id, queue) => {
  const admitted = statementsAbout(queue).filter(({ Effect }) => Effect === 'Allow');

  it('admits EventBridge and SNS only, and only for rules and topics of this stack', () => {
    expect(admitted.length).toBeGreaterThan(0);
    for (const statement of admitted) {
      const { Service = '' } = statement.Principal as { readonly Service?: string };
      const senders = resourcesOf(SENDERS[Service] ?? '').map((each) => each.id);
      expect(sourcesOf(statement).length).toBeGreaterThan(0);
      expect(senders).toEqual(expect.arrayContaining(sourcesOf(statement).map(target)));
    }
  });

  it('admits exactly those that send to it, or give up sending to the queue before it', () => {
    const isTarget = (arns: readonly (Value | undefined)[]): boolean =>
      arns.some((arn) => arn !== undefined && target(arn) === id);
    const rules = resourcesOf('AWS::Events::Rule').filter(({ Properties }) =>
      isTarget(Properties.Targets.flatMap(({ Arn, DeadLetterConfig }) => [Arn, DeadLetterConfig?.Arn])),
    );
    const subscriptions = resourcesOf('AWS::SNS::Subscription').filter(({ Properties }) =>
      isTarget([Properties.Endpoint, Properties.RedrivePolicy?.deadLetterTargetArn]),
    );
    const wanted = [...rules.map((rule) => rule.id), ...subscriptions.map((each) => target(each.Properties.TopicArn))];
    expect(admitted.flatMap(sourcesOf).map(target).toSorted()).toEqual(wanted.toSorted());
  });

  it('is encrypted at rest', () => {
    expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
  });
});

describe('the topic of hooks', () => {
  it('admits nobody but their role', () => {
    const [denied] = statementsAbout(resource('TerminationGateTopic'));
    const role = { 'Fn::GetAtt': ['TerminationGateHookRole', 'Arn'] };
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': role } },
    });
  });

  it('is encrypted at rest', () => {
    expect(resource('TerminationGateTopic').Properties.KmsMasterKeyId).toBe('alias/aws/sns');
  });
});

describe('the topic of the operator', () => {
  it('admits alarms of this account and Region, and no other service', () => {
    const admitted = statementsAbout(resource('OperatorTopic')).filter(({ Effect }) => Effect === 'Allow');
    const alarms = { 'Fn::Sub': expect.stringMatching(/:cloudwatch:\$\{AWS::Region\}:\$\{AWS::AccountId\}:alarm:\*$/) };
    expect(admitted).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': alarms },
        },
      }),
    ]);
  });
});

describe.each(named(resourcesOf('AWS::S3::Bucket')))('%s', (id, bucket) => {
  it('is encrypted, and closed to the public', () => {
    expect(bucket.Properties.BucketEncryption).toMatchObject({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  it('refuses everyone without TLS, for itself and all in it, and admits nobody', () => {
    const policies = resourcesOf('AWS::S3::BucketPolicy').filter(({ Properties }) => target(Properties.Bucket) === id);
    const arn = (end: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: id }, end]],
    });
    const joined = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: id }]] };
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn('/*'), joined],
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ]);
  });
});
