import { readFile, stat } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { CommandError, EXIT } from '../ecs-ops/exit-codes.ts';
import type { Dangling } from './parse/dangling.ts';
import { parseSnapshot } from './parse-snapshot.ts';
import { findingLines } from './report-findings.ts';
import type { ListName, Snapshot } from './snapshot.ts';

/** Largest file that is read, in bytes: a V8 string holds no more than twice that. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Reads a snapshot for a command; `-` is standard input. Warnings go to `warn`, a line each.
 * @throws CommandError for a file that cannot be read, or is no snapshot: with every fault and its place
 */
export async function readSnapshot(file: string, warn: (line: string) => void): Promise<Snapshot> {
  return (await readSnapshotParts(file, warn, 'error')).snapshot;
}

/** The same, with the names of the lists that the file does not have; for `dangling` see parseSnapshot. */
export async function readSnapshotParts(
  file: string,
  warn: (line: string) => void,
  dangling: Dangling,
): Promise<{ readonly snapshot: Snapshot; readonly absent: readonly ListName[] }> {
  const { snapshot, findings, absent } = parseSnapshot(await contentOf(file), dangling);
  const lines = findingLines(findings, file);
  if (snapshot === undefined)
    throw new CommandError(EXIT.usage, `${file} is no snapshot that can be used:\n${lines.join('\n')}`);
  for (const line of lines) warn(line);
  return { snapshot, absent };
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  try {
    const { size } = await stat(file);
    if (size > LARGEST)
      throw new CommandError(EXIT.usage, `${file} has ${size} bytes; allowed: ${LARGEST}. Take fewer clusters.`);
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const mend = 'Name a file that `ecs-ops snapshot` or the AWS CLI wrote, or - for standard input.';
    throw new CommandError(EXIT.usage, `${file} cannot be read: ${why}. ${mend}`, { cause });
  }
}
