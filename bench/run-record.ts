import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/** When and on what a run was made. */
export interface RunRecord {
  /** As in `2026-11-21`. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly version: string;
  /** Wall time of the run, seconds. */
  readonly seconds: number;
}

/** @param began epoch milliseconds */
export function recordOf(began: number): RunRecord {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    node: process.version,
    version,
    seconds: Math.round((Date.now() - began) / 1_000),
  };
}

/** Keeps the figures of a run as `bench/results/NAME.json`. */
export function writeRun(name: string, figures: unknown, began: number): void {
  const file = path.join(ROOT, 'bench/results', `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ ...recordOf(began), figures }, undefined, 2)}\n`);
}
