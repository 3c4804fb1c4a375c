import uPlot from 'uplot';
import type { Plot } from '../plot.ts';

/** Series of different times on the times of all of them. */
export interface Aligned {
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
  /** The values as they are; null breaks a line, undefined is a time that the series does not have. */
  readonly values: readonly (readonly (number | null | undefined)[])[];
  /** What is drawn: the times, then the values, each on top of those after it where they are stacked. */
  readonly drawn: uPlot.AlignedData;
}

/** What becomes of null when series are joined: it stays one time, or reaches to the next value. */
const RETAIN = 1;
const EXPAND = 2;

/** Puts the series of a plot on the same times. */
export function align({ series, stacked }: Plot): Aligned {
  if (series.length === 0) return { times: [], values: [], drawn: [[]] };
  const [times, ...values] = uPlot.join(
    series.map((each): uPlot.AlignedData => [[...each.times], [...each.values]]),
    // A break goes on over the times that only others have.
    series.map(() => [RETAIN, EXPAND]),
  );
  const rows = values.map((each) => [...each]);
  return { times: [...times], values: rows, drawn: [times, ...(stacked ? pile(rows) : rows)] };
}

/** The first series ends up on top, as the legend has it. */
function pile(values: readonly (readonly (number | null | undefined)[])[]): (number | null | undefined)[][] {
  const below: number[] = [];
  return values
    .toReversed()
    .map((each) =>
      each.map((value, index) => {
        below[index] = (below[index] ?? 0) + (value ?? 0);
        return typeof value === 'number' ? below[index] : value;
      }),
    )
    .toReversed();
}
