import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { CommandError, EXIT, type ExitCode } from '../ecs-ops/exit-codes.ts';
import { checkOutputFile } from '../ecs-ops/output-file.ts';
import { Reporter } from '../ecs-ops/reporter.ts';
import { Recorder } from '../report/recording/recorder.ts';
import { defaultSettings, ensurePackaged, givenSettings } from '../settings/packaged-stack.ts';
import { readSnapshot } from '../snapshot/read-file.ts';
import { columns, print } from '../terminal.ts';
import type { RehearseOptions } from './command.ts';
import { rehearse } from './rehearse.ts';
import { renderRehearsal } from './report/page.ts';
import { printRehearsal } from './report/print.ts';
import type { Rehearsal } from './report/rehearsal.ts';
import { readScenario, shippedScenarios } from './scenario/read-scenario.ts';
import { duration } from './scenario/schema.ts';

const CODES = { fine: EXIT.fine, 'not-played': EXIT.notPlayed, lost: EXIT.found } as const;

/** Reads, plays, prints. */
export async function runRehearsal(file: string | undefined, options: RehearseOptions): Promise<ExitCode> {
  if (options.list) return list();
  const names = shippedScenarios().join(', ');
  if (file === undefined)
    throw new CommandError(EXIT.usage, 'Which file? `ecs-ops snapshot --cluster NAME --output FILE` makes one.');
  if (options.scenario === undefined)
    throw new CommandError(EXIT.usage, `Which scenario? --scenario NAME; allowed: ${names}, or the path of a file`);
  const reporter = new Reporter();
  const scenario = readScenario(options.scenario);
  const seed = seedOf(options.seed);
  const length = options.for === undefined ? {} : { duration: lengthOf(options.for) };
  if (options.report !== undefined) await checkOutputFile(options.report);
  const snapshot = await readSnapshot(file, (line) => reporter.warn(line));
  await ensurePackaged(reporter);
  const settings = givenSettings(options.set, defaultSettings());
  const minutes = Math.ceil((length.duration ?? scenario.lasts) / 60_000);
  let recorder: Recorder | undefined;
  const rehearsal = await rehearse(snapshot, scenario, {
    opened: (simulation) => {
      if (options.report !== undefined) recorder = new Recorder(simulation);
    },
    seed,
    settings,
    optIn: options.optIn,
    ...length,
    passed: (minute) => reporter.doing(`minute ${minute} of ${minutes}`),
  });
  reporter.done();
  if (options.json) print(JSON.stringify(rehearsal, null, 1));
  else printRehearsal(rehearsal, columns(), options.timeline);
  if (options.report !== undefined && recorder !== undefined) {
    await writeReport(options.report, rehearsal, recorder);
    reporter.say(`The report: ${options.report} (open it in a browser)`);
  }
  return CODES[rehearsal.verdict.state];
}

async function writeReport(file: string, rehearsal: Rehearsal, recorder: Recorder): Promise<void> {
  const page = await renderRehearsal(rehearsal, recorder.recording());
  try {
    await writeFile(file, page);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.failed, `The report cannot be written: ${why}`, { cause });
  }
}

function list(): ExitCode {
  const names = shippedScenarios();
  const width = Math.max(...names.map(({ length }) => length));
  for (const name of names) print(`${name.padEnd(width)}  ${readScenario(name).about}`);
  return EXIT.fine;
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new CommandError(EXIT.usage, `--seed is ${text}; allowed: a whole number, 0 or more`);
}

function lengthOf(text: string): number {
  const result = v.safeParse(duration, text);
  if (result.success) return result.output;
  throw new CommandError(EXIT.usage, `--for is ${text}; allowed: ${result.issues[0].message}`);
}
