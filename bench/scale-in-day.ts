import { ALARM_THRESHOLD } from './day/cluster.ts';
import { type BestPacking, bestPacking } from './day/packing.ts';
import { type DayOutcome, playDay } from './day/play.ts';
import { printTable } from './table.ts';

/** Leaves 71 % reserved, less than the alarm allows: neither undoes what the other does. */
const HEADROOM_PERCENT = 40;
const HEADROOM_COPIES = 1;
const SEED = 1;
/** A day on 60 hosts. */
const SPAN = { from: 0, hours: 24, scale: 1 };

/**
 * Host-hours of the day with consolidation, to those of the best packing with the same headroom, and with none. With it
 * the day may have fewer: headroom is there to be used while the alarm's new hosts start.
 */
const MOST_OVER_BEST = 1.1;
const MOST_OVER_BARE = 1.2;

const SETTINGS = {
  SCALE_IN_HEADROOM_CPU: String(HEADROOM_PERCENT),
  SCALE_IN_HEADROOM_MEMORY: String(HEADROOM_PERCENT),
  SCALE_IN_HEADROOM_COPIES: String(HEADROOM_COPIES),
};

const VARIANTS = [
  { name: 'no scale-in', scaleIn: undefined },
  { name: 'idle hosts', scaleIn: { ...SETTINGS, SCALE_IN_CONSOLIDATION: 'false' } },
  { name: 'idle and badly used hosts', scaleIn: { ...SETTINGS, SCALE_IN_CONSOLIDATION: 'true' } },
] as const;

type Day = DayOutcome & { readonly name: string };

/**
 * Plays the same day without scale-in, with idle hosts removed, and with badly used ones removed as well, and prints
 * how far each is from the best packing: with the headroom that scale-in leaves, and with none.
 *
 * Waiting are task-minutes in which a service wanted a task, the task had no host, and no ACTIVE host had room for it.
 * The day without scale-in has none, for it keeps all the hosts that the load needs at its peak: so whatever waiting the
 * others have is for want of capacity that scale-in took.
 *
 * @returns what missed its threshold
 */
export async function scaleInDay(): Promise<readonly string[]> {
  const days: readonly Day[] = await Promise.all(
    VARIANTS.map(async ({ name, scaleIn }) => ({ name, ...(await playDay({ seed: SEED, span: SPAN, scaleIn })) })),
  );
  const load = days[0]?.load ?? [];
  const packings = {
    best: bestPacking(load, { percent: HEADROOM_PERCENT, copies: HEADROOM_COPIES }, SPAN.scale),
    bare: bestPacking(load, { percent: 0, copies: 0 }, SPAN.scale),
  };
  print(days, packings);
  return [...days.flatMap(harm), ...excess(days, packings)];
}

interface Packings {
  /** With the headroom that scale-in leaves. */
  readonly best: BestPacking;
  /** Without any. */
  readonly bare: BestPacking;
}

function print(days: readonly Day[], { best, bare }: Packings): void {
  const hours = (hostHours: number): readonly string[] => [
    hostHours.toFixed(1),
    (hostHours / best.packed).toFixed(2),
    (hostHours / bare.packed).toFixed(2),
  ];
  printTable(
    `A day on up to 60 hosts: ${HEADROOM_PERCENT} % of headroom, alarm at ${ALARM_THRESHOLD} % of reservation`,
    ['hosts removed', 'host-hours', 'of best', 'of bare', 'removed', 'moved', 'waiting', 'calls', 'billed, s', 'USD'],
    [
      ...days.map(({ name, record, calls, billedSeconds, dollars }) => [
        name,
        ...hours(record.hostHours),
        String(record.terminated),
        String(record.moved),
        (record.waitingSeconds / 60).toFixed(1),
        calls.toLocaleString('en-US'),
        billedSeconds.toFixed(0),
        dollars.toFixed(4),
      ]),
      ['best packing, that headroom', ...hours(best.packed)],
      ['best packing, none', ...hours(bare.packed)],
    ],
  );
  console.log(
    `No packing is under ${best.bound.toFixed(1)} host-hours with that headroom, ${bare.bound.toFixed(1)} with none.`,
  );
}

/** What removing hosts must never do. */
function harm({ name, record, failures }: Day): readonly string[] {
  const { waitingSeconds, complaints, lost, imbalance } = record;
  return [
    ...(waitingSeconds > 0 ? [`${name}: tasks waited ${waitingSeconds} s for room`] : []),
    ...(complaints.length > 0 ? [`${name}: ECS found no room ${complaints.length} times`] : []),
    ...(lost.size > 0 ? [`${name}: ${lost.size} tasks ended with their host`] : []),
    ...(imbalance > 1 ? [`${name}: zones of a group differed by ${imbalance} hosts`] : []),
    ...(failures > 0 ? [`${name}: ${failures} runs failed`] : []),
  ].map((fault) => `${fault}, none wanted`);
}

/** Where it removes too little. */
function excess(days: readonly Day[], { best, bare }: Packings): readonly string[] {
  const hours = days.map(({ record }) => record.hostHours);
  const least = hours.at(-1) ?? Number.POSITIVE_INFINITY;
  const falls = hours.every((each, index) => each < (hours[index - 1] ?? Number.POSITIVE_INFINITY));
  const over = (packed: number, most: number): readonly string[] =>
    least > most * packed ? [`host-hours are ${(least / packed).toFixed(2)} of a packing, at most ${most} wanted`] : [];
  return [
    ...(falls ? [] : ['each way to remove hosts is to take fewer host-hours than the one before']),
    ...over(best.packed, MOST_OVER_BEST),
    ...over(bare.packed, MOST_OVER_BARE),
  ];
}
