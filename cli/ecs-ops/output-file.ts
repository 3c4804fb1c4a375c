import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { CommandError, EXIT } from './exit-codes.ts';

/** Refuses a file that cannot be written, before the work begins whose outcome it is to hold. It is not touched. */
export async function checkOutputFile(file: string): Promise<void> {
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory() === true) throw new Error('it is a folder; name a file');
    await access(found === undefined ? path.dirname(file) : file, constants.W_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.usage, `${file} cannot be written: ${why}`, { cause });
  }
}
