import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './programs.ts';

/** What one start took. */
export interface Start {
  /** Milliseconds of the clock for the whole process. */
  readonly process: number;
  /** Milliseconds of the processor for the whole process. */
  readonly processCpu: number;
  /** Milliseconds of the clock for the import. */
  readonly import: number;
  /** Milliseconds of the processor for the import. */
  readonly importCpu: number;
  /** Most memory that the process had, MiB. */
  readonly mebibytes: number;
}

const ARN = 'arn:aws:sns:eu-west-1:111122223333:topic';
/** What each bundle needs to start. Nothing is called. */
const VARIABLES = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  QUEUE_URL: 'http://127.0.0.1:9/queue',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9/dead-letter-queue',
  OPERATOR_TOPIC_ARN: ARN,
  TERMINATION_GATE_TOPIC_ARN: ARN,
};

/** A module of plain JavaScript, since Node.js would load its reader of TypeScript for another. */
const PROBE = `const used = process.cpuUsage(), began = process.hrtime.bigint();
if (process.argv[2]) await import(process.argv[2]);
const took = Number(process.hrtime.bigint() - began) / 1e6, { user, system } = process.cpuUsage(used);
const all = process.resourceUsage();
// Linux counts the parent's memory in maxRSS; what it says in this file begins with the program.
const peak = /VmHWM:\\s+(\\d+)/.exec(process.getBuiltinModule('fs').readFileSync(process.platform === 'linux' ? '/proc/self/status' : '/dev/null', 'utf8'));
console.log(JSON.stringify({ import: took, importCpu: (user + system) / 1e3,
  processCpu: (all.userCPUTime + all.systemCPUTime) / 1e3, mebibytes: Number(peak?.[1] ?? all.maxRSS) / 1024 }));
process.exit(0);
`;

/** Starts each program in a fresh process, one after the other, and that so many times; by program. */
export function starts(programs: readonly Program[], rounds: number): ReadonlyMap<Program, readonly Start[]> {
  const probe = path.join(import.meta.dirname, '../../node_modules/.cache/cold-start/probe.mjs');
  writeFileSync(probe, PROBE);
  const taken = new Map(programs.map((program) => [program, [] as Start[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const program of programs) taken.get(program)?.push(start(probe, program));
  }
  return taken;
}

function start(probe: string, { name, module }: Program): Start {
  const began = performance.now();
  const parameters = module === undefined ? [probe] : [probe, module];
  const { stdout, stderr, status } = spawnSync(process.execPath, parameters, { env: VARIABLES, encoding: 'utf8' });
  const took = performance.now() - began;
  if (status !== 0) throw new Error(`${name} does not start: ${stderr.slice(0, 1_000)}`);
  return { process: took, ...(JSON.parse(stdout) as Omit<Start, 'process'>) };
}
