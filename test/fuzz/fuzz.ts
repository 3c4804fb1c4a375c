import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../../bench/table.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { FuzzResult, Parser } from './parser.ts';
import { PARSERS } from './parsers.ts';

const HELP = `npm run fuzz -- [--inputs N] [--seed N] [--parser NAME] [--path PATH] [--write]

Gives every parser random hostile inputs, 100000 each unless told otherwise. Exit code 1 when one breaks.
  --parser  only the parsers with this in their name
  --path    only the input of a failure, as the failure printed it
  --write   writes the results to bench/results/fuzz.json`;

const RESULTS = path.join(import.meta.dirname, '../../bench/results/fuzz.json');

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    parser: { type: 'string', default: '' },
    path: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function run(): Promise<number> {
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  const chosen = PARSERS.filter(({ name }) => name.includes(values.parser));
  if (values.help || chosen.length === 0 || !(inputs > 0) || !Number.isInteger(seed)) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const began = performance.now();
  const results: (readonly [Parser, FuzzResult])[] = [];
  for (const parser of chosen) {
    const options = { inputs, seed, ...(values.path !== undefined && { path: values.path }) };
    results.push([parser, await parser.fuzz(options)]);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  printTable(
    `Hostile input, seed ${seed}, ${seconds} s`,
    ['parser', 'inputs', 'accepted', 'refused or warned of', 'slowest ms', 'broken'],
    results.map(([{ name }, { inputs: count, outcomes, slowest, failure }]) => {
      const refused = [...outcomes].filter(([outcome]) => outcome !== 'accepted').toSorted(([, a], [, b]) => b - a);
      const reasons = refused.map(([outcome, times]) => `${outcome} ${times}`).join(', ');
      return [name, count, outcomes.get('accepted') ?? 0, reasons, Math.ceil(slowest), failure ? 'yes' : 'no'];
    }),
  );
  for (const [{ name }, { failure }] of results) {
    if (failure === undefined) continue;
    console.log(`\n${name} breaks with ${failure.input.slice(0, 2_000)}\n${failure.why}`);
    console.log(`Again: npm run fuzz -- --parser "${name}" --seed ${seed} --path ${failure.path}`);
  }
  if (values.write) write(results, { seed, seconds });
  return results.some(([, { failure }]) => failure !== undefined) ? 1 : 0;
}

function write(
  results: readonly (readonly [Parser, FuzzResult])[],
  { seed, seconds }: Record<'seed' | 'seconds', number>,
) {
  const parsers = results.map(([{ name }, { inputs, outcomes, slowest, failure }]) => ({
    name,
    inputs,
    outcomes: Object.fromEntries(outcomes),
    slowestMilliseconds: Math.ceil(slowest),
    broken: failure !== undefined,
  }));
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`;
  const date = new Date().toISOString().slice(0, 10);
  const head = { date, machine, node: process.version, version: packageJson.version, seed, seconds };
  mkdirSync(path.dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ ...head, parsers }, null, 2)}\n`);
}

process.exitCode = await run();
