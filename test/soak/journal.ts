import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Told } from './lane-protocol.ts';

/** What came of runs so far, one line each, so that a long soak goes on where it was cut short. */
export class Journal {
  readonly #file: string | undefined;

  /** @param file undefined: nothing is kept */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** What an earlier soak left in the file; a line that was cut short is left out. */
  read(): readonly Told[] {
    if (this.#file === undefined || !existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Told);
  }

  add(told: Told): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(told)}\n`);
  }
}
