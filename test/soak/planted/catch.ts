import { breachesIn } from '../lane-protocol.ts';
import { Lane } from '../lanes.ts';
import { writeResults } from '../results.ts';
import type { Breach } from '../truth.ts';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';
import { buildWith } from './build.ts';

/** Runs among which a bug has to show. */
const MOST_RUNS = 120;

/** How a bug was caught. */
interface Caught {
  readonly seed: number;
  readonly runs: number;
  readonly breach: Breach;
}

/** Plants each bug in turn and plays until an invariant breaks that it has to break. @returns an exit code */
export async function catchPlanted(write: boolean): Promise<number> {
  const rows: object[] = [];
  let missed = 0;
  for (const bug of PLANTED_BUGS) {
    const caught = await catchOne(bug);
    const { name, kind, file } = bug;
    console.log(
      caught === undefined
        ? `${name} (${kind}) is not caught in ${MOST_RUNS} runs`
        : `${name} (${kind}) is caught by seed ${caught.seed}, ${caught.breach.invariant}: ${caught.breach.what}`,
    );
    if (caught === undefined) missed += 1;
    else rows.push({ name, kind, file, seed: caught.seed, runs: caught.runs, invariant: caught.breach.invariant });
  }
  if (write) writeResults({ planted: { bugs: rows } });
  return missed === 0 ? 0 : 1;
}

async function catchOne(bug: PlantedBug): Promise<Caught | undefined> {
  const { bundles, remove } = await buildWith(bug);
  const lane = new Lane();
  try {
    for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
      const seed = bug.seed + runs - 1;
      const breaches = breachesIn(await lane.play({ seed, bundles }));
      const breach = breaches.find(({ invariant }) => bug.invariants.includes(invariant));
      if (breach !== undefined) return { seed, runs, breach };
    }
    return undefined;
  } finally {
    lane.close();
    await remove();
  }
}
