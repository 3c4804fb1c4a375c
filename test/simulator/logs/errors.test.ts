import { expect, it } from 'vitest';
import { parseQuery } from '../../../simulator/services/logs/query/parse.ts';
import { MalformedQueryError } from '../../../simulator/services/logs/query/query.ts';
import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { aLog } from './a-log.ts';

function failureOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

it.each([
  ['', 1, 1, 'end of input'],
  ['fields', 1, 7, 'but end of input found'],
  ['fields a b', 1, 10, 'but "b" found'],
  ['fields a |', 1, 11, 'but end of input found'],
  ['fields a | pattern @message', 1, 12, 'The simulator has no command pattern'],
  ['fields a\n| limit any 3', 2, 9, 'but "a" found'],
  ['fields a\n| filter frob(a) = 1', 2, 10, 'The simulator has no function frob'],
  ['filter a = true', 1, 12, 'a boolean of a JSON event is the number 1 or 0'],
  ['filter a like 5', 1, 15, 'but "5" found'],
  ['filter a like /(/', 1, 15, 'Invalid regular expression'],
  ['filter a like /x(?i)/', 1, 15, 'Invalid regular expression'],
  ['filter a == 1', 1, 11, 'but "=" found'],
  ['filter "a', 1, 8, 'Expected'],
  ['filter count(*) > 1', 1, 8, 'count belongs into stats'],
  ['fields strlen(a, b)', 1, 8, 'strlen does not take 2 arguments'],
  ['fields datefloor(@timestamp, 5)', 1, 8, 'datefloor takes a period of time such as 5m'],
  ['fields 5m', 1, 8, 'a period of time stands only in bin'],
  ['stats count(*) by bin(1w)', 1, 23, 'The simulator has no unit of time w'],
  ['stats count(*) by bin(0m)', 1, 23, 'a period of time is longer than nothing'],
  ['stats count(*) by bin(x)', 1, 19, 'bin takes a period of time such as 5m'],
  ['stats sum(*)', 1, 7, '* stands only in count(*)'],
  ['stats a by b', 1, 7, 'stats takes aggregates'],
  ['stats max(min(a))', 1, 11, 'min belongs into stats'],
  ['stats pct(a, 101)', 1, 7, 'a percentile is a number from 0 to 100'],
  ['stats count(*) | sort sum(a)', 1, 18, 'no stats before computes sum(a)'],
  ['limit 5 | stats count(*)', 1, 1, 'limit comes after the last stats'],
  ['stats count(*) as n | stats max(n) as m | stats max(m)', 1, 43, 'a query has at most 2 stats commands'],
  ['dedup a | sort a', 1, 11, 'only limit may follow dedup'],
  ['limit 0', 1, 1, 'limit takes 1 to 100000'],
  ['limit 100001', 1, 1, 'limit takes 1 to 100000'],
  ['parse @message "* of *" as a', 1, 1, '2 asterisks in the pattern, 1 names'],
  ['parse @message /x/', 1, 16, 'the regular expression of parse needs named groups'],
  ['SOURCE logGroups() | fields a', 1, 8, 'Expected string'],
  ["fields a | SOURCE '/aws/lambda/gate'", 1, 12, 'Expected'],
])('%j fails in line %i, column %i: %s', (query, line, column, reason) => {
  const error = failureOf(() => parseQuery(query));
  expect(error).toBeInstanceOf(MalformedQueryError);
  expect(error).toMatchObject({ position: { line, column }, message: expect.stringContaining(reason) });
});

it.each([
  ['fields a', ['/aws/lambda/gat'], 'ResourceNotFoundException'],
  ['fields a', ['/ecs/gate'], 'ResourceNotFoundException'],
  ['fields a', [], 'InvalidParameterException'],
  ["SOURCE '/aws/lambda/gate' | fields a", ['/aws/lambda/gate'], 'InvalidParameterException'],
])('%s on %j is %s', (query, logGroups, code) => {
  const { logs } = aLog([]);
  const error = failureOf(() => logs.insights(query, { logGroups }));
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ code });
});
