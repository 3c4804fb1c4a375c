import fc from 'fast-check';
import { PermanentError } from '../../shared/domain/errors.ts';
import { ConfigError } from '../../shared/runtime/config.ts';

/** `accepted`, or why an input was refused. What a parser throws besides is a fault. */
export type Outcome = string;

/** A parser under test, with inputs of every kind for it. */
export interface Parser {
  readonly name: string;
  /** Runs one random input after the other. */
  readonly fuzz: (options: FuzzOptions) => Promise<FuzzResult>;
  /** An input of about so many characters for each way in which inputs grow, by the name of the way. */
  readonly grown: Readonly<Record<string, (characters: number) => () => Outcome | Promise<Outcome>>>;
}

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Where to begin, as a failure names it: that input alone is run. */
  readonly path?: string;
}

/** What became of the inputs of a parser. */
export interface FuzzResult {
  readonly inputs: number;
  /** How many inputs had each outcome. */
  readonly outcomes: ReadonlyMap<Outcome, number>;
  /** Milliseconds that the slowest input took. */
  readonly slowest: number;
  readonly seed: number;
  /** The smallest input found that breaks the parser, if one does. */
  readonly failure: { readonly input: string; readonly why: string; readonly path: string } | undefined;
}

interface ParserOptions<Input> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** Parses an input, and throws when what comes out is not as it must be. */
  readonly parse: (input: Input) => Outcome | Promise<Outcome>;
  /** An input of about so many characters. */
  readonly grown: Readonly<Record<string, (characters: number) => Input>>;
}

/** Makes a parser of its inputs and of what it does with them. */
export function aParser<Input>({ name, inputs, parse, grown }: ParserOptions<Input>): Parser {
  const fuzz = async ({ inputs: numRuns, seed, path }: FuzzOptions): Promise<FuzzResult> => {
    const outcomes = new Map<Outcome, number>();
    let slowest = 0;
    const property = fc.asyncProperty(inputs, async (input) => {
      const start = performance.now();
      const outcome = await outcomeOf(() => parse(input));
      slowest = Math.max(slowest, performance.now() - start);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    const replay = path === undefined ? {} : { path, numRuns: 1, endOnFailure: true };
    const details = await fc.check(property, { numRuns, seed, ...replay });
    return { inputs: details.numRuns, outcomes, slowest, seed, failure: failureOf(details) };
  };
  const ways = Object.entries(grown).map(([way, make]) => [
    way,
    (characters: number) => {
      const input = make(characters);
      return () => outcomeOf(() => parse(input));
    },
  ]);
  return { name, fuzz, grown: Object.fromEntries(ways) };
}

async function outcomeOf(parse: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof PermanentError) return error.reason;
    if (error instanceof ConfigError) return 'config-error';
    throw error;
  }
}

function failureOf<Input>(details: fc.RunDetails<[Input]>): FuzzResult['failure'] {
  if (!details.failed) return undefined;
  const { counterexample, counterexamplePath, errorInstance } = details;
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return { input: fc.stringify(counterexample?.[0]), why, path: counterexamplePath ?? '' };
}

/** Throws when something that must hold of what was parsed does not. */
export function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
