/** Plays random clusters, happenings and troubles, and checks the invariants: docs/soak.md. */
import { parseArgs } from 'node:util';
import { Reporter } from '../../cli/ecs-ops/reporter.ts';
import { ensurePackaged } from '../../cli/settings/packaged-stack.ts';
import { drawCase } from './draw-case.ts';
import { Journal } from './journal.ts';
import { breachesIn } from './lane-protocol.ts';
import { Lane, playAll } from './lanes.ts';
import { partsOf, withParts } from './parts.ts';
import { catchPlanted } from './planted/catch.ts';
import { play } from './play.ts';
import { writeResults } from './results.ts';
import { shrink } from './shrink.ts';
import { tallyOf } from './tally.ts';
import { timelineOf } from './timeline.ts';

const HELP = `npm run soak                         plays 20 runs
npm run soak -- --runs 2000          plays so many
npm run soak -- --minutes 30         plays for so long
npm run soak -- --runs 50 --seed 101 plays from that seed on
npm run soak -- --seed 17            plays one run, and prints what happened in it
npm run soak -- --seed 17 --keep c0,g-shop-0=2,h3,t-kill   plays some parts of it alone
npm run soak -- --planted            shows that each planted bug is caught
--lanes N   runs side by side, 2 unless told otherwise
--journal F keeps what came of each run in a file; the same command goes on where it was cut short
--write     writes the results to bench/results/soak.json`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    journal: { type: 'string' },
    planted: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Smaller cases that are played to shrink one, and failing seeds that are shrunk. */
const MOST_TRIES = 60;
const MOST_SHRUNK = 3;

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  await ensurePackaged(new Reporter());
  if (values.planted) return catchPlanted(values.write);
  const seed = values.seed === undefined ? undefined : whole('seed', values.seed);
  if (seed !== undefined && values.runs === undefined && values.minutes === undefined) {
    return playOne(seed, values.keep?.split(','));
  }
  return playMany(seed ?? 1);
}

/** @throws Error when the text is no whole number */
function whole(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${option} is ${text}; allowed: a whole number`);
}

async function playOne(seed: number, parts: readonly string[] | undefined): Promise<number> {
  const drawn = drawCase(seed);
  const soakCase = parts === undefined ? drawn : withParts(drawn, parts);
  console.log(JSON.stringify(soakCase, null, 1));
  const lines: (() => readonly string[])[] = [];
  const { breaches } = await play(soakCase, {}, { opened: (truth) => lines.push(() => timelineOf(truth)) });
  for (const line of lines.flatMap((timeline) => timeline())) console.log(line);
  for (const { invariant, what } of breaches) console.log(`BROKEN ${invariant}: ${what}`);
  console.log(breaches.length === 0 ? `Seed ${seed} breaks no invariant` : `Seed ${seed} breaks ${breaches.length}`);
  return breaches.length === 0 ? 0 : 1;
}

async function playMany(first: number): Promise<number> {
  const runs = values.runs === undefined ? undefined : whole('runs', values.runs);
  const until =
    values.minutes === undefined ? undefined : performance.now() + 60_000 * whole('minutes', values.minutes);
  const most = runs ?? (until === undefined ? 20 : Number.POSITIVE_INFINITY);
  const began = performance.now();
  const journal = new Journal(values.journal);
  const all = [...journal.read()];
  const played = new Set(all.map(({ seed }) => seed));
  let asked = 0;
  const next = () => {
    while (played.has(first + asked)) asked += 1;
    if (asked >= most || (until !== undefined && performance.now() > until)) return undefined;
    asked += 1;
    return { seed: first + asked - 1 };
  };
  await playAll(whole('lanes', values.lanes), next, (told) => {
    all.push(told);
    journal.add(told);
    for (const { invariant, what } of breachesIn(told)) console.log(`seed ${told.seed} breaks ${invariant}: ${what}`);
    if (all.length % 50 === 0) console.log(`${all.length} runs, ${Math.round((performance.now() - began) / 1_000)} s`);
  });
  const tally = tallyOf(all);
  console.log(JSON.stringify(tally, null, 1));
  const failed = Object.keys(tally.broken).map(Number);
  console.log(
    `${tally.runs} runs, seeds ${tally.firstSeed} to ${tally.lastSeed}, ${tally.virtualHours} hours of clusters’ life, ${tally.processorSeconds} s of the processor: ${failed.length} broke an invariant`,
  );
  if (values.write) writeResults({ soak: tally });
  for (const seed of failed.slice(0, MOST_SHRUNK)) await shrinkOne(seed, tally.broken[seed] ?? []);
  for (const seed of failed) console.log(`Again: npm run soak -- --seed ${seed}`);
  return failed.length === 0 ? 0 : 1;
}

/** Prints the smallest case found that breaks the same invariant, and how to play it again. */
async function shrinkOne(seed: number, invariants: readonly string[]): Promise<void> {
  const lane = new Lane();
  const fails = async (parts: readonly string[]): Promise<boolean> =>
    breachesIn(await lane.play({ seed, parts })).some(({ invariant }) => invariants.includes(invariant));
  const drawn = drawCase(seed);
  const { parts, tried } = await shrink(drawn, fails, MOST_TRIES);
  lane.close();
  console.log(`\nSeed ${seed}: ${partsOf(drawn).length} parts, shrunk to ${parts.length} in ${tried} tries`);
  await playOne(seed, parts);
  console.log(`Smaller: npm run soak -- --seed ${seed} --keep ${parts.join(',')}`);
}

process.exitCode = await main();
