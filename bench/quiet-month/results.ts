import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import type { Counts } from './counts.ts';
import type { TemplateFacts } from './template-facts.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const RESULTS = path.join(ROOT, 'bench/results/quiet-month.json');
/** The page made of them. */
export const PAGE = path.join(ROOT, 'docs/cost.md');

/** What was counted, when, and on what. */
export interface Results {
  /** As in `2026-11-21`. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly version: string;
  /** Wall time of the run, seconds. */
  readonly seconds: number;
  readonly day: Counts;
  /** What happens once a month. */
  readonly once: Counts;
  readonly template: TemplateFacts;
}

/** Counts with what else is known of this run. @param began epoch milliseconds */
export function resultsOf(counts: Pick<Results, 'day' | 'once' | 'template'>, began: number): Results {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    node: process.version,
    version,
    seconds: Math.round((Date.now() - began) / 1_000),
    ...counts,
  };
}

export function readResults(): Results {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
}

export function writeResults(results: Results): void {
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}
