import { describe, expect, it } from 'vitest';
import type { Authorization } from '../../../simulator/account/authorization.ts';
import { Iam } from '../../../simulator/account/iam.ts';
import { TestWorld } from '../ec2/test-world.ts';

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop';
const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A role with these statements, in an IAM of its own. */
function aRole(...statements: readonly object[]): Iam {
  const iam = new Iam(new TestWorld());
  const document = { Version: '2012-10-17', Statement: statements };
  iam.createRole({ name: 'gate', trust: TRUST, inlinePolicies: [{ name: 'own', document }] });
  return iam;
}

function isAllowed(iam: Iam, ...authorizations: readonly Authorization[]): boolean {
  return iam.evaluate('gate', authorizations).allowed;
}

describe('actions and resources', () => {
  it.each([
    ['the same', 'ecs:UpdateService', SERVICE, true],
    ['in other case', 'ECS:updateservice', SERVICE, true],
    ['with a wildcard', 'ecs:Update*', 'arn:aws:ecs:*:*:service/shop/*', true],
    ['with one character', 'ecs:UpdateServic?', 'arn:aws:ecs:eu-west-1:111122223333:service/shop/we?', true],
    ['every resource', 'ecs:*', '*', true],
    ['another action', 'ecs:DescribeServices', '*', false],
    ['another resource', 'ecs:UpdateService', 'arn:aws:ecs:*:*:service/other/*', false],
    ['a resource in other case', 'ecs:UpdateService', SERVICE.toUpperCase(), false],
    ['a prefix only', 'ecs:UpdateService', 'arn:aws:ecs:eu-west-1:111122223333:service/shop/w', false],
  ])('a statement about %s', (_what, Action, Resource, allowed) => {
    const iam = aRole({ Effect: 'Allow', Action, Resource });
    expect(isAllowed(iam, { action: 'ecs:UpdateService', resource: SERVICE })).toBe(allowed);
  });

  it.each([
    [{ NotAction: 'ecs:Delete*', Resource: '*' }, true],
    [{ NotAction: ['ecs:UpdateService'], Resource: '*' }, false],
    [{ Action: 'ecs:*', NotResource: 'arn:aws:ecs:*:*:service/other/*' }, true],
    [{ Action: 'ecs:*', NotResource: 'arn:aws:ecs:*:*:service/shop/*' }, false],
  ])('an inverted statement %j', (statement, allowed) => {
    const iam = aRole({ Effect: 'Allow', ...statement });
    expect(isAllowed(iam, { action: 'ecs:UpdateService', resource: SERVICE })).toBe(allowed);
  });

  it('an explicit deny wins, whatever the order', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Sid: 'Never', Effect: 'Deny', Action: 'ecs:StopTask', Resource: '*' };
    for (const iam of [aRole(allow, deny), aRole(deny, allow)]) {
      const decision = iam.evaluate('gate', [
        { action: 'ecs:ListTasks', resource: '*' },
        { action: 'ecs:StopTask', resource: 'a' },
      ]);
      expect(decision).toEqual({
        allowed: false,
        action: 'ecs:StopTask',
        resource: 'a',
        because: 'explicitly denied by Never',
      });
    }
  });

  it('every authorization of a call must be allowed', () => {
    const iam = aRole({ Effect: 'Allow', Action: 'ecs:ListTasks', Resource: CLUSTER });
    const granted = { action: 'ecs:ListTasks', resource: CLUSTER };
    expect(isAllowed(iam, granted)).toBe(true);
    expect(isAllowed(iam, granted, { action: 'ecs:DescribeTasks', resource: CLUSTER })).toBe(false);
    expect(isAllowed(iam)).toBe(true);
  });
});

