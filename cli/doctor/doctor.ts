import { CommandError, EXIT, type ExitCode } from '../ecs-ops/exit-codes.ts';
import { Reporter } from '../ecs-ops/reporter.ts';
import { readSnapshotParts } from '../snapshot/read-file.ts';
import type { ListName, Snapshot } from '../snapshot/snapshot.ts';
import { readLive } from '../snapshot/take-snapshot.ts';
import { columns, print } from '../terminal.ts';
import { examine } from './checks.ts';
import type { DoctorOptions } from './command.ts';
import { SEVERITIES } from './finding.ts';
import { Patient } from './patient.ts';
import { findingLines } from './present.ts';

/** Reads a file or an account, and prints what is found. */
export async function doctor(file: string | undefined, options: DoctorOptions): Promise<ExitCode> {
  const reporter = new Reporter();
  const { snapshot, absent, unread } = await read(file, options, reporter);
  const { topic: topicArn, hookNames, least, json } = options;
  const names = hookNames.split(',').map((name) => name.trim());
  const patient = new Patient(snapshot, { absent: new Set(absent), unread, topicArn, hookNames: names });
  const shown = SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1);
  const all = examine(patient);
  const findings = all.filter(({ severity }) => shown.includes(severity));
  if (json) print(JSON.stringify({ findings, leftOut: all.length - findings.length }, null, 1));
  else for (const line of findingLines(findings, all.length - findings.length, columns())) print(line);
  return findings.length === 0 ? EXIT.fine : EXIT.found;
}

interface Read {
  readonly snapshot: Snapshot;
  readonly absent: readonly ListName[];
  /** What was said of calls that failed. */
  readonly unread: readonly string[];
}

async function read(file: string | undefined, options: DoctorOptions, reporter: Reporter): Promise<Read> {
  const { cluster } = options;
  if ((file === undefined) === (cluster === undefined)) {
    const mend = 'Name a file, as in `ecs-ops doctor shop.json`, or clusters, as in `ecs-ops doctor --cluster shop`';
    throw new CommandError(EXIT.usage, `${mend}${file === undefined ? '' : ', not both'}.`);
  }
  // Nothing is played on it: what is missing is found rather than refused.
  if (file !== undefined)
    return { ...(await readSnapshotParts(file, (line) => reporter.warn(line), 'warning')), unread: [] };
  const said: string[] = [];
  const problem = (line: string): void => {
    said.push(line);
  };
  const odd = (line: string): void => reporter.warn(line);
  const { snapshot, unread } = await readLive({ ...options, anonymise: false }, reporter, problem, odd);
  reporter.say(`${snapshot.containerInstances.length} hosts, ${snapshot.services.length} services read`);
  return { snapshot, absent: unread, unread: said };
}
