import { counted } from '../counted.ts';
import { layOut } from '../demo/layout.ts';
import { type Style, styled } from '../terminal.ts';
import type { TitledFinding } from './checks.ts';
import { type Mend, SEVERITIES, type Severity } from './finding.ts';

const STYLES: Readonly<Record<Severity, Style>> = { problem: 'red', warning: 'yellow', note: 'cyan' };
const MARGIN = 2;
/** Columns of the longest severity, and of the blanks behind it. */
const DETAIL = MARGIN + 7 + 2;

/**
 * Findings as lines for a person, under the titles of their checks, the worst of each check first.
 * @param leftOut how many were found besides, and are not to be shown
 */
export function findingLines(findings: readonly TitledFinding[], leftOut: number, columns: number): string[] {
  const besides = leftOut === 0 ? '' : `; ${leftOut} of less weight left out (--least note shows them)`;
  if (findings.length === 0) return [`${styled('green', '✓')} Nothing found${besides}.`];
  const groups = Map.groupBy(findings, ({ check }) => check);
  const lines = [...groups].flatMap(([check, found]) => {
    const sorted = found.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    return [styled('bold', check), ...sorted.flatMap((finding) => linesOf(finding, columns)), ''];
  });
  return [...lines, `${summary(findings)}${besides}`];
}

function linesOf({ severity, about, meaning, mends }: TitledFinding, columns: number): string[] {
  const indent = ' '.repeat(DETAIL);
  return [
    `${' '.repeat(MARGIN)}${styled(STYLES[severity], severity.padEnd(7))}  ${styled('bold', about)}`,
    ...layOut([[meaning]], columns - DETAIL).map((line) => indent + line),
    ...mends.flatMap((mend) => mendLines(mend, columns - DETAIL)).map((line) => indent + line),
  ];
}

/** A command stays on one line, however long, so that it can be copied. */
function mendLines({ kind, text }: Mend, columns: number): readonly string[] {
  switch (kind) {
    case 'command':
      return [styled('green', `$ ${text}`)];
    case 'cloudformation':
      return [`${styled('dim', 'CloudFormation:')} ${text}`];
    case 'words':
      return layOut([[text, 'dim']], columns);
  }
}

function summary(findings: readonly TitledFinding[]): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    return counted(count, severity);
  });
  return counts.join(', ');
}
