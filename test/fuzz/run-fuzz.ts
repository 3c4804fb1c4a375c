import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { printTable } from '../../bench/table.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { FuzzResult, Parser } from './parser.ts';
import { PARSERS } from './parsers.ts';

const HELP = `npm run fuzz -- [--inputs N] [--seed N] [--parser NAME] [--path PATH] [--write]

Gives every parser random hostile inputs, 100000 each unless told otherwise. Exit code 1 when one breaks.
  --parser  only the parsers with this in their name; may be given several times
  --path    only the input of a failure, as the failure printed it
  --write   writes the results to bench/results/fuzz.json; those of other parsers stay`;

const RESULTS = path.join(import.meta.dirname, '../../bench/results/fuzz.json');

type Results = (readonly [Parser, FuzzResult])[];

const OPTIONS = {
  inputs: { type: 'string', default: '100000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  parser: { type: 'string', multiple: true, default: [''] },
  path: { type: 'string' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} satisfies ParseArgsConfig['options'];

/** Runs `npm run fuzz` with these arguments, on these parsers; gives its exit code. */
export async function runFuzz(args: readonly string[], parsers: readonly Parser[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  const chosen = chosenOf(parsers, values.parser);
  if (values.help || chosen.length === 0 || !(inputs > 0) || !Number.isInteger(seed)) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const began = performance.now();
  const results: Results = [];
  for (const parser of chosen) {
    const options = { inputs, seed, ...(values.path !== undefined && { path: values.path }) };
    results.push([parser, await parser.fuzz(options)]);
  }
  tell(results, `Hostile input, seed ${seed}, ${Math.round((performance.now() - began) / 1000)} s`);
  if (values.write) write(results);
  return results.some(([, { failure }]) => failure !== undefined) ? 1 : 0;
}

/** A whole name stands for that parser alone: names may be parts of others, as in the command of a failure. */
function chosenOf(parsers: readonly Parser[], parts: readonly string[]): readonly Parser[] {
  const isMeant = (name: string, part: string): boolean =>
    parsers.some((each) => each.name === part) ? name === part : name.includes(part);
  return parsers.filter(({ name }) => parts.some((part) => isMeant(name, part)));
}

function tell(results: Results, title: string): void {
  printTable(
    title,
    ['parser', 'inputs', 'accepted', 'refused or warned of', 'slowest ms', 'broken'],
    results.map(([{ name }, { inputs: count, outcomes, slowest, failure }]) => {
      const refused = [...outcomes].filter(([outcome]) => outcome !== 'accepted').toSorted(([, a], [, b]) => b - a);
      const reasons = refused.map(([outcome, times]) => `${outcome} ${times}`).join(', ');
      return [name, count, outcomes.get('accepted') ?? 0, reasons, Math.ceil(slowest), failure ? 'yes' : 'no'];
    }),
  );
  for (const [{ name }, { failure, seed }] of results) {
    if (failure === undefined) continue;
    console.log(`\n${name} breaks with ${failure.input.slice(0, 2_000)}\n${failure.why}`);
    console.log(`Again: npm run fuzz -- --parser "${name}" --seed ${seed} --path ${failure.path}`);
  }
}

/** What the file has of a parser. */
interface Row {
  readonly name: string;
}

function write(results: Results): void {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`;
  const date = new Date().toISOString().slice(0, 10);
  const head = { date, machine, node: process.version, version: packageJson.version };
  const rows = new Map<string, Row>(written().map((row) => [row.name, row]));
  for (const [{ name }, { inputs, outcomes, slowest, seed, failure }] of results) {
    const [slowestMilliseconds, broken] = [Math.ceil(slowest), failure !== undefined];
    rows.set(name, {
      name,
      ...head,
      seed,
      inputs,
      outcomes: Object.fromEntries(outcomes),
      slowestMilliseconds,
      broken,
    } as Row);
  }
  const parsers = PARSERS.flatMap(({ name }) => rows.get(name) ?? []);
  writeFileSync(RESULTS, `${JSON.stringify({ parsers }, null, 2)}\n`);
}

function written(): readonly Row[] {
  if (!existsSync(RESULTS)) return [];
  return (JSON.parse(readFileSync(RESULTS, 'utf8')) as { readonly parsers: readonly Row[] }).parsers;
}
