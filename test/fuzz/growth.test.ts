import { describe, expect, it } from 'vitest';
import { PARSERS } from './parsers.ts';

/** Characters of the smaller input, and how many times larger the other is. */
const SMALL = 8_000;
const TIMES = 8;
/** What takes 64 times as long is quadratic; what is linear takes 8 times as long, give or take what else runs here. */
const BOUND = 32;
/** Milliseconds under which a measurement says nothing. */
const MEASURABLE = 4;

const WAYS = PARSERS.flatMap(({ name, grown }) =>
  Object.entries(grown).map(([way, make]) => [name, way, make] as const),
);

/** The least CPU time of several runs, in milliseconds: what it takes when nothing interferes. */
async function leastTime(parse: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    await parse();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return Math.min(...times);
}

describe('an input eight times as large takes not much more than eight times as long', () => {
  it.each(WAYS)('%s: %s', async (_name, _way, make) => {
    const small = await leastTime(make(SMALL));
    const large = await leastTime(make(SMALL * TIMES));
    expect(large).toBeLessThan(Math.max(small, MEASURABLE) * BOUND);
  });
});
