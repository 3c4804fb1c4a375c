import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../scripts/iam/actions.ts';
import { listed, resource, resourcesOf, type Statement, statementsOf, target } from './packaged-template.ts';

const functions = resourcesOf('AWS::Lambda::Function');
const roles = resourcesOf('AWS::IAM::Role');
const policyStatements = resourcesOf('AWS::IAM::Policy').flatMap(({ id, Properties }) =>
  Properties.PolicyDocument.Statement.map((statement): [string, Statement] => [`${id} ${statement.Sid}`, statement]),
);
const allowed: [string, Statement][] = roles.flatMap((role) =>
  statementsOf(role).map((statement): [string, Statement] => [`${role.id} ${statement.Sid}`, statement]),
);
/** Roles that functions run under; besides them there is the one that lifecycle hooks publish under. */
const HOOK_ROLE = 'TerminationGateHookRole';
const functionRoles = roles.filter(({ id }) => id !== HOOK_ROLE);

describe('roles', () => {
  it('are one for each function and one for lifecycle hooks, and no more', () => {
    const used = functions.map(({ Properties }) => target(Properties.Role));
    expect(used.toSorted()).toEqual(functionRoles.map(({ id }) => id).toSorted());
    expect(new Set(used).size).toBe(functions.length);
    expect(roles).toHaveLength(functions.length + 1);
  });

  it.each(functionRoles.map((role) => [role.id, role] as const))('%s is for Lambda alone', (_, role) => {
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });
});

describe.each([...allowed, ...policyStatements])('%s', (_, statement) => {
  it('names its actions one by one', () => {
    expect(statement.Effect).toBe('Allow');
    expect(statement).not.toHaveProperty('NotAction');
    for (const action of listed(statement.Action)) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
  });

  it('is about all resources only where AWS has no narrower way, and then of its Region', () => {
    expect(statement).not.toHaveProperty('NotResource');
    if (!listed(statement.Resource).includes('*')) return;
    expect(listed(statement.Action).filter((action) => ACTIONS[action]?.onEverything === undefined)).toEqual([]);
    expect(statement.Condition).toEqual({ StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } });
  });

  it('stays in its account and Region', () => {
    for (const value of listed(statement.Resource)) {
      const arn = typeof value === 'object' ? value['Fn::Sub'] : undefined;
      if (arn !== undefined)
        expect(arn).toMatch(/^arn:\$\{AWS::Partition\}:\w+:\$\{AWS::Region\}:\$\{AWS::AccountId\}:\S+$/);
    }
  });
});

describe('a function', () => {
  const own = (id: string): string => id.replace(/LambdaFunction$/, '');

  it.each(functions.map((each) => [each.id, each] as const))('%s reaches only its own queues and log', (id, each) => {
    const statements = statementsOf(resource(target(each.Properties.Role)));
    const owned = statements.filter(({ Action }) => listed(Action).some((action) => /^(sqs|logs):/.test(action)));
    expect(owned.length).toBeGreaterThan(0);
    for (const value of owned.flatMap(({ Resource }) => listed(Resource))) {
      expect(target(value).startsWith(own(id))).toBe(true);
    }
  });

  it('never has the name of another one as the beginning of its own', () => {
    const names = functions.map(({ id }) => own(id));
    expect(names.filter((name) => names.some((other) => other !== name && name.startsWith(other)))).toEqual([]);
  });
});

describe('tracing', () => {
  it('is a matter of one parameter for every function and every role', () => {
    for (const { Properties } of functions) {
      expect(Properties.TracingConfig).toEqual({ Mode: { 'Fn::If': ['IsTraced', 'Active', 'PassThrough'] } });
    }
    const traced = resource('TracingPolicy').Properties.Roles.map(target);
    expect(traced.toSorted()).toEqual(functionRoles.map(({ id }) => id).toSorted());
    expect(resource('TracingPolicy')).toMatchObject({ Condition: 'IsTraced' });
  });
});
