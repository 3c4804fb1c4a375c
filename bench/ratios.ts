/** `npm run bench-ratios`: the part of `npm run bench` that every change is held to. Exits non-zero when one is missed. */
import { coldStart } from './cold-start.ts';
import { frugalAtScale, SIZES } from './frugal/run.ts';

const started = await coldStart({ rounds: 7, isSaved: false });
const { faults: wasted } = await frugalAtScale(SIZES.quick);
const faults = [...started, ...wasted];
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
