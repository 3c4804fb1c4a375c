import { describe, expect, it } from 'vitest';
import { changes, compare, type Deployed } from '../../../scripts/emulator/comparison.ts';
import { differences, excerpt, type Json } from '../../../scripts/emulator/differences.ts';
import { judge, listedShortfalls } from '../../../scripts/emulator/shortfalls.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/ecs-ops-try-work';
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:123456789012:ecs-ops-try-work';

/** A stack of a queue, and a rule that sends to it. */
function aDeployment(
  found: { queue?: object; rule?: object; others?: object; schedule?: string; outputs?: Json } = {},
): Deployed {
  const { schedule = 'rate(5 minutes)', outputs = { Queue: QUEUE_ARN } } = found;
  const target = { Id: 'work', Arn: QUEUE_ARN };
  const identified = (properties: object, identity = 1): object => ({ properties, identity });
  const resources = {
    'AWS::SQS::Queue': {
      [QUEUE]: identified({ VisibilityTimeout: '30', DelaySeconds: '0', ...found.queue }),
      ...found.others,
    },
    'AWS::Events::Rule': { rule: identified({ ScheduleExpression: schedule, Targets: [target], ...found.rule }) },
    'AWS::CloudFormation::Stack': { 'ecs-ops-try': identified({ Outputs: outputs }) },
  } as Deployed['inventory']['resources'];
  return {
    template: {
      Resources: {
        Work: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: schedule,
            Targets: [{ Id: 'work', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] } }],
          },
        },
      },
      Outputs: {
        Queue: {
          Value: {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sqs:eu-west-1:123456789012:ecs-ops-try-work']],
          },
        },
      },
    },
    inventory: { resources, physicalIds: { 'ecs-ops-try': { Work: QUEUE, Rule: 'rule' } } },
    stack: {
      stackName: 'ecs-ops-try',
      account: { id: '123456789012', region: 'eu-west-1', partition: 'aws' },
    },
    codeDigests: {},
  };
}

const places = (deployed: Deployed): string[] => compare(deployed).findings.map(({ id, path }) => `${id} ${path}`);

describe('comparing a deployment with its template', () => {
  it('finds nothing where all is as intended, whatever has a default', () => {
    expect(places(aDeployment())).toEqual([]);
    expect(compare(aDeployment()).counts.get('AWS::Events::Rule')).toEqual({ resources: 1, properties: 2 });
  });

  it.each<[string, Parameters<typeof aDeployment>[0], string]>([
    ['a wrong property', { queue: { VisibilityTimeout: '31' } }, 'Work VisibilityTimeout'],
    ['a property that is not kept', { queue: { VisibilityTimeout: undefined } }, 'Work VisibilityTimeout'],
    ['a target that is elsewhere', { rule: { Targets: [{ Id: 'work', Arn: 'arn:other' }] } }, 'Rule Targets[work].Arn'],
    ['a target too many', { rule: { Targets: [] } }, 'Rule Targets'],
    [
      'more than is intended of a target',
      { rule: { Targets: [{ Id: 'work', Arn: QUEUE_ARN, Input: '{}' }] } },
      'Rule Targets[work].Input',
    ],
    ['a resource that no one intended', { others: { stray: { properties: {}, identity: 1 } } }, 'stray '],
    ['an output that is missing', { outputs: {} }, 'ecs-ops-try Outputs.Queue'],
  ])('finds %s', (_, found, place) => {
    expect(places(aDeployment(found))).toEqual([place]);
  });

  it('finds a resource that is not there', () => {
    const { inventory, ...rest } = aDeployment();
    const resources = { ...inventory.resources, 'AWS::SQS::Queue': {} };
    expect(places({ ...rest, inventory: { ...inventory, resources } })).toEqual(['Work ']);
  });

  describe('of a dashboard', () => {
    function aDashboard(found: Json): Deployed {
      const text = ['{"widgets":[{"type":"text","width":24,"title":"', { Ref: 'AWS::StackName' }, '"}]}'];
      const properties = { DashboardBody: { 'Fn::Join': ['', text] } };
      const dashboard = { Type: 'AWS::CloudWatch::Dashboard', Properties: properties };
      const { inventory, stack } = aDeployment({ outputs: {} });
      const { 'AWS::CloudFormation::Stack': stacks = {} } = inventory.resources;
      const listed = { operations: { properties: { DashboardBody: found }, identity: 1 } };
      return {
        template: { Resources: { Operations: dashboard } },
        inventory: {
          resources: { 'AWS::CloudWatch::Dashboard': listed, 'AWS::CloudFormation::Stack': stacks },
          physicalIds: { [stack.stackName]: { Operations: 'operations' } },
        },
        stack,
        codeDigests: {},
      };
    }

    it('compares what the JSON of its body says', () => {
      expect(places(aDashboard({ widgets: [{ title: 'ecs-ops-try', width: 24, type: 'text' }] }))).toEqual([]);
    });

    it('tells where in the body it differs', () => {
      expect(places(aDashboard({ widgets: [{ title: 'ecs-ops-try', width: 12, type: 'text' }] }))).toEqual([
        'Operations DashboardBody.widgets[].width',
      ]);
    });
  });

  it('does not pass over a type that it cannot read', () => {
    const { inventory, ...rest } = aDeployment();
    const { 'AWS::SQS::Queue': _, ...resources } = inventory.resources;
    expect(() => compare({ ...rest, inventory: { ...inventory, resources } })).toThrow('no reader for AWS::SQS::Queue');
  });
});