describe('conditions', () => {
  const conditions = {
    'ecs:cluster': CLUSTER,
    'aws:ResourceTag/stage': 'Prod',
    'ecs:port': '80',
    'aws:TagKeys': ['a', 'b'],
    'aws:SomeFlag': 'true',
    'aws:Some': '2026-03-02T09:00:00Z',
  };

  it.each([
    [{ StringEquals: { 'aws:ResourceTag/stage': 'Prod' } }, true],
    [{ StringEquals: { 'aws:ResourceTag/stage': 'prod' } }, false],
    [{ StringEquals: { 'AWS:resourcetag/stage': ['Test', 'Prod'] } }, true],
    [{ StringEqualsIgnoreCase: { 'aws:ResourceTag/stage': 'PROD' } }, true],
    [{ StringNotEquals: { 'aws:ResourceTag/stage': ['Test', 'Prod'] } }, false],
    [{ StringNotEquals: { 'aws:ResourceTag/absent': 'x' } }, true],
    [{ StringEquals: { 'aws:ResourceTag/absent': 'x' } }, false],
    [{ StringEqualsIfExists: { 'aws:ResourceTag/absent': 'x' } }, true],
    [{ StringLike: { 'aws:ResourceTag/stage': 'P*d' } }, true],
    [{ StringNotLike: { 'aws:ResourceTag/stage': 'P?od' } }, false],
    [{ ArnEquals: { 'ecs:cluster': CLUSTER } }, true],
    [{ ArnLike: { 'ecs:cluster': 'arn:aws:ecs:*:*:cluster/*' } }, true],
    [{ ArnLike: { 'ecs:cluster': 'arn:aws:*:cluster/shop' } }, false],
    [{ ArnNotLike: { 'ecs:cluster': 'arn:aws:ecs:*:*:cluster/other' } }, true],
    [{ ArnLike: { 'ecs:cluster': `arn:aws:ecs:*:\${aws:PrincipalAccount}:cluster/shop` } }, true],
    [{ NumericLessThan: { 'ecs:port': '100' } }, true],
    [{ NumericGreaterThanEquals: { 'ecs:port': 81 } }, false],
    [{ Bool: { 'aws:SomeFlag': true } }, true],
    [{ Bool: { 'aws:SomeFlag': 'false' } }, false],
    [{ DateGreaterThan: { 'aws:Some': '2026-01-01T00:00:00Z' } }, true],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-03-02T08:59:59Z' } }, false],
    [{ Null: { 'aws:ResourceTag/absent': 'true' } }, true],
    [{ Null: { 'ecs:cluster': 'true' } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b', 'c'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:Absent': ['a'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['b', 'z'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:Absent': ['a'] } }, false],
    [
      { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }, ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:a:b:c' } },
      false,
    ],
  ])('%j', (Condition, allowed) => {
    const iam = aRole({ Effect: 'Allow', Action: 'ecs:*', Resource: '*', Condition });
    expect(isAllowed(iam, { action: 'ecs:UpdateService', resource: SERVICE, conditions })).toBe(allowed);
  });

  it('names the condition that stood in the way', () => {
    const Condition = { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:a:b:cluster/c' } };
    const iam = aRole({ Sid: 'Drain', Effect: 'Allow', Action: 'ecs:*', Resource: '*', Condition });
    expect(iam.evaluate('gate', [{ action: 'ecs:StopTask', resource: '*', conditions }])).toMatchObject({
      because: 'no policy allows it (Drain has a condition that is not met: ArnEquals ecs:cluster)',
    });
  });
});

describe('policies that are refused', () => {
  it.each([
    [
      { Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: { StringMatches: { a: 'b' } } },
      'StringMatches is not',
    ],
    [{ Effect: 'Allow', Action: 'a:b', Resource: '*', Conditions: {} }, 'element Conditions is not known'],
    [{ Effect: 'Maybe', Action: 'a:b', Resource: '*' }, 'Effect must be'],
    [{ Effect: 'Allow', Resource: '*' }, 'Action is missing'],
    [{ Effect: 'Allow', Action: 'a:b' }, 'Resource is missing'],
    [{ Effect: 'Allow', Action: 'a:b', NotAction: 'a:c', Resource: '*' }, 'exclude each other'],
    [{ Effect: 'Allow', Action: 'a:b', Resource: '*', Principal: '*' }, 'Principal is not allowed'],
    [{ Effect: 'Allow', Action: 'a:b', Resource: { Ref: 'x' } }, 'Resource must be text'],
  ])('%j', (statement, reason) => {
    expect(() => aRole(statement)).toThrow(reason);
  });

  it('managed policies that are not known', () => {
    const iam = aRole({ Effect: 'Allow', Action: 'a:b', Resource: '*' });
    iam.attachRolePolicy('gate', 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole');
    expect(isAllowed(iam, { action: 'sqs:DeleteMessage', resource: 'q' })).toBe(true);
    expect(() => iam.attachRolePolicy('gate', 'arn:aws:iam::aws:policy/AdministratorAccess')).toThrow(
      'is not modelled',
    );
  });
});
