import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { CommandError, EXIT, type ExitCode, exitCodesHelp } from './exit-codes.ts';

const EXAMPLES = `
Examples:
  npx ecs-ops snapshot --cluster shop --output shop.json   a picture of one cluster
  npx ecs-ops rehearse shop.json --scenario spot-storm     a Spot storm, played on a copy of it
  npx ecs-ops plan shop.json                               what the controller would do now
  npx ecs-ops doctor shop.json                             what would keep the controller from working, with mends
  npx ecs-ops help snapshot                                what a command does, and its options

Nothing here changes an account: every command reads, or plays on a simulator of its own.`;

/**
 * Runs the command line.
 * @param args without the names of Node.js and the script
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  const program = new Command('ecs-ops')
    .description('Tries the operations controller on a picture of your own clusters before it touches them.')
    .usage('<command> [options]')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', EXAMPLES)
    .addHelpText(
      'after',
      exitCodesHelp(
        'done, and there is something: see the help of the command',
        'rehearse alone: something of the scenario could not happen at all',
      ),
    );
  for (const define of COMMANDS) {
    program.addCommand(
      define(async (work) => {
        code = await work();
      }),
    );
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError(`(${pathOf(command)} --help explains)`);
  }
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error);
  }
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
}

function failure(error: unknown): ExitCode {
  // Help and version are "errors" of commander's with exit code 0; what was wrong it has already said.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof CommandError) {
    process.stderr.write(`ecs-ops: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`ecs-ops: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
