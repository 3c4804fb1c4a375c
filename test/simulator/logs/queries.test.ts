import { describe, expect, it } from 'vitest';
import { aLog, rowsOf } from './a-log.ts';

const { logs } = aLog([
  {
    at: 0,
    line: { level: 'INFO', message: 'held 2 of 5 hosts', wait: 120, host: { ids: ['i-1', 'i-2'] }, dryRun: false },
  },
  { at: 60, line: { level: 'WARN', message: 'no capacity', wait: '30', cluster: 'Shop', dryRun: true } },
  { at: 290, line: { level: 'INFO', message: 'held 1 of 5 hosts', wait: 7.5, cluster: 'shop', 'a-b': 'x' } },
  { at: 310, line: 'Task timed out after 3.00 seconds' },
  { at: 600, line: { level: 'ERROR', message: '', cluster: 'shop', '@own': 1, none: null } },
]);

const MESSAGES = 'filter ispresent(level) | display message | filter ';

describe('filter', () => {
  it.each([
    ['level = "INFO"', ['held 1 of 5 hosts', 'held 2 of 5 hosts']],
    ["level != 'INFO'", ['', 'no capacity']],
    ['wait > 30', ['held 2 of 5 hosts']],
    ['wait >= 30', ['no capacity', 'held 2 of 5 hosts']],
    ['wait < 30', ['held 1 of 5 hosts']],
    ['wait <= 7.5', ['held 1 of 5 hosts']],
    ['wait = 30.0', ['no capacity']],
    ['wait != 30', ['', 'held 1 of 5 hosts', 'held 2 of 5 hosts']],
    ['not (wait > 30)', ['', 'held 1 of 5 hosts', 'no capacity']],
    ['level = "WARN" or level = "ERROR" and wait > 1', ['no capacity']],
    ['(level = "WARN" or level = "ERROR") and not ispresent(wait)', ['']],
    ['message like "of 5"', ['held 1 of 5 hosts', 'held 2 of 5 hosts']],
    ['message like "."', []],
    ['message like /^held [2-9]/', ['held 2 of 5 hosts']],
    ['message =~ /(?i)CAPACITY$/', ['no capacity']],
    ['message not like /held/', ['', 'no capacity']],
    ['cluster in ["shop", 5]', ['', 'held 1 of 5 hosts']],
    ['cluster not in ["shop"]', ['no capacity', 'held 2 of 5 hosts']],
    [
      'tolower(cluster) = "shop" and WAIT > 1 or lower(cluster) = "shop" and wait > 7',
      ['held 1 of 5 hosts', 'no capacity'],
    ],
    ['host.ids.1 = "i-2"', ['held 2 of 5 hosts']],
    ['host.ids = "i-2"', []],
    ['`a-b` = "x"', ['held 1 of 5 hosts']],
    ['@@own = 1', ['']],
    ['isPresent(none)', []],
    ['isempty(message)', ['']],
    ['isempty(cluster)', ['held 2 of 5 hosts']],
    ['dryRun = 1', ['no capacity']],
    ['dryRun', ['no capacity']],
    ['strcontains(message, "held")', ['held 1 of 5 hosts', 'held 2 of 5 hosts']],
    ['@timestamp >= fromMillis(1772442300000)', ['']],
    ['toMillis(@timestamp) < 1772442000001 # the first', ['held 2 of 5 hosts']],
    ['level = "say \\"so\\""', []],
  ])('%s', (condition, expected) => {
    expect(rowsOf(logs, MESSAGES + condition).map(({ message }) => message)).toEqual(expected);
  });
});

