import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');

/** Where and when something was measured. */
export interface Circumstances {
  /** As in `2026-11-21`. */
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Of this project. */
  readonly version: string;
}

export function circumstances(): Circumstances {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    node: process.version,
    version,
  };
}

/** Writes `bench/results/<name>.json`: the circumstances, then what was measured. */
export function saveResults(name: string, measured: object): void {
  const text = JSON.stringify({ ...circumstances(), ...measured }, rounded, 2);
  writeFileSync(path.join(ROOT, 'bench/results', `${name}.json`), `${text}\n`);
}

/** Three decimals are more than any of this is worth. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
