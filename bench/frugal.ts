/**
 * `npm run bench:frugal`: what the controller takes when much happens at once, on up to 5,000 hosts, beside an invocation
 * per event; `-- quick` on up to 100, `-- 10 1000` on so many. Needs what `npm run package` writes. All but a quick run
 * are kept in bench/results/frugal.json. Exits non-zero when a threshold is missed.
 */
import { frugal, frugalAtScale, SIZES } from './frugal/run.ts';

const given = process.argv.slice(2);
const isQuick = given.length === 1 && given[0] === 'quick';
const named = given.length > 0 ? given.map(Number) : SIZES.whole;
if (!isQuick && !named.every((hosts) => Number.isInteger(hosts) && hosts >= 10)) {
  throw new Error('usage: npm run bench:frugal [-- quick | HOSTS...]');
}
const faults = isQuick ? (await frugalAtScale(SIZES.quick)).faults : await frugal(named);
for (const fault of faults) console.log(`\nMissed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
