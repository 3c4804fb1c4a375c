import { CommandError, EXIT, type ExitCode } from '../ecs-ops/exit-codes.ts';
import { Reporter } from '../ecs-ops/reporter.ts';
import { defaultSettings, ensurePackaged, givenSettings } from '../settings/packaged-stack.ts';
import { readSnapshot } from '../snapshot/read-file.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { snapshotNow } from '../snapshot/take-snapshot.ts';
import { columns, print } from '../terminal.ts';
import type { PlanCommandOptions } from './command.ts';
import { makePlan } from './make-plan.ts';
import { printPlan } from './print-plan.ts';

/** Reads, plans, prints. */
export async function runPlan(file: string | undefined, options: PlanCommandOptions): Promise<ExitCode> {
  const { cluster } = options;
  if ((file === undefined) === (cluster === undefined))
    throw new CommandError(
      EXIT.usage,
      'Name a file or clusters, one of the two: `ecs-ops plan FILE`, `ecs-ops plan --cluster NAME`',
    );
  const reporter = new Reporter();
  await ensurePackaged(reporter);
  const settings = givenSettings(options.set, defaultSettings());
  const snapshot = await snapshotOf(file, options, reporter);
  reporter.doing('the functions look');
  const plan = await makePlan(snapshot, { settings });
  reporter.done();
  if (options.json) print(JSON.stringify(plan, null, 1));
  else printPlan(plan, columns());
  return plan.wouldAct ? EXIT.found : EXIT.fine;
}

function snapshotOf(
  file: string | undefined,
  { cluster, region, profile }: PlanCommandOptions,
  reporter: Reporter,
): Promise<Snapshot> {
  const warn = (line: string): void => reporter.warn(line);
  if (file !== undefined) return readSnapshot(file, warn);
  const place = { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  return snapshotNow({ cluster: cluster ?? [], ...place, anonymise: false }, reporter, warn);
}
