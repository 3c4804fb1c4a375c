/** Seconds before the second try of a message. */
const FIRST_PAUSE = 5;
/** Seconds; from here on the pause does not grow. */
const LONGEST_PAUSE = 300;

/**
 * Seconds until a failed message comes back: 5, 10, 20 … 300, of which the latter half is by chance, so that
 * messages which failed together do not come back together.
 *
 * @param receiveCount how often the message has been received, 1 the first time
 * @param random gives a number from 0 up to, not including, 1
 */
export function backoff(receiveCount: number, random: () => number): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (Math.max(1, receiveCount) - 1));
  return pause / 2 + (pause / 2) * random();
}
