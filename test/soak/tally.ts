import { drawCase } from './draw-case.ts';
import { breachesIn, type Told } from './lane-protocol.ts';

type Counts = Readonly<Record<string, number>>;

/** What many runs were, together. */
export interface Tally {
  readonly runs: number;
  readonly firstSeed: number;
  readonly lastSeed: number;
  readonly virtualHours: number;
  readonly processorSeconds: number;
  readonly invocations: number;
  readonly calls: number;
  /** Invocations that ran beside another one of the same function. */
  readonly overlappingInvocations: number;
  /** Calls that met with something, by what. */
  readonly troubledCalls: Counts;
  readonly writes: Counts;
  /** Runs in which each happened, or went wrong, at least once. */
  readonly happenings: Counts;
  readonly troubles: Counts;
  /** Seeds with the invariants that they broke. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
}

/** Adds up what came of runs. */
export function tallyOf(all: readonly Told[]): Tally {
  const played = all.flatMap((told) => ('played' in told ? [told.played] : []));
  const seeds = all.map(({ seed }) => seed);
  const cases = seeds.map(drawCase);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const broken = all
    .filter((told) => breachesIn(told).length > 0)
    .toSorted((a, b) => a.seed - b.seed)
    .map((told) => [told.seed, [...new Set(breachesIn(told).map(({ invariant }) => invariant))]] as const);
  return {
    runs: all.length,
    firstSeed: Math.min(...seeds),
    lastSeed: Math.max(...seeds),
    virtualHours: Math.round(sum(played.map(({ began, ended }) => ended - began)) / 3_600_000),
    processorSeconds: Math.round(sum(all.map((told) => ('played' in told ? told.processorSeconds : 0)))),
    invocations: sum(played.map(({ invocations }) => invocations)),
    calls: sum(played.map(({ calls }) => calls)),
    overlappingInvocations: sum(played.map(({ overlaps }) => overlaps)),
    troubledCalls: merged(played.map(({ troubled }) => troubled)),
    writes: merged(played.map(({ writes }) => writes)),
    happenings: inRuns(cases.map(({ happenings }) => happenings.map(({ kind }) => kind))),
    troubles: inRuns(cases.map(({ troubles }) => troubles.map(({ kind }) => kind))),
    broken: Object.fromEntries(broken),
  };
}

function inRuns(runs: readonly (readonly string[])[]): Counts {
  return merged(runs.map((kinds) => Object.fromEntries(kinds.map((kind) => [kind, 1]))));
}

function merged(counts: readonly Counts[]): Counts {
  const total: Record<string, number> = {};
  for (const each of counts) for (const [name, count] of Object.entries(each)) total[name] = (total[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(total).toSorted(([a], [b]) => a.localeCompare(b)));
}
