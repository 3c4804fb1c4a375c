import { describe, expect, it } from 'vitest';
import { matches } from '../../../simulator/services/ecs/query/evaluate.ts';
import type { QueriedInstance } from '../../../simulator/services/ecs/query/expression.ts';
import { parseClusterExpression } from '../../../simulator/services/ecs/query/parse.ts';

const HOST: QueriedInstance = {
  agentConnected: true,
  agentVersion: '1.14.5',
  ec2InstanceId: 'i-abcd1234',
  registeredAt: Date.UTC(2018, 1, 12, 12),
  counts: { running: 2, pending: 1 },
  attributes: new Map([
    ['ecs.instance-type', 'g2.2xlarge'],
    ['ecs.availability-zone', 'us-east-1a'],
    ['stack', 'production'],
    ['rank', '9'],
    ['capability', undefined],
  ]),
  tasks: [
    { group: 'service:web', desiredStatus: 'RUNNING', taskDefinition: { family: 'web' } },
    { group: 'database', desiredStatus: 'RUNNING', taskDefinition: { family: 'postgres' } },
    { group: 'service:old', desiredStatus: 'STOPPED', taskDefinition: { family: 'old' } },
  ],
};

/** Whether the host above matches. The first part are the developer guide's own examples. */
describe('the cluster query language', () => {
  it.each<[string, boolean]>([
    ['attribute:ecs.instance-type == t2.small', false],
    ['attribute:ecs.availability-zone in [us-east-1a, us-east-1b]', true],
    ['attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d', true],
    ['task:group == service:production', false],
    ['not(task:group == database)', false],
    ['runningTasksCount == 1', false],
    ['agentVersion < 1.14.5', false],
    ['registeredAt < 2018-02-13', true],
    ["ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true],
    ['task:group == service:`web`', true],
    // Subjects
    ['agentConnected == true', true],
    ['agentConnected == false', false],
    ['agentConnected in [false]', false],
    ['agentVersion >= 1.9.0', true],
    ['agentVersion == 1.14.5', true],
    ['ec2InstanceId == i-abcd1234', true],
    ['ec2InstanceId =~ i-abcd.*', true],
    ['ec2InstanceId !in [i-1,i-2]', true],
    ['ec2InstanceId in [i-1, i-abcd1234]', true],
    ['registeredAt >= 2018-02-12T12:00:00Z', true],
    ['registeredAt > 2018-02-12T12:00:00', false],
    ['registeredAt > 2018-02-12T11:30:00+00:00', true],
    ['runningTasksCount >= 2', true],
    ['pendingTasksCount > 1', false],
    ['task:group == service:old', false],
    ['task:group in [service:web, service:api]', true],
    ['task:family == postgres', true],
    ['task:family =~ post.*', true],
    // Operators and their words
    ['attribute:stack equals production', true],
    ['attribute:stack not_equals production', false],
    ['attribute:rank greater_than 10', false],
    ['attribute:rank greater_than_equal 9', true],
    ['attribute:rank less_than 10', true],
    ['attribute:rank less_than_equal 8', false],
    ['attribute:stack exists', true],
    ['attribute:capability exists', true],
    ['attribute:missing exists', false],
    ['attribute:missing !exists', true],
    ['attribute:stack not_exists', false],
    ['attribute:stack not_in [test, production]', false],
    ['attribute:stack matches prod.*', true],
    ['attribute:stack =~ prod', false],
    ['attribute:stack !~ prod.*', false],
    ['attribute:stack not_matches test.*', true],
    ['attribute:missing == x', false],
    ['attribute:missing != x', true],
    ['attribute:missing < 5', false],
    ['attribute:ecs.instance-type =~ [cg][23]\\.2?xlarge|t2.*', true],
    ['attribute:stack == "production"', true],
    // Compounds
    ['attribute:stack == test or runningTasksCount == 2', true],
    ['attribute:stack == test || runningTasksCount == 2', true],
    ['attribute:stack == production && runningTasksCount == 3', false],
    ['attribute:stack == test and attribute:stack == test or runningTasksCount == 2', true],
    ['attribute:stack == test and (attribute:stack == test or runningTasksCount == 2)', false],
    ['!(attribute:stack == test)', true],
    ['not attribute:stack == test', true],
    ['not (attribute:stack == test or attribute:stack == production)', false],
    ['  ( ( agentConnected == true ) )  ', true],
  ])('%s is %s', (text, expected) => {
    expect(matches(parseClusterExpression(text).tree, HOST)).toBe(expected);
  });

  it.each([
    '',
    'runningTasksCount',
    'runningTasksCount ==',
    'status == ACTIVE',
    'attribute:stack = production',
    'attribute:stack == a b',
    'attribute:stack in []',
    'attribute:stack in production',
    'attribute:stack == (production)',
    'attribute:stack =~ [',
    '(agentConnected == true',
    'agentConnected == true and',
    'agentConnected == true xor agentConnected == false',
    'agentVersion =~ 1.*',
    'ec2InstanceId > i-1',
    'runningTasksCount in [1, 2]',
    'runningTasksCount == many',
    'registeredAt < yesterday',
  ])('refuses “%s”', (text) => {
    expect(() => parseClusterExpression(text)).toThrow(
      expect.objectContaining({ name: 'ServiceError', code: 'InvalidParameterException', httpStatus: 400 }),
    );
  });

  it.each([
    ['attribute:stack == a and ec2InstanceId in [i-1]', true],
    ['attribute:stack == a or runningTasksCount == 0', false],
    ['not task:group == web', false],
  ])('knows whether “%s” depends on attributes alone', (text, isStatic) => {
    expect(parseClusterExpression(text).isStatic).toBe(isStatic);
  });
});
