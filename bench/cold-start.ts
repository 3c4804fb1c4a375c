import { BARE, naive, type Pair, type Program, pairs } from './cold-start/programs.ts';
import { type Start, starts } from './cold-start/starts.ts';
import { median } from './connections/measures.ts';
import { saveResults } from './results.ts';
import { printTable } from './table.ts';

/** How many times as long as its floor a function's whole start may take. The aim is 1.15; the rest is room for noise. */
const MOST_OF_FLOOR = 1.6;
/** And its import alone, of which noise is a larger part. */
const MOST_OF_FLOOR_IMPORTING = 1.8;
/** What of the import of the unbundled packages a function's may take. */
const MOST_OF_NAIVE = 0.5;

type Starts = ReadonlyMap<Program, readonly Start[]>;

/** Medians of a program's starts. */
const summary = (taken: readonly Start[]): Start => ({
  process: median(taken.map((start) => start.process)),
  processCpu: median(taken.map((start) => start.processCpu)),
  import: median(taken.map((start) => start.import)),
  importCpu: median(taken.map((start) => start.importCpu)),
  mebibytes: median(taken.map((start) => start.mebibytes)),
});

/** How many times as much of the processor the start of one program takes as another's. */
function ratio(taken: Starts, measure: 'processCpu' | 'importCpu', one: Program, other: Program): number {
  const usual = (program: Program): number => median((taken.get(program) ?? []).map((start) => start[measure]));
  return usual(one) / usual(other);
}

/**
 * Measures the functions' starts against their floors and against what is not bundled, all in turns. Ratios are of the
 * processor's time, which other work on the machine disturbs least.
 * @returns what missed its threshold
 */
export async function coldStart({ rounds, isSaved }: { readonly rounds: number; readonly isSaved: boolean }) {
  const measured = await pairs();
  const unbundled = naive();
  const programs = [BARE, ...measured.flatMap(({ floor, bundle }) => [floor, bundle]), unbundled];
  const taken = starts(programs, rounds);
  const ratios = measured.map(({ bundle, floor }) => ({
    functionName: bundle.name,
    ofFloor: ratio(taken, 'processCpu', bundle, floor),
    ofFloorImporting: ratio(taken, 'importCpu', bundle, floor),
    ofNaive: ratio(taken, 'importCpu', bundle, unbundled),
  }));
  print(taken, measured, ratios, unbundled);
  if (isSaved) {
    const rows = programs.map((program) => ({ name: program.name, ...summary(taken.get(program) ?? []) }));
    saveResults('cold-start', { rounds, programs: rows, ratios });
  }
  return ratios.flatMap(faultsOf);
}

interface Ratios {
  readonly functionName: string;
  readonly ofFloor: number;
  readonly ofFloorImporting: number;
  readonly ofNaive: number;
}

function print(taken: Starts, measured: readonly Pair[], ratios: readonly Ratios[], unbundled: Program): void {
  const cells = (program: Program): (string | number)[] => {
    const { process, processCpu, import: importing, importCpu, mebibytes } = summary(taken.get(program) ?? []);
    const sizes = [program.name, program.kilobytes === undefined ? '' : program.kilobytes.toFixed(0)];
    return [...sizes, ...[process, processCpu, importing, importCpu, mebibytes].map((value) => value.toFixed(1))];
  };
  const rows = measured.flatMap(({ bundle, floor }, index) => {
    const { ofFloor = 0, ofFloorImporting = 0, ofNaive = 0 } = ratios[index] ?? {};
    return [
      [...cells(bundle), ...[ofFloor, ofFloorImporting, ofNaive].map((value) => value.toFixed(2))],
      [...cells(floor), '', '', ''],
    ];
  });
  printTable(
    'A cold start: medians, milliseconds of the clock and of the processor',
    ['', 'kB', 'process', 'CPU', 'import', 'CPU', 'MiB', 'of floor', 'import', 'of unbundled'],
    [[...cells(BARE), '', '', ''], ...rows, [...cells(unbundled), '', '', '']],
  );
}

function faultsOf({ functionName, ofFloor, ofFloorImporting, ofNaive }: Ratios): string[] {
  const bounds = [
    ['its floor', ofFloor, MOST_OF_FLOOR],
    ["its floor's import", ofFloorImporting, MOST_OF_FLOOR_IMPORTING],
    ['the unbundled import', ofNaive, MOST_OF_NAIVE],
  ] as const;
  return bounds
    .filter(([, value, most]) => !(value <= most))
    .map(
      ([what, value, most]) => `the start of ${functionName} is ${value.toFixed(2)} of ${what}, at most ${most} wanted`,
    );
}
