import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aLog, BEGIN, rowsOf } from './a-log.ts';

const line = fc.record(
  {
    level: fc.constantFrom('INFO', 'WARN', 'ERROR'),
    hosts: fc.integer({ min: -20, max: 20 }),
    cluster: fc.record({ name: fc.constantFrom('shop', 'batch') }),
  },
  { requiredKeys: [] },
);
const logged = fc.array(fc.record({ at: fc.integer({ min: 0, max: 1_200 }), line }), { maxLength: 40 });

const query = (least: number, level: string): string => `
  filter hosts >= ${least} or level = '${level}' # what counts
  | stats count(*) as n, sum(hosts) as total, min(hosts) as least, count_distinct(cluster.name) as clusters
      by bin(5m) as start, level
  | sort start, level`;

it('filter and stats never differ from a plain reduction', () => {
  fc.assert(
    fc.property(logged, fc.integer({ min: -20, max: 20 }), fc.constantFrom('INFO', 'WARN'), (lines, least, level) => {
      const kept = lines.filter(({ line: { hosts, level: own } }) => (hosts ?? -99) >= least || own === level);
      const groups = Map.groupBy(kept, ({ at, line: own }) => `${Math.floor(at / 300)} ${own.level ?? ''}`);
      const expected = [...groups]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, [first, ...others]]) => {
          const members = [first, ...others].filter((member) => member !== undefined);
          const hosts = members.flatMap(({ line: own }) => own.hosts ?? []);
          return {
            start: shown(BEGIN + Math.floor((first?.at ?? 0) / 300) * 300_000),
            ...(first?.line.level !== undefined && { level: first.line.level }),
            n: `${members.length}`,
            ...(hosts.length > 0 && {
              total: `${hosts.reduce((sum, value) => sum + value, 0)}`,
              least: `${Math.min(...hosts)}`,
            }),
            clusters: `${new Set(members.flatMap(({ line: own }) => own.cluster?.name ?? [])).size}`,
          };
        });
      expect(rowsOf(aLog(lines).logs, query(least, level))).toEqual(expected);
    }),
  );
});

it('dedup never loses a value, and keeps each once', () => {
  fc.assert(
    fc.property(logged, (lines) => {
      const rows = rowsOf(aLog(lines).logs, 'fields level | filter ispresent(level) | sort level | dedup level');
      const levels = new Set(lines.flatMap(({ line: { level } }) => level ?? []));
      expect(rows.map(({ level }) => level)).toEqual([...levels].toSorted());
    }),
  );
});

function shown(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}
