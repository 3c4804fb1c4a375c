import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How a caller makes its clients. */
export type ClientKind = 'shared' | 'one a call' | 'no keep-alive';

/** What a caller is asked to do. */
export type Ask =
  | { readonly kind: 'call'; readonly by: ClientKind; readonly calls: number; readonly parallel: number }
  | { readonly kind: 'load'; readonly bundle: string }
  | { readonly kind: 'run'; readonly batch: unknown };

/** What came of it. */
export interface Done {
  /** Milliseconds of each call, or of the whole. */
  readonly wall: readonly number[];
  /** Milliseconds of the processor's time. */
  readonly cpu: number;
  /** Calls that failed, or messages of the batch that come back. */
  readonly failures: number;
}
export type Told = Done | { readonly error: string };

/** A process that calls AWS (`caller.ts`), and can be frozen as Lambda freezes one. */
export class CallerProcess {
  readonly #child: ChildProcess;

  /** @param environment all that the process sees of its surroundings */
  constructor(environment: Readonly<Record<string, string>>) {
    const program = path.join(import.meta.dirname, 'caller.ts');
    this.#child = fork(program, {
      env: { ...environment },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async ask(ask: Ask): Promise<Done> {
    this.#child.send(ask);
    const [told] = (await once(this.#child, 'message')) as [Told];
    if ('error' in told) throw new Error(`The caller failed: ${told.error}`);
    return told;
  }

  /** Stops the process, does something meanwhile, and lets it go on after so many milliseconds. */
  async frozen(milliseconds: number, meanwhile: () => void): Promise<void> {
    this.#child.kill('SIGSTOP');
    await pause(milliseconds / 2);
    meanwhile();
    await pause(milliseconds / 2);
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
