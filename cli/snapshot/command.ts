import { Command } from 'commander';
import type { Finish } from '../ecs-ops/commands.ts';
import { exitCodesHelp } from '../ecs-ops/exit-codes.ts';

const HELP = `
What is read, by calls that change nothing (docs/snapshot-policy.json has the permissions): the clusters with their
hosts, services, tasks, task definitions and capacity providers, the Auto Scaling groups of the hosts with their
lifecycle hooks, and the EC2 instances. Calls keep to a quarter of the account's rates.

What is left out as it is read: environment, secrets, commands, images, labels, logs, volumes, networks, user data.
Names, tags and ARNs are in the file; --anonymise replaces them.

Credentials and Region are found as the AWS CLI finds them: environment, profile, single sign-on, instance.
AWS_ENDPOINT_URL names another endpoint than AWS's, as that of \`npm run simulator\`.

Examples:
  npx ecs-ops snapshot --cluster shop > shop.json
  npx ecs-ops snapshot --cluster shop --cluster batch --region eu-central-1 --profile ops --output both.json
  npx ecs-ops snapshot --anonymise --output all.json      every cluster of the account, under pseudonyms

Files made with the AWS CLI alone serve as well: see docs/snapshot.md.`;

/** `ecs-ops snapshot`. */
export function snapshotCommand(finish: Finish): Command {
  return new Command('snapshot')
    .summary('take a picture of clusters: one JSON file, by calls that only read')
    .description('Reads clusters of an account, and writes what the controller looks at into one JSON file.')
    .option('-c, --cluster <name...>', 'cluster by name or ARN; several may be named; every cluster unless given')
    .option('-r, --region <region>', 'Region of AWS')
    .option('-p, --profile <profile>', "profile of the AWS CLI's files")
    .option('-a, --anonymise', 'replace names, ARNs, the account, identifiers and values of tags', false)
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .allowExcessArguments(false)
    .addHelpText('after', HELP)
    .addHelpText('after', exitCodesHelp('the file is written, but parts could not be read; they are named'))
    .action((options: SnapshotOptions) =>
      finish(async () => {
        const { takeSnapshot } = await import('./take-snapshot.ts');
        return takeSnapshot(options);
      }),
    );
}

/** What the command line says. */
export interface SnapshotOptions {
  readonly cluster?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly anonymise: boolean;
  readonly output?: string;
}
