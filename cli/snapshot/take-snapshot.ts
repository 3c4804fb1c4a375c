import { writeFile } from 'node:fs/promises';
import { accountClients, closeClients } from '../../shared/aws/account/clients.ts';
import { type AccountReading, type OptionalList, readAccount } from '../../shared/aws/account/read-account.ts';
import { UnknownClusters } from '../../shared/aws/account/read-clusters.ts';
import { CredentialsError } from '../../shared/aws/credentials/identity.ts';
import { type Notice, noticeText } from '../../shared/aws/credentials/notice.ts';
import { counted } from '../counted.ts';
import { CommandError, EXIT, type ExitCode } from '../ecs-ops/exit-codes.ts';
import { checkOutputFile } from '../ecs-ops/output-file.ts';
import { Reporter } from '../ecs-ops/reporter.ts';
import { anonymise } from './anonymise/anonymise.ts';
import type { SnapshotOptions } from './command.ts';
import { withoutNewcomers } from './newcomers.ts';
import { snapshotOf } from './parse-snapshot.ts';
import { findingLines } from './report-findings.ts';
import type { Finding, Snapshot } from './snapshot.ts';

/** Reads the account, and writes the file. */
export async function takeSnapshot(options: SnapshotOptions): Promise<ExitCode> {
  if (options.output !== undefined) await checkOutputFile(options.output);
  const reporter = new Reporter();
  let problems = 0;
  const problem = (line: string): void => {
    problems += 1;
    reporter.warn(line);
  };
  const { snapshot, unread } = await readLive(options, reporter, problem);
  // What could not be read is not in the file, rather than empty: nothing is to be taken for looked at that was not.
  const file = Object.fromEntries(Object.entries(snapshot).filter(([name]) => !unread.some((each) => each === name)));
  await write(`${JSON.stringify(file, null, 1)}\n`, options.output);
  reporter.say(summary(snapshot, options, problems));
  return problems === 0 ? EXIT.fine : EXIT.found;
}

/** An account as it is now, and which lists are empty only because they could not be read. */
export interface LiveReading {
  readonly snapshot: Snapshot;
  readonly unread: readonly OptionalList[];
}

/**
 * Reads an account.
 * @param problem is told what could not be read
 * @param odd is told what is not as it should be in the answers
 * @throws CommandError, with the mend
 */
export async function readLive(
  options: Omit<SnapshotOptions, 'output'>,
  reporter: Reporter,
  problem: (line: string) => void,
  odd: (line: string) => void = problem,
): Promise<LiveReading> {
  const takenAt = new Date();
  const { answers, unread } = await readAnswers(options, reporter, problem);
  const { snapshot, findings } = written({ ...answers, takenAt }, options.anonymise);
  for (const line of findingLines(findings, 'the answers')) odd(line);
  return { snapshot, unread };
}

/** The snapshot alone, for which what could not be read is as the problem says that it is taken. */
export async function snapshotNow(...reading: Parameters<typeof readLive>): Promise<Snapshot> {
  return (await readLive(...reading)).snapshot;
}

async function readAnswers(
  { cluster = [], region, profile }: Omit<SnapshotOptions, 'output'>,
  reporter: Reporter,
  problem: (line: string) => void,
): Promise<AccountReading> {
  const place = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  const tell = (notice: Notice): void => reporter.warn(noticeText(notice));
  const clients = accountClients({ region: place, profile, tell }, () => performance.now());
  const listener = { read: (what: string, count: number) => reporter.doing(`${count} ${what}`), problem };
  try {
    return await readAccount(clients, cluster, listener);
  } catch (error) {
    throw explained(error);
  } finally {
    closeClients(clients);
  }
}

/** The snapshot of what was read. */
function written(
  answers: AccountReading['answers'] & { readonly takenAt: Date },
  anonymised: boolean,
): { readonly snapshot: Snapshot; readonly findings: readonly Finding[] } {
  const { settled, findings: came } = withoutNewcomers(answers);
  const { snapshot, findings: found } = snapshotOf({ ...settled });
  const findings = [...came, ...found];
  if (snapshot === undefined) {
    const lines = findingLines(findings, 'the answers').join('\n');
    const what =
      answers.clusters.length === 0 ? 'the account has no cluster here' : 'AWS answered what is not understood';
    throw new CommandError(EXIT.failed, `${what}:\n${lines}`);
  }
  if (!anonymised) return { snapshot, findings };
  const result = anonymise(snapshot);
  return { snapshot: result.snapshot, findings: [...findings, ...result.findings] };
}

async function write(content: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
    return;
  }
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw new CommandError(EXIT.failed, `${file} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

function summary(snapshot: Snapshot, { output = 'standard output' }: SnapshotOptions, problems: number): string {
  const { clusters, containerInstances: hosts, services, tasks } = snapshot;
  const counts = [
    counted(clusters.length, 'cluster'),
    counted(hosts.length, 'host'),
    counted(services.length, 'service'),
    counted(tasks.length, 'task'),
  ].join(', ');
  return `${counts} written to ${output}${problems === 0 ? '' : `; ${counted(problems, 'problem')}, named above`}`;
}

/** What the user can do about a failure. */
function explained(error: unknown): CommandError {
  const message = messageOf(error);
  // Adapters name the call that failed, with the reason as its cause.
  if (error instanceof Error && error.cause instanceof CredentialsError) {
    return new CommandError(EXIT.failed, 'No credentials, for the reason above.', { cause: error });
  }
  const mend = MENDS.find(([pattern]) => pattern.test(message))?.[1];
  if (error instanceof UnknownClusters)
    return new CommandError(
      EXIT.usage,
      `${message}. \`aws ecs list-clusters\` lists them; --region names another Region.`,
    );
  return new CommandError(EXIT.failed, mend === undefined ? message : `${message}\n${mend}`, { cause: error });
}

const MENDS: readonly (readonly [pattern: RegExp, mend: string])[] = [
  [/Region is missing/, 'Name one: --region eu-central-1, AWS_REGION, or `aws configure set region`.'],
  [
    /CredentialsProviderError|Could not (load|resolve) credentials|Could not find credentials/,
    'No credentials: `aws login`, `aws sso login`, --profile NAME, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [/Expired/, 'The credentials have expired: get new ones, as by `aws sso login`.'],
  [/AccessDenied|not authorized|Unauthorized/, 'The permissions that it takes are in docs/snapshot-policy.json.'],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Timeout/,
    'The endpoint does not answer: look at --region, AWS_ENDPOINT_URL and the network.',
  ],
];

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
