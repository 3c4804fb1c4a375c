import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { writeRun } from '../run-record.ts';
import type { Figures } from './measure.ts';
import { printSection } from './report.ts';
import { SECTIONS } from './sections.ts';
import { missed } from './thresholds.ts';

/** Sizes of a whole run, and of one that takes seconds. */
export const SIZES = { whole: [10, 100, 1_000, 5_000], quick: [10, 100] } as const;

/** Runs side by side; each has a core, and its function's process another now and then. */
const AT_ONCE = 2;
/** Bytes of one run's figures, at most. */
const OUTPUT = 10 * 1024 * 1024;

/** Plays every section at every size, each in a process of its own, and prints a table for each section. */
export async function frugalAtScale(
  sizes: readonly number[],
): Promise<{ readonly figures: readonly Figures[]; readonly faults: readonly string[] }> {
  // The longest first, so that none is left alone at the end.
  const runs = sizes.toReversed().flatMap((hosts) => SECTIONS.map(({ name }) => ({ name, hosts })));
  const figures = await mapAtMost(AT_ONCE, runs, ({ name, hosts }) => inItsOwnProcess(name, hosts));
  const inOrder = figures.toReversed();
  for (const section of SECTIONS)
    printSection(
      section,
      inOrder.filter((each) => each.section === section.name),
    );
  return { figures: inOrder, faults: missed(inOrder) };
}

/** The same, kept in bench/results/frugal.json. @returns what missed its threshold */
export async function frugal(sizes: readonly number[]): Promise<readonly string[]> {
  const began = Date.now();
  const { figures, faults } = await frugalAtScale(sizes);
  writeRun('frugal', figures, began);
  return faults;
}

async function inItsOwnProcess(name: string, hosts: number): Promise<Figures> {
  const script = path.join(import.meta.dirname, 'measure-once.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, name, String(hosts)], { maxBuffer: OUTPUT });
  return JSON.parse(stdout) as Figures;
}
