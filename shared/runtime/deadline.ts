/**
 * Runs something that stops at an abort signal, and fires that signal after so many milliseconds. The timer
 * ends with the work: one left over would fire in a later invocation of the same process.
 */
export async function withDeadline<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(0, milliseconds));
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
