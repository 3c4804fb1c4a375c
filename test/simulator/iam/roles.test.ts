import { expect, it } from 'vitest';
import { Iam } from '../../../simulator/account/iam.ts';
import { parsePolicy } from '../../../simulator/account/policy-document.ts';
import { evaluateForService } from '../../../simulator/account/policy-evaluation.ts';
import { TestWorld } from '../ec2/test-world.ts';

const trusting = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

it('a role trusts the services that its trust policy names', () => {
  const iam = new Iam(new TestWorld());
  iam.createRole({ name: 'gate', path: '/ops/', trust: trusting('lambda.amazonaws.com') });
  expect(iam.role('gate')?.arn).toBe('arn:aws:iam::111122223333:role/ops/gate');
  expect(iam.role('arn:aws:iam::111122223333:role/ops/gate')?.name).toBe('gate');
  expect(iam.isTrusting('gate', 'lambda.amazonaws.com')).toBe(true);
  expect(iam.isTrusting('gate', 'ec2.amazonaws.com')).toBe(false);
});

it('credentials lead back to their role and session', () => {
  const iam = new Iam(new TestWorld());
  iam.createRole({ name: 'gate', trust: trusting('lambda.amazonaws.com') });
  const first = iam.credentialsFor('gate', 'function-1');
  const second = iam.credentialsFor('gate', 'function-2');
  expect(first.accessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
  expect(second.accessKeyId).not.toBe(first.accessKeyId);
  expect(iam.credentialsFor('gate', 'function-1').accessKeyId).toBe(first.accessKeyId);
  expect(iam.identify(second.accessKeyId)).toMatchObject({
    roleName: 'gate',
    session: 'function-2',
    principalArn: 'arn:aws:sts::111122223333:assumed-role/gate/function-2',
  });
  expect(iam.identify('AKIDEXAMPLE')).toBeUndefined();
});

it.each([
  ['the service and its source', 'events.amazonaws.com', 'arn:aws:events:r:1:rule/a', true],
  ['another source', 'events.amazonaws.com', 'arn:aws:events:r:1:rule/b', false],
  ['another service', 'sns.amazonaws.com', 'arn:aws:events:r:1:rule/a', false],
])('a resource policy answers %s', (_what, service, sourceArn, allowed) => {
  const statements = parsePolicy(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: 'q',
          Condition: { ArnEquals: { 'aws:SourceArn': ['arn:aws:events:r:1:rule/a'] } },
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: 'q',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
    'resource',
    'policy',
  );
  const request = { service, action: 'sqs:SendMessage', resource: 'q', sourceArn, sourceAccount: '1' };
  expect(evaluateForService(statements, request).allowed).toBe(allowed);
});
