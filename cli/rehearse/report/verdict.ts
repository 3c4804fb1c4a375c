import type { Unplayed } from './not-applied.ts';
import type { NotApplied, Rehearsal, RehearsalVerdict } from './rehearsal.ts';

/** The last word on a rehearsal. */
export function verdictOn({
  lost,
  parts,
  missed,
}: Pick<Rehearsal, 'lost'> & Omit<Unplayed, 'notApplied'>): RehearsalVerdict {
  if (lost.length > 0) {
    const things = lost.length === 1 ? '1 thing was' : `${lost.length} things were`;
    const besides = missed === 0 ? '' : `; ${shareOf(missed, parts)} could not happen`;
    return { state: 'lost', headline: `${things} lost or left behind${besides}` };
  }
  if (missed === 0) return { state: 'fine', headline: 'Nothing was lost, and nothing is left behind' };
  if (missed === parts) return { state: 'not-played', headline: 'Not rehearsed: nothing in the scenario could happen' };
  const headline = `Rehearsed in part: ${shareOf(missed, parts)} could not happen; in the rest nothing was lost`;
  return { state: 'not-played', headline };
}

function shareOf(missed: number, parts: number): string {
  return `${missed} of ${parts} things in the scenario`;
}

/** What did not happen, and what would make it, in a sentence. */
export function missingLine({ event, times, extent, what, mend }: NotApplied): string {
  const said = extent === 'in-part' ? 'in part' : 'could not happen';
  return `${said}${times === 1 ? '' : `, ${times} times`}: ${event}: ${what}. Needs ${mend}`;
}
