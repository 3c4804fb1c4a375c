/** Deepest place that is written out: JSON.stringify itself ends in a stack overflow a few thousand deep. */
const DEEPEST = 4;

/** A value as JSON of at most so many characters, and what is too deep or too long as `…`. */
export function shortJson(value: unknown, characters: number): string {
  const text = JSON.stringify(cut(value, characters, 0)) ?? String(value);
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}

function cut(value: unknown, characters: number, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, characters + 1);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === DEEPEST) return '…';
  // Each entry takes a character at least.
  if (Array.isArray(value)) return value.slice(0, characters + 1).map((item) => cut(item, characters, depth + 1));
  const members = Object.entries(value).slice(0, characters + 1);
  return Object.fromEntries(members.map(([key, member]) => [key, cut(member, characters, depth + 1)]));
}
