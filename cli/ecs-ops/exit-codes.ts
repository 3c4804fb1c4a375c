/** What the exit code of `ecs-ops` says; every command keeps to it. */
export const EXIT = {
  /** Done, and nothing to report. */
  fine: 0,
  /** Done, and there is something: actions would be taken, faults were found, parts could not be read. */
  found: 1,
  /** The command line or the file is not as it must be. Nothing was done. */
  usage: 2,
  /** It failed: no permission, no answer, an error of the program. */
  failed: 3,
  /** Done, and nothing found, but not all of what was asked for could be tried. */
  notPlayed: 4,
  /** Ended by Ctrl-C, as shells count it: 128 and the signal's number. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For a command's help; `found` is the command's own meaning of 1, and `notPlayed` of 4 where it has it. */
export function exitCodesHelp(found: string, notPlayed?: string): string {
  return `
Exit codes:
  0    done, nothing to report
  1    ${found}
  2    the command line or the file is not as it must be; nothing was done
  3    it failed: no permission, no answer, an error${notPlayed === undefined ? '' : `\n  4    ${notPlayed}`}
  130  ended by Ctrl-C`;
}

/** Ends a command with a message for the user, which names the mend, and without a stack. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
