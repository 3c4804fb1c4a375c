/**
 * `npm run cost`: counts a quiet month of the reference account, and writes `bench/results/quiet-month.json` and
 * `docs/cost.md`. `npm run cost -- page` writes the page anew from the counts that are there. Exits non-zero when a month
 * costs more than it may.
 */
import { quietMonth } from './quiet-month.ts';

const faults = await quietMonth({ isCounted: process.argv[2] !== 'page' });
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
