import type { Finding } from './snapshot.ts';

/** Findings that are printed; a wrong file tends to be wrong the same way thousands of times. */
const MOST_SHOWN = 200;

/**
 * Findings as lines for a person, errors first: `error  /tasks/3/group: 7; allowed: text`.
 * @param file what they are about, for places that name the whole file
 */
export function findingLines(findings: readonly Finding[], file: string): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const sorted = [...errors, ...findings.filter(({ severity }) => severity === 'warning')];
  const lines = sorted
    .slice(0, MOST_SHOWN)
    .map(({ severity, place, message }) => `${severity.padEnd(7)} ${place === '' ? file : place}: ${message}`);
  const more = sorted.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}
