import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder that the tests of a file have for their files; it is there while they run. */
export interface OwnFolder {
  /** The path that a file of this name has. */
  path(name: string): string;
  /** Writes a file. @returns its path */
  write(name: string, content: string): string;
}

/** Makes a folder for the tests of the file that calls it. @param name a part of the folder's name */
export function ownFolder(name: string): OwnFolder {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), `${name}-`));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const inFolder = (file: string): string => path.join(folder, file);
  return {
    path: inFolder,
    write: (file, content) => {
      writeFileSync(inFolder(file), content);
      return inFolder(file);
    },
  };
}
