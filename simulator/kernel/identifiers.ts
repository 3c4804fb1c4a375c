import type { Random } from './random.ts';

/** A version 4 UUID drawn from a stream, so that the same run gives the same identifiers. */
export function uuidFrom(random: Random): string {
  const hex = hexFrom(random, 32);
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** That many lower-case hexadecimal digits. */
export function hexFrom(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += random.integer(0, 0xffff).toString(16).padStart(4, '0');
  return text.slice(0, digits);
}

/**
 * The first of those drawn that nothing has yet. An account put in as it stood may have any identifiers, and one that was
 * simulated with the same seed has the very ones that come first.
 */
export function unusedId(draw: () => string, isUsed: (id: string) => boolean): string {
  let id = draw();
  while (isUsed(id)) id = draw();
  return id;
}
