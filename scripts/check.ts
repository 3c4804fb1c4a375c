/** Runs every check and says at the end which ones failed. `.ci/run` does this after installing. */
import { spawn } from 'node:child_process';
import { CLOSING_LINE } from './closing-line.ts';

/** npm scripts, in this order; those of one row side by side. The tests build and package first. */
const CHECKS = [
  ['test'],
  ['lint', 'types'],
  ['package'],
  ['bench-ratios'],
  ['template'],
  ['emulator'],
  ['contract', 'pages'],
  ['demo'],
];

/** How one check ended. */
interface Outcome {
  readonly check: string;
  readonly passed: boolean;
  /** Seconds. */
  readonly took: number;
  /** The closing line of a test run. */
  readonly closingLine: string | undefined;
}

/** @param isAlone prints as it goes; what runs beside others has its output printed together at the end */
async function run(check: string, isAlone: boolean): Promise<Outcome> {
  const heading = `\n── npm run ${check} ${'─'.repeat(60 - check.length)}`;
  if (isAlone) console.log(heading);
  const startedAt = performance.now();
  // On Windows npm is a script, which only a shell starts.
  const child = spawn('npm', ['run', '-s', check], {
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    if (isAlone) process.stdout.write(chunk);
    output += chunk;
  }
  const passed = (await ended) === 0;
  if (!isAlone) console.log(`${heading}\n${output}`);
  const closingLine = output.split('\n').findLast((line) => CLOSING_LINE.test(line));
  return { check, passed, took: (performance.now() - startedAt) / 1000, closingLine };
}

const outcomes: Outcome[] = [];
for (const checks of CHECKS) {
  outcomes.push(...(await Promise.all(checks.map((check) => run(check, checks.length === 1)))));
}

console.log(`\n── summary ${'─'.repeat(61)}`);
for (const { check, passed, took } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${check.padEnd(12)} ${took.toFixed(1).padStart(6)} s`);
}
const closingLine = outcomes.find((outcome) => outcome.closingLine)?.closingLine;
if (closingLine) console.log(`\n${closingLine}`);
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;
