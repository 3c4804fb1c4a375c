import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import type { Snapshot } from '../../../cli/snapshot/snapshot.ts';

const FOLDER = path.join(import.meta.dirname, 'aws-cli');

/** Answers as the AWS CLI prints them, one file a command, as `cat *.json` puts them together. */
export function awsCliFile(): string {
  const files = readdirSync(FOLDER).toSorted();
  return files.map((file) => readFileSync(path.join(FOLDER, file), 'utf8')).join('');
}

/** The snapshot in that file. */
export function awsCliSnapshot(): Snapshot {
  const { snapshot } = parseSnapshot(awsCliFile());
  if (snapshot === undefined) throw new Error('The file is refused');
  return snapshot;
}
