import { schedule } from './happenings.ts';
import { watchCounts } from './invariants/counts.ts';
import { judgeDecisions } from './invariants/decisions.ts';
import { crashed, givenUp, notYetRight } from './invariants/end-state.ts';
import { watchScaleIn } from './invariants/scale-in.ts';
import { watchTerminations } from './invariants/terminations.ts';
import { watchWrites } from './invariants/writes.ts';
import type { SoakCase } from './soak-case.ts';
import { arrange } from './troubles.ts';
import { type Breach, Truth } from './truth.ts';
import { type Bundles, SoakWorld } from './world.ts';

const MINUTE = 60_000;
/** After the last trouble nothing is expected to be right before. */
const REST = 3 * MINUTE;
/** And everything has to be right by then: the longest deadline, the longest schedule and what comes after a death. */
const LONGEST = 50 * MINUTE;

/** What came of a run. */
export interface Played {
  readonly breaches: readonly Breach[];
  /** Epoch milliseconds of virtual time. */
  readonly began: number;
  readonly ended: number;
  readonly calls: number;
  readonly invocations: number;
  /** Pairs of runs of one function that were at work at once. */
  readonly overlaps: number;
  /** Calls that met with an error, a reset or a death, by outcome. */
  readonly troubled: Readonly<Record<string, number>>;
  /** Writes that came through, by operation. */
  readonly writes: Readonly<Record<string, number>>;
}

/** Told of the world of a run before time moves, and again at its end. */
export interface Onlooker {
  readonly opened?: (truth: Truth) => void;
}

/** Plays a case to its end. */
export async function play(soakCase: SoakCase, bundles: Bundles = {}, onlooker: Onlooker = {}): Promise<Played> {
  const world = await SoakWorld.open(soakCase, bundles);
  try {
    const truth = new Truth(world);
    onlooker.opened?.(truth);
    watchTerminations(truth);
    watchWrites(truth);
    watchScaleIn(truth);
    watchCounts(truth);
    const longest = Math.max(
      0,
      ...soakCase.troubles.filter(({ kind }) => kind === 'stale').map(({ amount }) => amount),
    );
    world.simulation.faults.keepAnswers(longest);
    // Short pages come last: other faults win over them.
    for (const trouble of soakCase.troubles.filter(({ kind }) => kind !== 'short-pages')) arrange(world, trouble);
    for (const happening of soakCase.happenings) schedule(world, happening);
    const pages = soakCase.troubles.find(({ kind }) => kind === 'short-pages');
    if (pages !== undefined) arrange(world, pages);
    await world.simulation.runFor(soakCase.lively);
    await quieten(truth);
    judgeDecisions(truth);
    return outcomeOf(truth);
  } finally {
    await world.simulation.close();
  }
}

/** Plays on until everything is right and stays so for a minute, or until it has to be. */
async function quieten(truth: Truth): Promise<void> {
  const { simulation } = truth.world;
  const end = simulation.clock.now() + LONGEST;
  await simulation.runFor(REST);
  let right = 0;
  while (right < 2 && simulation.clock.now() < end) {
    await simulation.runFor(MINUTE);
    right = notYetRight(truth).length === 0 ? right + 1 : 0;
  }
  const left = right < 2 ? notYetRight(truth) : [];
  for (const { invariant, what } of [...left, ...givenUp(truth), ...crashed(truth)]) truth.break(invariant, what);
}

function outcomeOf({ world, breaches }: Truth): Played {
  const { simulation, began } = world;
  const { invocations } = simulation.lambda;
  const calls = simulation.calls.all().filter(({ functionName }) => functionName !== undefined);
  const overlaps = invocations.filter((one) =>
    invocations.some(
      (other) =>
        other !== one && other.functionName === one.functionName && other.start < one.end && one.start < other.end,
    ),
  );
  const count = (texts: readonly string[]): Readonly<Record<string, number>> =>
    Object.fromEntries([...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length]));
  return {
    breaches: breaches.toSorted((a, b) => a.at - b.at),
    began,
    ended: simulation.clock.now(),
    calls: calls.length,
    invocations: invocations.length,
    overlaps: overlaps.length / 2,
    troubled: count(calls.filter(({ outcome }) => outcome !== 'ok').map(({ outcome }) => outcome)),
    writes: count(
      calls
        .filter(({ outcome, operation }) => outcome === 'ok' && !/^(Describe|Get|List)/.test(operation))
        .map(({ operation }) => operation),
    ),
  };
}
