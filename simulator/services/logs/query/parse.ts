import { readFileSync } from 'node:fs';
import peggy from 'peggy';
import { check } from './check.ts';
import { MalformedQueryError, type Position, type Query } from './query.ts';

const parser = peggy.generate(readFileSync(new URL('./insights.peggy', import.meta.url), 'utf8'));
const parsed = new Map<string, Query>();

/**
 * Parses and checks a query.
 * @throws MalformedQueryError with the position at which it goes wrong, also for what the simulator does not have
 */
export function parseQuery(text: string): Query {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const query: Query = { text, ...parseTree(text) };
  check(query);
  parsed.set(text, query);
  return query;
}

function parseTree(text: string): Omit<Query, 'text'> {
  try {
    return parser.parse(text) as Omit<Query, 'text'>;
  } catch (cause) {
    const { message, location } = cause as Error & { readonly location?: { readonly start: Position } };
    throw new MalformedQueryError(message, location?.start ?? { line: 1, column: 1, offset: 0 }, { cause });
  }
}
