import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

const RESULTS = path.join(import.meta.dirname, '../../bench/results/soak.json');

/** Puts results into the file, each under its name with where and when it was measured; the others stay. */
export function writeResults(results: Readonly<Record<string, object>>): void {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`;
  const head = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    node: process.version,
    version: packageJson.version,
  };
  const before = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as object) : {};
  const entries = Object.entries(results).map(([name, result]) => [name, { ...head, ...result }] as const);
  writeFileSync(RESULTS, `${JSON.stringify({ ...before, ...Object.fromEntries(entries) }, undefined, 2)}\n`);
}
