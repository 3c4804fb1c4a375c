import type { Command } from 'commander';
import { doctorCommand } from '../doctor/command.ts';
import { planCommand } from '../plan/command.ts';
import { rehearseCommand } from '../rehearse/command.ts';
import { snapshotCommand } from '../snapshot/command.ts';
import type { ExitCode } from './exit-codes.ts';

/** Ends a command: its exit code, when everything is written. */
export type Finish = (work: () => Promise<ExitCode>) => Promise<void>;

/** Makes a sub-command; its action calls `finish`. What only the action needs is imported there, so that help is quick. */
export type DefineCommand = (finish: Finish) => Command;

/** Every sub-command, in the order of the help. */
export const COMMANDS: readonly DefineCommand[] = [snapshotCommand, rehearseCommand, planCommand, doctorCommand];
