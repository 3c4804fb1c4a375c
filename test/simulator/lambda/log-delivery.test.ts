import { expect, it } from 'vitest';
import { Iam } from '../../../simulator/account/iam.ts';
import { FunctionOutput } from '../../../simulator/telemetry/function-output.ts';
import { LogDelivery } from '../../../simulator/telemetry/log-delivery.ts';
import { TestWorld } from '../ec2/test-world.ts';

const both = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/gate:*';

it.each([
  ['with both permissions', both, group, 1],
  ['without CreateLogStream', ['logs:PutLogEvents'], group, 0],
  ['without PutLogEvents', ['logs:CreateLogStream'], group, 0],
  ['on the log of another function', both, group.replace('gate', 'other'), 0],
])('a log %s', (_, Action, Resource, delivered) => {
  const world = new TestWorld();
  const iam = new Iam(world);
  const lambda = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  iam.createRole({ name: 'role', trust: { Version: '2012-10-17', Statement: [lambda] } });
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
  iam.putRolePolicy('role', 'log', document);
  const output = new FunctionOutput();
  const delivery = new LogDelivery({ account: world.account, iam, output });
  delivery.deliver({ name: 'gate', roleName: 'role' }, 'hello\n', 0);
  delivery.deliver({ name: 'gate', roleName: 'role' }, '\n', 0);
  expect(output.logs.map(({ text }) => text)).toEqual(delivered === 1 ? ['hello'] : []);
  expect(delivery.lost).toHaveLength(1 - delivered);
});
