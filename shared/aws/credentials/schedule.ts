/**
 * Milliseconds before the expiry at which renewals begin. Instance metadata has new credentials at least five minutes
 * before the old ones expire (EC2 user guide, "Retrieve security credentials from instance metadata"); ten leave time
 * for a look that comes too early and for tries that fail.
 */
const MARGIN = 600_000;
/** Milliseconds by which it may be more, so that tools which started together do not renew together. */
const MARGIN_SPREAD = 300_000;
/** Of the time that is left: the margin of credentials that live so short that the one above would be most of it. */
const SHARE = 0.25;
const SHARE_SPREAD = 0.08;
/** Milliseconds; no renewal follows another sooner. */
const SHORTEST_PAUSE = 1_000;
/** Milliseconds; the longest pause between tries that fail. */
const LONGEST_PAUSE = 60_000;

/**
 * Milliseconds from now to the next renewal. Where the last renewal brought the same credentials again, because their
 * issuer has no newer ones yet, less and less time is left, and so the looks come closer and closer.
 *
 * @param left milliseconds until the expiry
 * @param random gives a number from 0 up to, not including, 1
 */
export function untilRenewal(left: number, random: () => number): number {
  const chance = random();
  const margin = Math.min(MARGIN + MARGIN_SPREAD * chance, left * (SHARE + SHARE_SPREAD * chance));
  return Math.max(SHORTEST_PAUSE, left - margin);
}

/**
 * Milliseconds until a failed renewal is tried again: 1, 2, 4 … 60 s, of which the latter half is by chance.
 *
 * @param failures how many have failed one after the other, 1 the first time
 * @param random gives a number from 0 up to, not including, 1
 */
export function untilRetry(failures: number, random: () => number): number {
  const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (failures - 1));
  return pause / 2 + (pause / 2) * random();
}
