import { styleText } from 'node:util';

/** How a piece of text stands out. */
export type Style = Parameters<typeof styleText>[0];

/** Styles text for standard output; plain where that is no terminal, or `NO_COLOR` is set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Columns where standard output is no terminal, and the most that are used where it is one. */
const COLUMNS = { elsewhere: 100, most: 140 } as const;

/** How many columns there are for a line. */
export function columns(): number {
  return Math.min(process.stdout.columns ?? COLUMNS.elsewhere, COLUMNS.most);
}

/** Prints a line. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Says what is being done, and, when it is done, how long it took. */
export async function progress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const terminal = process.stdout.isTTY === true;
  if (terminal) process.stdout.write(`${styled('dim', '…')} ${what}`);
  try {
    const result = await work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    print(`${terminal ? '\r' : ''}${styled('green', '✓')} ${what} ${styled('dim', `(${seconds} s)`)}`);
    return result;
  } catch (error) {
    print(`${terminal ? '\r' : ''}${styled('red', '✗')} ${what}`);
    throw error;
  }
}
