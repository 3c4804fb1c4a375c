import { printTable } from '../table.ts';
import type { Figures, Section } from './measure.ts';
import { WANTED_OF_A_BUCKET } from './wanted.ts';

/** How many times as many reads an invocation per event takes. */
export const ratioOf = ({ perEvent, calls }: Figures): number => perEvent.calls / calls.reads;

/** Reads of an invocation. */
export const readsPerLook = ({ calls, invocations }: Figures): number => calls.reads / Math.max(1, invocations);

/** Buckets of which less was taken are left out of the table. */
const WORTH_SAYING = 0.05;

/** Prints what a section took at each size, and what was taken of ECS's buckets. */
export function printSection({ title }: Section, figures: readonly Figures[]): void {
  printTable(
    title,
    [
      'hosts',
      'events',
      'outcome',
      'invocations',
      'messages',
      'reads',
      'a look',
      'writes',
      'settled',
      'billed, s',
      'per event: reads',
      'billed, s',
      'ratio',
    ],
    figures.map((each) => [
      each.hosts,
      each.events,
      each.outcome.text,
      each.invocations,
      each.messages,
      each.calls.reads,
      readsPerLook(each).toFixed(1),
      each.calls.writes,
      each.calls.settles,
      inSeconds(each.billedMilliseconds),
      each.perEvent.calls,
      inSeconds(each.perEvent.billedMilliseconds),
      `1 : ${inFigures(ratioOf(each))}`,
    ]),
  );
  printBuckets(figures);
}

function printBuckets(figures: readonly Figures[]): void {
  const uses = figures.flatMap(({ hosts, buckets }) => buckets.map((use) => ({ hosts, ...use })));
  const rows = uses.filter(({ share }) => share >= WORTH_SAYING);
  if (rows.length === 0)
    return console.log(`No function takes ${percent(WORTH_SAYING)} of any bucket of ECS in a minute.`);
  printTable(
    'What is taken of the buckets of ECS: in the busiest minute of its sustained rate, in the busiest second of its burst',
    ['hosts', 'function', 'bucket', 'calls', 'throttled', 'of sustained', 'of burst'],
    rows.map(({ hosts, functionName, bucket, calls, throttled, share, burst }) => [
      ...[hosts, functionName, bucket, calls, throttled],
      ...[percent(share), percent(burst)],
    ]),
  );
  for (const { hosts, functionName, bucket, share } of rows.filter((each) => each.share > WANTED_OF_A_BUCKET))
    console.log(`Over the quarter that is wanted, at ${hosts} hosts: ${functionName}, ${percent(share)} of ${bucket}`);
}

const inSeconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
/** Two figures for what is small. */
const inFigures = (ratio: number): string =>
  ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en-US');
