/**
 * `npm run bench`: what the controller costs, counted in virtual time, and what its starts and connections take, a table for
 * each section. `npm run bench -- credentials connections` measures those alone. Needs what `npm run package` writes. Exits
 * non-zero when a threshold is missed.
 */
import { coldStart } from './cold-start.ts';
import { connections } from './connections.ts';
import { credentials } from './credentials.ts';
import { frugal, SIZES } from './frugal/run.ts';
import { quietMonth } from './quiet-month.ts';
import { scaleInDay } from './scale-in-day.ts';
import { scaleInPlans } from './scale-in-plans.ts';
import { storm } from './storm.ts';

/** Each gives what missed its threshold. */
const SECTIONS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  storm,
  'scale-in-plans': scaleInPlans,
  'scale-in-day': scaleInDay,
  credentials,
  connections,
  'cold-start': () => coldStart({ rounds: 21, isSaved: true }),
  'quiet-month': () => quietMonth({ isCounted: true }),
  frugal: () => frugal(SIZES.whole),
};

const named = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SECTIONS);
const unknown = named.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) throw new Error(`No section is named ${unknown}; there are ${Object.keys(SECTIONS)}`);
const faults: string[] = [];
for (const name of named) {
  const began = performance.now();
  faults.push(...((await SECTIONS[name]?.()) ?? []));
  console.log(`\n${name}: ${Math.round((performance.now() - began) / 1_000)} s`);
}
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
