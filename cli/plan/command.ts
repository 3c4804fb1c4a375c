import { Command } from 'commander';
import type { Finish } from '../ecs-ops/commands.ts';
import { exitCodesHelp } from '../ecs-ops/exit-codes.ts';

const HELP = `
Every function looks once, in dry run, at a simulated copy of what is in the file: nothing is written, and of the account
nothing is read but by --cluster, as \`ecs-ops snapshot\` reads it. spot-drain acts on notices of EC2 alone, so that it has
nothing to do here; rehearse shows it.

Settings (--set) are those of serverless.yml. Tags and hooks are those in the file: rehearse --opt-in plays with others.

Examples:
  npx ecs-ops plan shop.json
  npx ecs-ops plan --cluster shop --region eu-central-1
  npx ecs-ops plan shop.json --set scaleInIdleMinutes=5 --json`;

/** `ecs-ops plan`. */
export function planCommand(finish: Finish): Command {
  return new Command('plan')
    .summary('what the controller would do now, with reasons; nothing is written')
    .description('Says for each host and service what each function would do now, and why.')
    .argument('[file]', 'a snapshot, as `ecs-ops snapshot` writes it; - for standard input')
    .option('-c, --cluster <name...>', 'take the picture now: of a cluster by name or ARN; several may be named')
    .option('-r, --region <region>', 'Region of AWS, for --cluster')
    .option('-p, --profile <profile>', "profile of the AWS CLI's files, for --cluster")
    .option('--set <name=value>', "setting in place of serverless.yml's; may be repeated", collected, [])
    .option('--json', 'print the plan as JSON', false)
    .allowExcessArguments(false)
    .addHelpText('after', HELP)
    .addHelpText('after', exitCodesHelp('something would be done; it is listed'))
    .action((file: string | undefined, options: PlanCommandOptions) =>
      finish(async () => {
        const { runPlan } = await import('./run-plan.ts');
        return runPlan(file, options);
      }),
    );
}

/** What the command line says. */
export interface PlanCommandOptions {
  readonly cluster?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** `--set` takes one setting each time, so that the file may stand behind it. */
function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
