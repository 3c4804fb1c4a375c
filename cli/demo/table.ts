import { print } from '../terminal.ts';
import { layOut } from './layout.ts';

/** Cells, the last of which may go over several lines. */
export type Row = readonly string[];

const INDENT = 2;
/** Columns that the last cells need to stand beside the others; with fewer, they go below. */
const BESIDE = 32;

/** Prints rows as a table of at most so many columns. */
export function table(rows: readonly Row[], columns: number): void {
  const cells = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: cells - 1 }, (_, cell) => Math.max(...rows.map((row) => row[cell]?.length ?? 0)));
  for (const row of rows) {
    const head = widths.map((width, cell) => (row[cell] ?? '').padEnd(width)).join('  ');
    const beside = columns - (INDENT + head.length + 2) >= BESIDE;
    const indent = beside ? INDENT + head.length + 2 : 2 * INDENT;
    const detail = layOut([[row.at(-1) ?? '', 'dim']], columns - indent);
    if (!beside) print(`${' '.repeat(INDENT)}${head.trimEnd()}`);
    for (const [index, line] of detail.entries()) {
      print(`${index === 0 && beside ? `${' '.repeat(INDENT)}${head}  ` : ' '.repeat(indent)}${line}`);
    }
  }
}
