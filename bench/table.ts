/** Prints rows as a table with a heading; numbers stand at the right. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[], numeric: (index: number) => boolean): string =>
    cells
      .map((cell, index) => (numeric(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const isNumeric = (index: number): boolean => rows.every((row) => typeof row[index] === 'number');
  console.log(`\n${title}`);
  console.log(line(columns, isNumeric));
  console.log(widths.map((width) => '─'.repeat(width)).join('  '));
  for (const row of texts) console.log(line(row, isNumeric));
}
