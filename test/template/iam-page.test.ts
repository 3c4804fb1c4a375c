import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../scripts/iam/actions.ts';
import { iamPage } from '../../scripts/iam/page.ts';
import { stackPolicies, type Template } from '../../scripts/iam/stack-policies.ts';
import { TEMPLATE_TEXT } from './packaged-template.ts';

it('docs/iam.md is what the template gives; `npm run iam` makes it', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/iam.md'), 'utf8');
  expect(page).toBe(iamPage(JSON.parse(TEMPLATE_TEXT) as Template));
});

it('no action is listed that no role has', () => {
  const { roles } = stackPolicies(JSON.parse(TEMPLATE_TEXT) as Template);
  const used = new Set(roles.flatMap(({ grants }) => grants.flatMap(({ Action }) => Action)));
  expect(Object.keys(ACTIONS).filter((action) => !used.has(action))).toEqual([]);
});

/** A stack with one role of one statement, which lists clusters, and the reason for it. */
function aStack(
  statement: object = {},
  why: Readonly<Record<string, string>> = { FindClusters: 'to find them' },
): Template {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const listing = { Sid: 'FindClusters', Effect: 'Allow', Action: 'ecs:ListClusters', Resource: '*', ...statement };
  const properties = {
    Description: 'Lists',
    AssumeRolePolicyDocument: { Statement: [trust] },
    Policies: [{ PolicyDocument: { Statement: [listing] } }],
  };
  return { Resources: { Lister: { Type: 'AWS::IAM::Role', Metadata: { Why: why }, Properties: properties } as never } };
}

describe('the page', () => {
  it('says what a role may do on what, under which condition, and why', () => {
    const condition = { Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } } };
    expect(iamPage(aStack(condition))).toContain(
      '| `ecs:ListClusters` | `*`: AWS has no resource types for it | `aws:RequestedRegion` is `AWS::Region` | to find them |',
    );
  });

  it('keeps reads and writes apart, also of one statement', () => {
    const page = iamPage(aStack({ Action: ['ecs:DescribeTasks', 'ecs:StopTask'], Resource: { 'Fn::Sub': 'task/*' } }));
    const [writes = '', reads = ''] = page.split('### Lister: reads');
    expect([writes.includes('`ecs:StopTask`'), writes.includes('`ecs:DescribeTasks`')]).toEqual([true, false]);
    expect([reads.includes('`ecs:StopTask`'), reads.includes('`ecs:DescribeTasks`')]).toEqual([false, true]);
  });

  it.each<[string, Template, string]>([
    ['a statement has no reason', aStack({}, {}), 'Lister: FindClusters has no reason'],
    ['a statement has no Sid', aStack({ Sid: undefined }, {}), 'Lister: a statement without a Sid has no reason'],
    ['a reason has no statement', aStack({}, { FindClusters: 'x', Gone: 'y' }), 'Lister: Gone is a reason without'],
    ['an action is not known', aStack({ Action: 'ecs:DeleteCluster' }), 'ecs:DeleteCluster is not in'],
    ['an action could be narrower', aStack({ Action: 'ecs:StopTask' }), 'ecs:StopTask can be narrower than *'],
    ['a statement denies', aStack({ Effect: 'Deny' }), 'Lister: FindClusters does not allow'],
    ['a policy has what the page would not show', aStack({ NotAction: 'ecs:*' }), 'NotAction'],
    ['a condition has no words', aStack({ Condition: { DateLessThan: { a: 'b' } } }), 'DateLessThan'],
  ])('is not made where %s', (_, template, fault) => {
    expect(() => iamPage(template)).toThrow(fault);
  });
});