describe('what an update changed', () => {
  const before = aDeployment();
  it('is as intended', () => {
    const expected = ['Rule ScheduleExpression'];
    expect(changes(before, aDeployment({ schedule: 'rate(1 hour)' }))).toEqual({
      intended: expected,
      found: expected,
      replaced: [],
    });
  });

  it('shows what else changed, or did not', () => {
    const stale = aDeployment({ schedule: 'rate(1 hour)', rule: { ScheduleExpression: 'rate(5 minutes)' } });
    expect(changes(before, stale)).toMatchObject({ intended: ['Rule ScheduleExpression'], found: [] });
    const loose = aDeployment({ queue: { VisibilityTimeout: '31' } });
    expect(changes(before, loose)).toMatchObject({ intended: [], found: ['Work VisibilityTimeout'] });
  });

  it('shows a resource that is another than before', () => {
    const { inventory, ...rest } = aDeployment();
    const queue = { [QUEUE]: { properties: { VisibilityTimeout: '30' }, identity: 2 } };
    const resources = { ...inventory.resources, 'AWS::SQS::Queue': queue };
    expect(changes(before, { ...rest, inventory: { ...inventory, resources } })).toMatchObject({ replaced: ['Work'] });
  });
});

describe('differences', () => {
  it.each<[Json | undefined, Json | undefined, string[]]>([
    [30, '30', []],
    ['true', true, []],
    [null, undefined, ['']],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ['a.b[]']],
    [{ a: 1 }, { a: 1, b: 2 }, ['b']],
    [['x'], 'x', ['']],
  ])('between %j and %j are at %j', (intended, found, expected) => {
    expect(differences(intended, found).map(({ path }) => path)).toEqual(expected);
  });
});

describe('a value in the report', () => {
  it('is whole where it is short', () => {
    expect([excerpt({ a: [1] }), excerpt(undefined)]).toEqual(['{"a":[1]}', 'nothing']);
  });

  it('is cut where it is long', () => {
    expect(excerpt('x'.repeat(1000))).toBe(`"${'x'.repeat(199)}… (802 characters more)`);
  });
});

describe('the list of what moto does not keep', () => {
  const finding = { id: 'Rule', type: 'AWS::Events::Rule', intended: 1, found: 2 };
  it('explains what is at a place or below it, of that type, and nothing else', () => {
    const shortfalls = [{ type: 'AWS::Events::Rule', path: 'Targets' }];
    const at = (path: string, type = finding.type): boolean =>
      judge([{ ...finding, type, path }], shortfalls).unexpected.length === 0;
    expect([at('Targets'), at('Targets[a].Arn'), at('TargetsOf'), at('State'), at('')]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(at('Targets', 'AWS::SQS::Queue')).toBe(false);
  });

  it('explains with a whole resource only that it is missing', () => {
    const { unexpected } = judge([{ ...finding, path: 'State' }], [{ type: finding.type, path: '' }]);
    expect(unexpected).toHaveLength(1);
  });

  it('tells of rows that are not needed', () => {
    const shortfalls = [{ type: 'AWS::Events::Rule', path: 'State' }];
    expect(judge([], shortfalls).unneeded).toEqual(shortfalls);
  });

  it('is read from its page', () => {
    const page = '| `AWS::A::B` | `C[d].E` | lost |\n| `AWS::A::B` | all of it | unknown |\n| type | where | in moto |';
    expect(listedShortfalls(page)).toEqual([
      { type: 'AWS::A::B', path: 'C[d].E' },
      { type: 'AWS::A::B', path: '' },
    ]);
  });
});
