import { ServiceError } from '../../../wire/service-error.ts';

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/**
 * Cuts a page out of a list. The token names the item that the page ended with, so that items which come and go
 * between pages neither hide nor repeat others.
 * @param keyOf a unique key
 * @param badToken error code for a token that is not one of ours
 * @throws ServiceError with that code
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  size: number,
  token: string | undefined,
  badToken = 'InvalidParameterValue',
): Page<Item> {
  const start = token === undefined || token === '' ? 0 : startAfter(items, keyOf, token, badToken);
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < items.length && last !== undefined;
  return { items: page, nextToken: more ? encode(start + size, keyOf(last)) : undefined };
}

function encode(offset: number, key: string): string {
  return Buffer.from(JSON.stringify([offset, key])).toString('base64url');
}

function startAfter<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  token: string,
  badToken: string,
): number {
  const [offset, key] = decode(token, badToken);
  const index = items.findIndex((item) => keyOf(item) === key);
  return index >= 0 ? index + 1 : Math.min(offset, items.length);
}

function decode(token: string, badToken: string): readonly [number, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string')
      return [value[0], value[1]];
  } catch (cause) {
    throw new ServiceError(badToken, 'Unable to parse pagination token', { cause });
  }
  throw new ServiceError(badToken, 'Unable to parse pagination token');
}
