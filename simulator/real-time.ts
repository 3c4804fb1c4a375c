import type { VirtualClock } from './kernel/virtual-clock.ts';

/** Real milliseconds between two looks at what is due. */
const STEP = 20;

/** Lets virtual time follow real time, for clients that live in it. */
export class RealTime {
  readonly #clock: VirtualClock;
  readonly #speed: number;

  /** @param speed virtual seconds in a real second */
  constructor(clock: VirtualClock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
  }

  /**
   * Plays until the promise settles. When the work of a moment takes longer than the moment, virtual time falls behind.
   * @throws what an action of the simulation throws
   */
  async runUntil(stopped: Promise<void>): Promise<void> {
    let running = true;
    const stop = stopped.then(() => {
      running = false;
    });
    const began = performance.now();
    const start = this.#clock.now();
    while (running) {
      await this.#clock.runUntil(start + (performance.now() - began) * this.#speed);
      await Promise.race([stop, new Promise((resolve) => setTimeout(resolve, STEP))]);
    }
  }
}
