import { print, styled } from '../terminal.ts';
import type { Act } from './act.ts';
import { layOut, type Run } from './layout.ts';
import type { Outcome } from './promises/promise.ts';

/** Who does what, for people who see the project for the first time. */
const CAST: readonly (readonly [who: string, does: string])[] = [
  ['host-sync', 'keeps services that want one task per host at as many tasks as there are hosts'],
  ['spot-drain', 'drains hosts that EC2 is about to take away'],
  ['termination-gate', 'holds the termination of a host until it runs nothing'],
  ['scale-in', 'removes idle hosts, then badly used ones; a cluster has to opt in'],
  ['host-onboard', 'labels new hosts as Spot or On-Demand, and finds unsafe metadata options'],
];

const INDENT = '  ';
const WHO_WIDTH = 18;

function paragraph(runs: readonly Run[], columns: number): void {
  for (const line of layOut(runs, columns - INDENT.length)) print(`${INDENT}${line}`);
}

/** Prints where the story plays, and who is in it. */
export function printOpening(columns: number): void {
  print();
  const place =
    'The cluster shop has three Auto Scaling groups: general (three hosts), spot (one) and gpu (two). AWS is simulated; ' +
    'the functions are the built bundles and call it over HTTP. Times are virtual.';
  paragraph([[place]], columns);
  for (const [who, does] of CAST) {
    const text = layOut([[does]], columns - INDENT.length - WHO_WIDTH);
    for (const [index, line] of text.entries()) {
      print(`${INDENT}${styled('magenta', (index === 0 ? who : '').padEnd(WHO_WIDTH))}${line}`);
    }
  }
}

/** Prints the heading of an act. */
export function printHeading({ title, about, look }: Act, number: number, columns: number): void {
  print();
  const heading = `── ${number}. ${title} `;
  print(styled('bold', heading.padEnd(Math.min(columns, 100), '─')));
  paragraph([[about, 'dim']], columns);
  if (look !== undefined) paragraph([['Look at this:', 'bold'], [look]], columns);
}

/** Prints what happened. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) print();
  for (const line of lines) print(line);
}

/** Prints the last word: whether every promise was kept. @returns the exit code */
export function printConclusion(outcomes: readonly Outcome[]): 0 | 1 {
  print();
  const broken = outcomes.filter(({ fault }) => fault !== undefined);
  for (const { promise, fault } of broken) print(styled('red', `✗ ${promise}: ${fault}`));
  if (broken.length === 0) print(styled('green', `✓ All ${outcomes.length} promises were kept.`));
  return broken.length === 0 ? 0 : 1;
}

/** Says where pages were written. @param files from the package's root */
export function printPages(what: 'dashboard' | 'report', files: readonly string[]): void {
  for (const file of files) print(`  The ${what} of this evening: ${styled('cyan', file)} (open it in a browser)`);
}

/** Prints what became of the promises of an act. */
export function printOutcomes(outcomes: readonly Outcome[], columns: number): void {
  print();
  for (const { promise, fault, measured } of outcomes) {
    const mark = fault === undefined ? styled('green', '✓') : styled('red', '✗');
    const rest: Run[] = fault === undefined ? [[`(${measured ?? 'kept'})`, 'dim']] : [[fault, 'red']];
    const text = layOut([[fault === undefined ? promise : `${promise}:`], ...rest], columns - 4);
    for (const [index, line] of text.entries()) print(`  ${index === 0 ? mark : ' '} ${line}`);
  }
}