describe('an expression', () => {
  it.each([
    ['wait + 1 - 2 * 3', '115'],
    ['2 ^ 3 ^ 2 % 100', '12'],
    ['-wait / 7', '-17.1429'],
    ['wait / 0', undefined],
    ['wait + level', undefined],
    ['wait + missing', undefined],
    ['wait % 50', '20'],
    ['abs(0 - wait)', '120'],
    ['ceil(wait / 50)', '3'],
    ['floor(wait / 50)', '2'],
    ['greatest(wait, 3, 500)', '500'],
    ['least(wait, 3, 500)', '3'],
    ['coalesce(missing, none, level)', 'INFO'],
    ['concat(level, "-", wait, missing)', 'INFO-120'],
    ['strlen("héé")', '3'],
    ['toupper(message)', 'HELD 2 OF 5 HOSTS'],
    ['upper(missing)', undefined],
    ['substr(message, 5)', '2 of 5 hosts'],
    ['substr(message, 5, 1)', '2'],
    ['replace(message, "h", "$&")', '$&eld 2 of 5 $&osts'],
    ['trim("  a ")', 'a'],
    ['wait > 100', '1'],
    ['wait > 100 and level = "WARN"', '0'],
    ['level', 'INFO'],
    ['@log', '111122223333:/aws/lambda/gate'],
    ['@logStream', '2026/03/02/[$LATEST]simulated'],
    ['@timestamp', '2026-03-02 09:00:00.000'],
    ['toMillis(@timestamp)', '1772442000000'],
    ['now() - toMillis(@timestamp) / 1000', '3600'],
    ['fromMillis(toMillis(@timestamp) + 61001)', '2026-03-02 09:01:01.001'],
    ['bin(1d)', '2026-03-02 00:00:00.000'],
    ['datefloor(@timestamp, 2hrs)', '2026-03-02 08:00:00.000'],
    ['dateceil(fromMillis(toMillis(@timestamp) + 1), 5min)', '2026-03-02 09:05:00.000'],
  ])('%s', (expression, expected) => {
    const [row] = rowsOf(logs, `filter wait = 120 | fields ${expression} as value`);
    expect(row?.['value']).toBe(expected);
  });

  it('gives its own text as the name of its column, and may use those before it', () => {
    expect(rowsOf(logs, 'filter wait = 120 | fields wait / 60 as minutes, minutes * 2,  level, nothing')).toEqual([
      { minutes: '2', 'minutes * 2': '4', level: 'INFO' },
    ]);
  });
});

describe('stats', () => {
  it.each([
    ['stats count(*), count(wait) as waits', [{ 'count(*)': '5', waits: '3' }]],
    [
      'STATS sum(wait), avg(wait) as mean, min(wait), max(wait)',
      [{ 'sum(wait)': '157.5', mean: '52.5', 'min(wait)': '7.5', 'max(wait)': '120' }],
    ],
    ['stats sum(missing), count(missing), avg(level)', [{ 'count(missing)': '0' }]],
    ['stats max(wait) - min(wait) as spread, sum(wait > 10) as long', [{ spread: '112.5', long: '2' }]],
    [
      'stats pct(wait, 50), pct(wait, 99), pct(wait, 0)',
      [{ 'pct(wait, 50)': '30', 'pct(wait, 99)': '120', 'pct(wait, 0)': '7.5' }],
    ],
    ['stats count_distinct(lower(cluster)) as clusters', [{ clusters: '1' }]],
    ['stats latest(wait), earliest(cluster)', [{ 'latest(wait)': '7.5', 'earliest(cluster)': 'Shop' }]],
    ['stats min(cluster), max(level)', [{ 'min(cluster)': 'Shop', 'max(level)': 'WARN' }]],
    ['filter wait > 1000 | stats count(*)', []],
    [
      'stats count(*) as n by level',
      [{ level: 'ERROR', n: '1' }, { n: '1' }, { level: 'INFO', n: '2' }, { level: 'WARN', n: '1' }],
    ],
    [
      'stats count(*) by bin(5m) | sort bin(5m)',
      [
        { 'bin(5m)': '2026-03-02 09:00:00.000', 'count(*)': '3' },
        { 'bin(5m)': '2026-03-02 09:05:00.000', 'count(*)': '1' },
        { 'bin(5m)': '2026-03-02 09:10:00.000', 'count(*)': '1' },
      ],
    ],
    [
      'filter ispresent(level) | stats count(*) by level, lower(cluster) as place | sort count(*) desc, level | limit 2',
      [
        { level: 'ERROR', place: 'shop', 'count(*)': '1' },
        { level: 'INFO', place: 'shop', 'count(*)': '1' },
      ],
    ],
    ['stats count(*) as n by level | stats max(n) as most, count(*) as levels', [{ most: '2', levels: '4' }]],
    ['stats count(*) as n by level | filter n > 1 | display level', [{ level: 'INFO' }]],
  ])('%s', (query, expected) => {
    expect(rowsOf(logs, query)).toEqual(expected);
  });
});

