/** Runs every check and says at the end which ones failed. `.ci/run` does this after installing. */
import { spawn } from 'node:child_process';
import { CLOSING_LINE } from './closing-line.ts';

/** npm scripts, in this order. The tests build and package first. */
const CHECKS = [
  'test',
  'lint',
  'types',
  'package',
  'bench-ratios',
  'template',
  'emulator',
  'contract',
  'demo',
  'pages',
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

async function run(check: string): Promise<Outcome> {
  console.log(`\n── npm run ${check} ${'─'.repeat(60 - check.length)}`);
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
    process.stdout.write(chunk);
    output += chunk;
  }
  const passed = (await ended) === 0;
  const closingLine = output.split('\n').findLast((line) => CLOSING_LINE.test(line));
  return { check, passed, took: (performance.now() - startedAt) / 1000, closingLine };
}

const outcomes: Outcome[] = [];
for (const check of CHECKS) outcomes.push(await run(check));

console.log(`\n── summary ${'─'.repeat(61)}`);
for (const { check, passed, took } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${check.padEnd(12)} ${took.toFixed(1).padStart(6)} s`);
}
const closingLine = outcomes.find((outcome) => outcome.closingLine)?.closingLine;
if (closingLine) console.log(`\n${closingLine}`);
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;
