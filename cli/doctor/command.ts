import { Command, Option } from 'commander';
import type { Finish } from '../ecs-ops/commands.ts';
import { exitCodesHelp } from '../ecs-ops/exit-codes.ts';
import { SEVERITIES, type Severity } from './finding.ts';

const HELP = `
What is looked at: terminate hooks and their settings, services whose drains never end, services with one task per host,
instance metadata, capacity providers, warm pools, suspended processes, what keeps scale-in from working, Spot hosts,
hosts that are disconnected or DRAINING for nothing, standalone tasks, tags with values that make no sense, calls that
were refused. What cannot be told, because the file lacks it, is a note.

  problem   the controller does not do its work there, or a drain never ends
  warning   it does it worse than it could
  note      good to know, or not to be told

Each finding has its mend. Nothing is changed; look at a command before you paste it.

Examples:
  npx ecs-ops doctor shop.json
  npx ecs-ops doctor --cluster shop --region eu-central-1
  npx ecs-ops doctor shop.json --least warning --json`;

/** `ecs-ops doctor`. */
export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .summary('find what would keep the controller from working, each with its mend')
    .description('Checks a snapshot, or clusters of an account, for what would keep the controller from working.')
    .argument('[file]', 'a file of `ecs-ops snapshot` or of the AWS CLI; - for standard input')
    .option('-c, --cluster <name...>', 'read these clusters of the account instead of a file, by calls that only read')
    .option('-r, --region <region>', 'Region of AWS')
    .option('-p, --profile <profile>', "profile of the AWS CLI's files")
    .option('--topic <arn>', "output TerminationGateTopicArn of the stack; any '…-termination-gate' unless given")
    .option('--hook-names <names>', 'setting terminationGateHookNames of the stack', 'ecs-ops*')
    .addOption(new Option('--least <severity>', 'leave out what is less').choices(SEVERITIES).default('note'))
    .option('--json', 'print the findings as JSON', false)
    .allowExcessArguments(false)
    .addHelpText('after', HELP)
    .addHelpText('after', exitCodesHelp('something was found'))
    .action((file: string | undefined, options: DoctorOptions) =>
      finish(async () => {
        const { doctor } = await import('./doctor.ts');
        return doctor(file, options);
      }),
    );
}

/** What the command line says. */
export interface DoctorOptions {
  readonly cluster?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly topic?: string;
  /** With commas between. */
  readonly hookNames: string;
  readonly least: Severity;
  readonly json: boolean;
}
