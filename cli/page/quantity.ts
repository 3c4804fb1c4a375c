/** What a value is measured in, as CloudWatch names units (CloudWatch API reference, MetricDatum). */
export type Unit = 'None' | 'Count' | 'Percent' | 'Microseconds' | 'Milliseconds' | 'Seconds' | 'Bytes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Milliseconds of each unit of time. */
const MILLISECONDS: Readonly<Partial<Record<Unit, number>>> = { Microseconds: 0.001, Milliseconds: 1, Seconds: 1000 };
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

const PLAIN = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const SHORT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

/** A value for people: `4.2 s` of 4200 milliseconds, `1.5 KiB` of 1536 bytes, `12.3K` of 12 345. */
export function formatQuantity(value: number, unit: Unit): string {
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds !== undefined) return size === 0 ? '0 s' : sign + formatDuration(size * milliseconds);
  if (unit === 'Bytes') return sign + formatBytes(size);
  if (unit === 'Percent') return `${sign}${SHORT.format(size)}%`;
  return sign + (size >= 10_000 ? COMPACT : PLAIN).format(size);
}

/** A duration in its two largest units: `350 µs`, `4.2 s`, `3 min 20 s`, `1 d 2 h`. @param milliseconds not negative */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0 s';
  if (milliseconds < 1) return `${SHORT.format(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${SHORT.format(milliseconds)} ms`;
  if (milliseconds < MINUTE) return `${SHORT.format(milliseconds / 1000)} s`;
  if (milliseconds < HOUR) return pair(milliseconds, MINUTE, 'min', 1000, 's');
  if (milliseconds < DAY) return pair(milliseconds, HOUR, 'h', MINUTE, 'min');
  return pair(milliseconds, DAY, 'd', HOUR, 'h');
}

/**
 * Steps between the ticks of an axis, ascending, so that ticks fall on whole minutes and whole kibibytes; undefined where
 * powers of ten will do.
 */
export function tickSteps(unit: Unit): readonly number[] | undefined {
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds !== undefined) return TIME_STEPS.map((step) => step / milliseconds);
  return unit === 'Bytes' ? BYTE_STEPS : undefined;
}

/** Milliseconds, from a microsecond to ten days. */
const TIME_STEPS: readonly number[] = [
  ...[-3, -2, -1, 0, 1, 2].flatMap((exponent) => [1, 2, 5].map((digit) => digit * 10 ** exponent)),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10].map((days) => days * DAY),
];

const BYTE_STEPS: readonly number[] = BYTES.flatMap((_, power) =>
  [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((step) => step * 1024 ** power),
);

function pair(milliseconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(milliseconds / small);
  const each = large / small;
  const rest = smalls % each;
  const whole = `${SHORT_WHOLE.format(Math.floor(smalls / each))} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

const SHORT_WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), BYTES.length - 1);
  return `${SHORT.format(bytes / 1024 ** power)} ${BYTES[power]}`;
}
