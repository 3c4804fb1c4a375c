/** Part of a bucket's sustained rate that a function is to take in any minute at most. */
export const WANTED_OF_A_BUCKET = 0.25;
