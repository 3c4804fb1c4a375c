/** Time as the renewal of credentials sees it, so that tests can give their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Runs an action later.
   * @param delay milliseconds from now
   * @param label says what for
   */
  after(delay: number, label: string, action: () => void): Timer;
}

/** An action that has not run yet. */
export interface Timer {
  cancel(): void;
}

/** The machine's time. Its timers keep no process alive. */
export const machineClock: Clock = {
  now: Date.now,
  after: (delay, _label, action) => {
    const timer = setTimeout(action, delay).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
