/** `npm run bench-ratios`: the part of `npm run bench` that every change is held to. Exits non-zero when one is missed. */
import { coldStart } from './cold-start.ts';

const faults = await coldStart({ rounds: 7, isSaved: false });
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
