const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A duration as people say it: `1.3 s`, `52 s`, `10 min 0.4 s`. */
export function spoken(milliseconds: number): string {
  const minutes = Math.trunc(milliseconds / MINUTE);
  const seconds = (milliseconds - minutes * MINUTE) / SECOND;
  const rounded = Math.abs(seconds) < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds);
  return minutes === 0 ? `${rounded} s` : `${minutes} min ${Math.abs(rounded)} s`;
}