describe('parse', () => {
  it.each([
    ['parse message "held * of * hosts" as held, all | filter held > 1 | display held, all', [{ held: '2', all: '5' }]],
    ['parse "timed out after * seconds" as limit_ | filter ispresent(limit_) | display limit_', [{ limit_: '3.00' }]],
    ['parse @message "out *" as rest | display rest | filter ispresent(rest)', [{ rest: 'after 3.00 seconds' }]],
    [
      String.raw`parse message /(?<held>\d+) of (?<all>\d)/ | stats sum(held), max(all)`,
      [{ 'sum(held)': '3', 'max(all)': '5' }],
    ],
    ['fields level | parse message "no *" as what | filter level = "WARN"', [{ level: 'WARN', what: 'capacity' }]],
  ])('%s', (query, expected) => {
    expect(rowsOf(logs, query)).toEqual(expected);
  });
});

describe('rows', () => {
  it('are the latest first, with @timestamp and @message', () => {
    const rows = rowsOf(logs, 'limit 2');
    expect(rows.map((row) => row['@timestamp'])).toEqual(['2026-03-02 09:10:00.000', '2026-03-02 09:05:10.000']);
    expect(rows[1]?.['@message']).toBe('Task timed out after 3.00 seconds');
  });

  it.each([
    ['sort wait', [undefined, undefined, '7.5', '30', '120']],
    ['sort wait desc | limit 2', ['120', '30']],
    ['sort level desc, wait asc | filter ispresent(level)', ['30', '7.5', '120', undefined]],
  ])('%s', (query, expected) => {
    expect(rowsOf(logs, `${query} | display wait`).map(({ wait }) => wait)).toEqual(expected);
  });

  it('sorts digits in texts by their length and value, and numbers after texts', () => {
    const names = ['1', '01', '0', 'a12345hfh', 'A9876fghj', '@_', '@', '2345_', '111A', '5A', '0#', '*%04', '#', '!'];
    const { logs: named } = aLog(names.map((name, at) => ({ at, line: { name } })));
    const sorted = rowsOf(named, 'fields name | sort name asc').map(({ name }) => name);
    const documented = [
      '!',
      '#',
      '*%04',
      '0#',
      '5A',
      '111A',
      '2345_',
      '@',
      '@_',
      'A9876fghj',
      'a12345hfh',
      '0',
      '01',
      '1',
    ];
    expect(sorted).toEqual(documented);
  });

  it('keeps the first of each value, and all that have none', () => {
    const rows = rowsOf(logs, 'fields wait, lower(cluster) as place | sort @timestamp desc | dedup place');
    expect(rows).toEqual([{ place: 'shop' }, {}, { wait: '120' }]);
    expect(rowsOf(logs, 'fields level | dedup level, cluster | limit 1')).toEqual([{ level: 'ERROR' }]);
  });

  it('are at most 10,000 unless limit says otherwise', () => {
    const { logs: long } = aLog(Array.from({ length: 10_001 }, (_, at) => ({ at, line: 'x' })));
    expect(rowsOf(long, 'fields @message')).toHaveLength(10_000);
    expect(rowsOf(long, 'fields @message | limit 100000')).toHaveLength(10_001);
  });
});
