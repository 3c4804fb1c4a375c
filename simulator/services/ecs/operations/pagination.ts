import { invalidParameter } from './errors.ts';

/** A page of a list, and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** What a caller asks of a list. */
export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

/**
 * Cuts one page out of a list. The token holds the place in the order of creation, so that a page neither repeats nor
 * skips entries when others come or go between two calls.
 *
 * @param entries in ascending `order`; read no further than the page needs
 * @throws ServiceError InvalidParameterException on a bad token or size
 */
export function paginate<T extends { readonly order: number }>(
  entries: Iterable<T>,
  { nextToken, maxResults }: PageRequest,
  { standard, most }: { readonly standard: number; readonly most: number } = { standard: 100, most: 100 },
): Page<T> {
  const size = maxResults ?? standard;
  if (size < 1 || size > most) throw invalidParameter(`maxResults must be between 1 and ${most}.`);
  const after = nextToken === undefined ? 0 : orderIn(nextToken);
  const items: T[] = [];
  for (const entry of entries) {
    if (entry.order <= after) continue;
    if (items.length === size) return { items, nextToken: tokenFor(items.at(-1)?.order ?? 0) };
    items.push(entry);
  }
  return { items, nextToken: undefined };
}

const PREFIX = 'after:';

function tokenFor(order: number): string {
  return Buffer.from(`${PREFIX}${order}`).toString('base64');
}

function orderIn(token: string): number {
  const text = Buffer.from(token, 'base64').toString();
  const order = Number(text.slice(PREFIX.length));
  if (!text.startsWith(PREFIX) || !Number.isInteger(order)) throw invalidParameter('Invalid token.');
  return order;
}

/** Keeps what passes, without reading ahead. */
export function* filtered<T>(entries: Iterable<T>, passes: (entry: T) => boolean): Generator<T> {
  for (const entry of entries) if (passes(entry)) yield entry;
}
