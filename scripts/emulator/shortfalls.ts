import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './comparison.ts';

const PAGE = path.join(import.meta.dirname, '../../docs/emulator.md');
const ROW = /^\| `(AWS::\w+::\w+)` \| (?:`([^`]+)`|all of it) \| (.+) \|$/gm;

/** Something that moto does not keep of a resource, from the table in `docs/emulator.md`. */
export interface Shortfall {
  readonly type: string;
  /** Where differences are expected, with what is below it; `''` stands for the resource itself. */
  readonly path: string;
}

/** The rows of the table. */
export function listedShortfalls(page = readFileSync(PAGE, 'utf8')): Shortfall[] {
  return [...page.matchAll(ROW)].map(([, type = '', property = '']) => ({ type, path: property }));
}

/** Parts the findings into those that are listed and the others, and tells which rows nothing was found for. */
export function judge(
  findings: readonly Finding[],
  shortfalls: readonly Shortfall[],
): Readonly<{ expected: readonly Finding[]; unexpected: readonly Finding[]; unneeded: readonly Shortfall[] }> {
  const explains = (shortfall: Shortfall, finding: Finding): boolean =>
    shortfall.type === finding.type && isAtOrBelow(finding.path, shortfall.path);
  const isExpected = (finding: Finding): boolean => shortfalls.some((shortfall) => explains(shortfall, finding));
  return {
    expected: findings.filter(isExpected),
    unexpected: findings.filter((finding) => !isExpected(finding)),
    unneeded: shortfalls.filter((shortfall) => !findings.some((finding) => explains(shortfall, finding))),
  };
}

function isAtOrBelow(place: string, listed: string): boolean {
  if (place === listed) return true;
  return listed !== '' && place.startsWith(listed) && /^[.[]/.test(place.slice(listed.length));
}
