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

it('a policy is replaced by one of its name, and deleted', () => {
  const iam = new Iam(new TestWorld());
  const allow = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  const may = (action: string) => iam.evaluate('gate', [{ action, resource: '*' }]).allowed;
  iam.createRole({ name: 'gate', trust: trusting('lambda.amazonaws.com') });
  iam.putRolePolicy('gate', 'reads', allow('ecs:ListClusters'));
  iam.putRolePolicy('gate', 'writes', allow('ecs:StopTask'));
  iam.putRolePolicy('gate', 'reads', allow('ecs:ListTasks'));
  expect(['ecs:ListClusters', 'ecs:ListTasks', 'ecs:StopTask'].map(may)).toEqual([false, true, true]);
  iam.deleteRolePolicy('gate', 'reads');
  expect(['ecs:ListTasks', 'ecs:StopTask'].map(may)).toEqual([false, true]);
  expect(() => iam.deleteRolePolicy('gate', 'reads')).toThrow('Role gate has no policy reads');
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

it('a role that trusts a service for some of its resources trusts it for no others', () => {
  const iam = new Iam(new TestWorld());
  const Condition = {
    ArnLike: { 'aws:SourceArn': 'arn:aws:autoscaling:r:1:autoScalingGroup:*:autoScalingGroupName/*' },
  };
  const [statement] = trusting('autoscaling.amazonaws.com').Statement;
  iam.createRole({ name: 'hook', trust: { Version: '2012-10-17', Statement: [{ ...statement, Condition }] } });
  const trustsFor = (sourceArn: string) => iam.isTrusting('hook', 'autoscaling.amazonaws.com', sourceArn);
  expect(trustsFor('arn:aws:autoscaling:r:1:autoScalingGroup:a:autoScalingGroupName/web')).toBe(true);
  expect(trustsFor('arn:aws:autoscaling:r:2:autoScalingGroup:a:autoScalingGroupName/web')).toBe(false);
});

it.each([
  ['grants what the role’s own policies do not', 'Allow', 'gate', [], true],
  ['grants nothing to others', 'Allow', 'other', [], false],
  ['denies what the role’s own policies allow', 'Deny', 'gate', ['sns:Publish'], false],
  ['denies nothing to others', 'Deny', 'other', ['sns:Publish'], true],
])('a topic’s policy %s', (_what, Effect, principal, own, allowed) => {
  const iam = new Iam(new TestWorld());
  const Version = '2012-10-17';
  const inlinePolicies = own.map((Action) => ({
    name: Action,
    document: { Version, Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
  }));
  iam.createRole({ name: 'gate', trust: trusting('lambda.amazonaws.com'), inlinePolicies });
  const Principal = { AWS: `arn:aws:iam::111122223333:role/${principal}` };
  const document = { Version, Statement: [{ Effect, Principal, Action: 'sns:Publish', Resource: 'topic' }] };
  const statements = parsePolicy(document, 'resource', 'policy of a topic');
  iam.useResourcePolicies((arn) => (arn === 'topic' ? statements : []));
  expect(iam.evaluate('gate', [{ action: 'sns:Publish', resource: 'topic' }]).allowed).toBe(allowed);
});

it('what a role used and what it was refused is on record', () => {
  const iam = new Iam(new TestWorld());
  iam.createRole({ name: 'gate', trust: trusting('lambda.amazonaws.com') });
  const Statement = [{ Effect: 'Allow', Action: 'ecs:ListClusters', Resource: '*' }];
  iam.putRolePolicy('gate', 'read', { Version: '2012-10-17', Statement });
  iam.evaluate('gate', [{ action: 'ecs:ListClusters', resource: '*' }]);
  iam.evaluate('gate', [{ action: 'ecs:StopTask', resource: 'task' }]);
  expect([...iam.used('gate')]).toEqual(['ecs:ListClusters']);
  expect(iam.refusals).toEqual([{ roleName: 'gate', action: 'ecs:StopTask', resource: 'task' }]);
});
