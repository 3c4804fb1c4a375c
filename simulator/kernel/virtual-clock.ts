import TinyQueue from 'tinyqueue';

/** Something to do at a moment of virtual time. An action that returns a promise holds the clock until it settles. */
export type Action = () => void | Promise<void>;

/** A handle on a scheduled action. */
export interface Scheduled {
  /** Virtual time at which the action is due, in epoch milliseconds. */
  readonly at: number;
  /** Takes the action back. No effect once it has run. */
  cancel(): void;
}

interface Entry extends Scheduled {
  readonly order: number;
  readonly label: string;
  action: Action | undefined;
}

/**
 * The simulator's only source of time: a queue of actions ordered by due time, then by the order in which
 * they were scheduled. Time moves only from one action to the next, so the same schedule gives the same run.
 */
export class VirtualClock {
  readonly #queue = new TinyQueue<Entry>([], (a, b) => a.at - b.at || a.order - b.order);
  #now: number;
  #order = 0;

  /** @param start epoch milliseconds at which the run begins */
  constructor(start: number) {
    this.#now = start;
  }

  /** Virtual time in epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /**
   * Schedules an action. Times are whole milliseconds; one in the past is taken as now.
   * @param label names the action in errors, so that a failing run says what it was doing
   */
  at(time: number, label: string, action: Action): Scheduled {
    const entry: Entry = {
      at: Math.max(Math.round(time), this.#now),
      order: this.#order++,
      label,
      action,
      cancel: () => {
        entry.action = undefined;
      },
    };
    this.#queue.push(entry);
    return entry;
  }

  /** Schedules an action `delay` milliseconds from now. */
  after(delay: number, label: string, action: Action): Scheduled {
    return this.at(this.#now + delay, label, action);
  }

  /** Due time of the next action, or undefined when nothing is scheduled. */
  nextDue(): number | undefined {
    return this.#peek()?.at;
  }

  /**
   * Runs the next action.
   * @returns false when nothing was scheduled
   * @throws Error naming the action, with the failure as `cause`
   */
  async step(): Promise<boolean> {
    const entry = this.#peek();
    if (entry?.action === undefined) return false;
    this.#queue.pop();
    this.#now = entry.at;
    const { action } = entry;
    entry.action = undefined;
    try {
      await action();
    } catch (cause) {
      throw new Error(`The simulation failed at ${new Date(this.#now).toISOString()} in "${entry.label}"`, { cause });
    }
    return true;
  }

  /** Runs everything due up to and including `time`, and leaves the clock there, on its whole millisecond. */
  async runUntil(time: number): Promise<void> {
    for (let due = this.nextDue(); due !== undefined && due <= time; due = this.nextDue()) await this.step();
    this.#now = Math.max(this.#now, Math.floor(time));
  }

  #peek(): Entry | undefined {
    let entry = this.#queue.peek();
    while (entry !== undefined && entry.action === undefined) {
      this.#queue.pop();
      entry = this.#queue.peek();
    }
    return entry;
  }
}
