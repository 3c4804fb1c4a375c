/** Whether a text matches a pattern in which `*` stands for any text. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const found = isLast ? Math.max(from, text.length - part.length) : text.indexOf(part, from);
    if (found < 0 || !text.startsWith(part, found)) return false;
    from = found + part.length;
  }
  return from === text.length;
}
