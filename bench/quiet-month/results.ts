import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunRecord, recordOf } from '../run-record.ts';
import type { Counts } from './counts.ts';
import type { TemplateFacts } from './template-facts.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const RESULTS = path.join(ROOT, 'bench/results/quiet-month.json');
/** The page made of them. */
export const PAGE = path.join(ROOT, 'docs/cost.md');

/** What was counted, when, and on what. */
export interface Results extends RunRecord {
  readonly day: Counts;
  /** What happens once a month. */
  readonly once: Counts;
  readonly template: TemplateFacts;
}

/** Counts with what else is known of this run. @param began epoch milliseconds */
export function resultsOf(counts: Pick<Results, 'day' | 'once' | 'template'>, began: number): Results {
  return { ...recordOf(began), ...counts };
}

export function readResults(): Results {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
}

export function writeResults(results: Results): void {
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}
