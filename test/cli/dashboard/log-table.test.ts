import { describe, expect, it } from 'vitest';
import { renderLogTable } from '../../../cli/dashboard/views/log-table.ts';
import { logRows } from '../../builders/dashboards.ts';

const table = (rows: readonly Readonly<Record<string, string>>[]): string =>
  renderLogTable('fields time, hosts', logRows(rows), 'Rows').toString();

describe('a log table', () => {
  it('shortens times that are all of one day to the clock, and says the day once', () => {
    const shown = table([{ time: '2026-01-05 22:59:04.123' }, { time: '2026-01-05 09:00:00.000' }]);
    expect(shown).toContain('time <span class="day">5 Jan</span></th>');
    expect(shown).toContain('<td class="time" title="2026-01-05 22:59:04.123">22:59:04</td>');
    expect(shown).toContain('>09:00:00</td>');
  });

  it.each(['2026-01-06 00:00:01.000', '2025-01-05 12:00:00.000'])('writes times out where one is %s', (other) => {
    const shown = table([{ time: '2026-01-05 22:59:04.123' }, { time: other }]);
    expect(shown).toContain('>2026-01-05 22:59:04.123</td>');
    expect(shown).not.toContain('class="day"');
  });

  it('puts numbers under the right end of their heading, where there are only numbers', () => {
    const shown = table([{ hosts: '12', mixed: '3' }, { mixed: 'three' }]);
    expect(shown).toContain('<th scope="col" class="figure">hosts</th><th scope="col">mixed</th>');
    expect(shown).toContain('<td class="figure">12</td><td class="word">3</td>');
  });

  it('keeps words together, and breaks texts and very long words', () => {
    const shown = table([{ a: 'termination-gate', b: 'the host runs tasks', c: 'x'.repeat(60) }]);
    expect([...shown.matchAll(/<td class="(\w+)"/g)].map(([, kind]) => kind)).toEqual(['word', 'prose', 'prose']);
  });
});
