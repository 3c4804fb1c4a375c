import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../cli/dashboard/log-columns.ts';
import { logRows } from '../../builders/dashboards.ts';

const SOURCE = "SOURCE '/aws/lambda/ecs-ops-scale-in' | filter reason != 'a | b' and ispresent(outcome)";

describe('the columns of a log table', () => {
  it.each<[string, string, readonly Readonly<Record<string, string>>[], string[]]>([
    [
      'stand where fields names them, also one that the first row lacks',
      '| fields @timestamp, cluster, coalesce(host, serviceName) as about, reason | sort @timestamp desc',
      [
        { '@timestamp': '1', about: 'a', reason: 'r' },
        { '@timestamp': '2', cluster: 'c', about: 'a', reason: 'r' },
      ],
      ['@timestamp', 'cluster', 'about', 'reason'],
    ],
    [
      'begin with what stats counts by',
      '| stats count(*) as times, max(age) by service, bin(5m)',
      [{ times: '1', 'max(age)': '2', 'bin(5m)': '3' }, { service: 'a' }],
      ['service', 'bin(5m)', 'times', 'max(age)'],
    ],
    [
      'end with what the query does not name',
      '| fields host',
      [{ '@log': '1', host: 'a', '@entity': 'b' }],
      ['host', '@log', '@entity'],
    ],
    [
      'are as they come where the query names none',
      '',
      [{ '@timestamp': '1', '@message': 'm' }],
      ['@timestamp', '@message'],
    ],
  ])('%s', (_, commands, rows, expected) => {
    expect(columnsOf(`${SOURCE} ${commands}`, logRows(rows))).toEqual(expected);
  });
});
