import { Command } from 'commander';
import type { Finish } from '../ecs-ops/commands.ts';
import { exitCodesHelp } from '../ecs-ops/exit-codes.ts';

const HELP = `
The scenario is played on a simulator on this machine, with the built functions and the packaged stack, from the state in
the file. No account is called. \`--list\` names the scenarios; your own is a JSON file: see docs/rehearsing.md.

Settings (--set) are those of serverless.yml, and are refused as a deployment would refuse them. They alone opt nothing in:
tags and hooks in the file do. --opt-in adds them for the rehearsal: ecs-ops:scale-in=true on every cluster and group,
ecs-ops:one-per-host=true on services that run a task on each host, and the terminate hook on every group. Tags that are
there stand.

The same file, scenario, settings and seed give the same rehearsal.

Examples:
  npx ecs-ops rehearse shop.json --scenario spot-storm
  npx ecs-ops rehearse shop.json --scenario spot-storm --report storm.html
  npx ecs-ops rehearse shop.json --scenario scale-in-at-night --opt-in --set scaleInConsolidation=true
  npx ecs-ops rehearse shop.json --scenario ./black-friday.json --seed 7 --json > rehearsal.json`;

/** `ecs-ops rehearse`. */
export function rehearseCommand(finish: Finish): Command {
  return new Command('rehearse')
    .summary('play a scenario on a simulated copy of your clusters')
    .description('Plays a scenario from a snapshot, and says what becomes of each host, service and task.')
    .argument('[file]', 'a snapshot, as `ecs-ops snapshot` writes it; - for standard input')
    .option('-s, --scenario <name>', 'scenario by name, or the path of a file')
    .option('--set <name=value>', "setting of the stack in place of serverless.yml's; may be repeated", collected, [])
    .option('--seed <number>', 'what is left to chance follows from it', '1')
    .option('--for <duration>', 'how much cluster life is played, as "30 min", in place of the scenario\'s own')
    .option('--opt-in', 'opt everything in for the rehearsal: tags and hooks', false)
    .option('--no-timeline', 'print the summary alone')
    .option('--report <file>', 'write it as a page too: one HTML file, to open in a browser')
    .option('--json', 'print the rehearsal as JSON', false)
    .option('--list', 'list the scenarios, and end', false)
    .allowExcessArguments(false)
    .addHelpText('after', HELP)
    .addHelpText(
      'after',
      exitCodesHelp(
        'tasks were killed, or something is left behind; it is named',
        'nothing was lost, but something of the scenario could not happen at all; it is named, with what it needs',
      ),
    )
    .action((file: string | undefined, options: RehearseOptions) =>
      finish(async () => {
        const { runRehearsal } = await import('./run-rehearsal.ts');
        return runRehearsal(file, options);
      }),
    );
}

/** What the command line says. */
export interface RehearseOptions {
  readonly scenario?: string;
  readonly set: readonly string[];
  readonly seed: string;
  readonly for?: string;
  readonly optIn: boolean;
  readonly timeline: boolean;
  /** Where the page is written. */
  readonly report?: string;
  readonly json: boolean;
  readonly list: boolean;
}

/** `--set` takes one setting each time, so that the file may stand behind it. */
function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
