import { clockTimeWithSeconds } from '../../page/moment.ts';
import type { Marked } from '../layout/marks.ts';
import type { Picture, PicturedDecision } from '../layout/picture.ts';

/** A decision in a sentence. */
export function sentence(
  { function: by, what, outcome, reason, detail }: PicturedDecision,
  { meanings }: Picture,
): string {
  const result = outcome === undefined ? '' : ` [${outcome}]`;
  const more = detail === undefined ? '' : ` (${detail})`;
  return `${by} ${what}${result}. ${meanings[reason] ?? reason}${more}`;
}

/** What happened, with its time. */
export function telling(item: Marked, picture: Picture): string {
  const text = 'event' in item ? item.event.what : sentence(item.decision, picture);
  return `${clockTimeWithSeconds(item.at)} ${text}`;
}

/** The colour of a function, as a class. */
export const colourOf = (by: string): string => `by-${by}`;
