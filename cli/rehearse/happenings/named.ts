/** As many names as a line is read to the end with. */
const SHOWN = 5;

/** Names one after the other, of many the first. */
export function named(names: readonly string[]): string {
  const more = names.length - SHOWN;
  if (names.length === 0) return 'none';
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}
