import { expect, it } from 'vitest';
import { aStack } from '../deploy/a-stack.ts';

const deployed = (properties: Readonly<Record<string, unknown>>) =>
  aStack({
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/gate' } },
    HeldHosts: { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'ops/held hosts', ...properties } },
  });

it('a saved query is deployed with its log groups, and goes with the stack', () => {
  const queryString = 'filter message like /held/ | stats count(*) by bin(1h)';
  const { logs, stack } = deployed({ QueryString: queryString, LogGroupNames: [{ Ref: 'Group' }] });
  expect(logs.queryDefinitions).toEqual([{ name: 'ops/held hosts', queryString, logGroupNames: ['/aws/lambda/gate'] }]);
  stack.resources['HeldHosts']?.remove?.();
  expect(logs.queryDefinitions).toEqual([]);
});

it.each([
  ['filter message lke /held/', /^HeldHosts \(AWS::Logs::QueryDefinition\) .*line 1, column 16: Expected/],
  ['stats frob(a)', /HeldHosts .*line 1, column 7: The simulator has no function frob/],
  [undefined, /HeldHosts .*QueryString must be a string/],
])('a saved query %j is an error that names the resource', (queryString, message) => {
  expect(() => deployed({ QueryString: queryString })).toThrow(message);
});
