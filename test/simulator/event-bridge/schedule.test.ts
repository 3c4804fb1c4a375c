import { expect, it } from 'vitest';
import { parseSchedule } from '../../../simulator/services/event-bridge/schedule.ts';

const START = Date.parse('2026-03-02T09:00:00Z'); // A Monday.

it.each([
  ['rate(1 minute)', '2026-03-02T09:01:00Z'],
  ['rate(15 minutes)', '2026-03-02T09:15:00Z'],
  ['rate(2 hours)', '2026-03-02T11:00:00Z'],
  ['rate(7 days)', '2026-03-09T09:00:00Z'],
  ['cron(0 10 * * ? *)', '2026-03-02T10:00:00Z'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-03-02T09:05:00Z'],
  ['cron(30 6 ? * 1 *)', '2026-03-08T06:30:00Z'],
  ['cron(0 0 L * ? *)', '2026-03-31T00:00:00Z'],
  ['cron(0 9 ? * 2#1 2027)', '2027-01-04T09:00:00Z'],
])('%s is due next at %s', (expression, expected) => {
  expect(parseSchedule(expression, START)(START)).toBe(Date.parse(expected));
});

it('counts a rate from its start', () => {
  expect(parseSchedule('rate(15 minutes)', START)(START + 20 * 60_000)).toBe(START + 30 * 60_000);
});

it('is never due again when its years are past', () => {
  expect(parseSchedule('cron(0 9 1 1 ? 2020)', START)(START)).toBeUndefined();
});

it.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'cron(0 10 * * * *)',
  'cron(0 10 ? * ? *)',
  'cron(0 10 * * ?)',
  'cron(99 10 * * ? *)',
  'every hour',
])('refuses %s', (expression) => {
  expect(() => parseSchedule(expression, START)).toThrow(expression);
});
