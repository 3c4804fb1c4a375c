// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has placeholders of this form
import { expect, it } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../../../simulator/account/account.ts';
import { deploy, type ResourceType } from '../../../simulator/deploy/deployer.ts';
import type { Template } from '../../../simulator/deploy/template.ts';

/** A type whose resources have their properties as attributes. */
const thing: ResourceType = {
  properties: ['Value', 'Other'],
  create: (properties, logicalId) => ({
    ref: `ref-${logicalId}`,
    attributes: { Arn: `arn-${logicalId}`, ...properties },
  }),
};

function deployed(template: Template, parameters: Readonly<Record<string, string>> = {}) {
  const stack = { stackName: 'ops', account: EXAMPLE_ACCOUNT };
  return deploy({ template, stack, parameters, types: { Thing: thing } });
}

/** What a value in a template comes to. */
function resolved(Value: unknown): unknown {
  const { resources } = deployed({
    Parameters: { Stage: { Type: 'String', Default: 'dev' }, Rate: { Type: 'Number', Default: 5 } },
    Mappings: { Sizes: { dev: { hosts: '3' } } },
    Conditions: {
      IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
      IsNot: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    },
    Resources: { Other: { Type: 'Thing' }, It: { Type: 'Thing', Properties: { Value } } },
  });
  return resources['It']?.attributes?.['Value'];
}

it.each([
  [{ Ref: 'Other' }, 'ref-Other'],
  [{ Ref: 'Stage' }, 'dev'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'AWS::AccountId' }, '111122223333'],
  [{ 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn-Other'],
  [{ 'Fn::GetAtt': 'Other.Arn' }, 'arn-Other'],
  [
    { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::Region}:${Other.Arn}:${Other}/${!Literal}' },
    'arn:aws:x:eu-west-1:arn-Other:ref-Other/${Literal}',
  ],
  [{ 'Fn::Sub': ['${a}-${Stage}', { a: { Ref: 'Other' } }] }, 'ref-Other-dev'],
  [{ 'Fn::Join': [':', ['a', { Ref: 'Stage' }]] }, 'a:dev'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Other' }] }] }, 'Other'],
  [{ 'Fn::If': ['IsDev', 'small', 'large'] }, 'small'],
  [{ 'Fn::If': ['IsNot', 'small', 'large'] }, 'large'],
  [{ a: 1, b: { 'Fn::If': ['IsDev', { Ref: 'AWS::NoValue' }, 2] } }, { a: 1 }],
  [
    [1, { Ref: 'AWS::NoValue' }, 2],
    [1, 2],
  ],
  [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'hosts'] }, '3'],
  [{ 'Fn::And': [{ Condition: 'IsDev' }, { 'Fn::Or': [{ Condition: 'IsNot' }, { Condition: 'IsDev' }] }] }, true],
  [
    { Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'Other' } } } },
    { Condition: { ArnEquals: { 'aws:SourceArn': 'ref-Other' } } },
  ],
])('%j is %j', (value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

it.each([
  [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  [{ Ref: 'Missing' }, 'Missing'],
  [{ 'Fn::GetAtt': ['Other', 'Nothing'] }, 'Other has no attribute Nothing'],
  [{ 'Fn::If': ['Unknown', 1, 2] }, 'Unknown'],
  [{ Ref: 'It' }, 'depends on itself'],
])('refuses %j', (value, reason) => {
  expect(() => resolved(value)).toThrow(reason);
});

it('names what it does not have', () => {
  expect(() => deployed({ Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } })).toThrow(
    'Table: the simulator does not have resources of type AWS::DynamoDB::Table',
  );
  expect(() => deployed({ Resources: { It: { Type: 'Thing', Properties: { Colour: 1 } } } })).toThrow(
    'It (Thing): the simulator does not have the property Colour',
  );
});

it('creates what is referred to first, and leaves out what its condition excludes', () => {
  const { resources, outputs } = deployed(
    {
      Parameters: { Stage: { Type: 'String' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        A: { Type: 'Thing', Properties: { Value: { Ref: 'C' } }, DependsOn: 'B' },
        B: { Type: 'Thing' },
        C: { Type: 'Thing' },
        Extra: { Type: 'Thing', Condition: 'IsProd' },
      },
      Outputs: {
        A: { Value: { 'Fn::GetAtt': ['A', 'Value'] } },
        Extra: { Value: { Ref: 'Extra' }, Condition: 'IsProd' },
      },
    },
    { Stage: 'dev' },
  );
  expect(Object.keys(resources)).toEqual(['B', 'C', 'A']);
  expect(outputs).toEqual({ A: 'ref-C' });
});
