import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Task, Told } from './lane-protocol.ts';

const LANE = fileURLToPath(new URL('./lane.ts', import.meta.url));
/** A process keeps something of each run that it has played; after so many another one takes its place. */
const RUNS_PER_PROCESS = 200;

/** A process that plays runs. */
export class Lane {
  #child: ChildProcess | undefined;
  #runs = 0;

  /** Plays one run. Not to be called again before it has ended. @throws Error when the process dies of it */
  play(task: Task): Promise<Told> {
    if (this.#runs >= RUNS_PER_PROCESS) this.close();
    this.#child ??= fork(LANE, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#runs += 1;
    const child = this.#child;
    const { promise, resolve, reject } = Promise.withResolvers<Told>();
    const ended = (code: number | null): void => {
      this.#child = undefined;
      reject(new Error(`The process that played seed ${task.seed} ended with ${code}`));
    };
    child.once('exit', ended);
    child.once('message', (told) => {
      child.off('exit', ended);
      resolve(told as Told);
    });
    child.send(task);
    return promise;
  }

  close(): void {
    this.#child?.removeAllListeners('exit').kill();
    this.#child = undefined;
    this.#runs = 0;
  }
}

/**
 * Plays runs side by side, and tells of each as it ends.
 * @param next the next task; undefined when there is none
 */
export async function playAll(lanes: number, next: () => Task | undefined, ended: (told: Told) => void): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const lane = new Lane();
      try {
        for (let task = next(); task !== undefined; task = next()) ended(await lane.play(task));
      } finally {
        lane.close();
      }
    }),
  );
}
