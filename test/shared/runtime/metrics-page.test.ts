import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FUNCTIONS } from '../../../infra/monitoring/functions.ts';
import { METRIC_SHAPES } from '../../../shared/runtime/metric-names.ts';
import { documentedMetrics } from '../../scenarios/monitoring/metric-proof.ts';

const rows = documentedMetrics(readFileSync(path.join(import.meta.dirname, '../../../docs/metrics.md'), 'utf8'));

it('the page of metrics has a row for every metric, as it is sent, and no other', () => {
  const documented = rows.map(({ name, unit, dimensions, isDetailed }) => [name, { unit, dimensions, isDetailed }]);
  expect(documented).toHaveLength(Object.keys(METRIC_SHAPES).length);
  expect(Object.fromEntries(documented)).toEqual(METRIC_SHAPES);
});

it('the page of metrics names functions that there are', () => {
  const known = ['all', ...FUNCTIONS.map(({ name }) => name)];
  expect(rows.flatMap(({ emittedBy }) => emittedBy).filter((name) => !known.includes(name))).toEqual([]);
});
