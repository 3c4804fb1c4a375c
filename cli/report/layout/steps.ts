import type { TimeRange } from '../../page/moment.ts';
import type { HostLane, PicturedTask, Step } from './picture.ts';
import { share } from './time-scale.ts';

/** Paths are drawn in a box of this size, which is stretched to its place. */
export const BOX = { width: 1000, height: 100 } as const;

/** The value at a moment; undefined before the first step. */
export function valueAt(steps: readonly Step[], at: number): number | undefined {
  return steps.findLast((step) => step.at <= at)?.value;
}

/**
 * Steps within a range, no more than a few for each of so many slices of it: what a slice begins and ends with, and its
 * extremes. What is left out lies between them.
 */
export function downsampled(steps: readonly Step[], range: TimeRange, slices: number): readonly Step[] {
  const before = steps.findLast(({ at }) => at <= range.start);
  const inside = steps.filter(({ at }) => at > range.start && at <= range.end);
  const first = before === undefined ? [] : [{ at: range.start, value: before.value }];
  if (inside.length <= slices * 4) return [...first, ...inside];
  const bySlice = Map.groupBy(inside, ({ at }) => Math.floor(share(at, range) * slices));
  const kept = [...bySlice.values()].flatMap((slice) => {
    const values = slice.map(({ value }) => value);
    const least = slice[values.indexOf(values.reduce((a, b) => Math.min(a, b)))];
    const most = slice[values.indexOf(values.reduce((a, b) => Math.max(a, b)))];
    const wanted = new Set([slice[0], least, most, slice.at(-1)]);
    return slice.filter((step) => wanted.has(step));
  });
  return [...first, ...kept];
}

/** The line of a number over time, as an SVG path in the box. @param most the value at its top */
export function linePath(steps: readonly Step[], range: TimeRange, most: number): string {
  const [first, ...rest] = downsampled(steps, range, BOX.width / 2);
  if (first === undefined) return '';
  const x = ({ at }: Step): string => rounded(share(at, range) * BOX.width);
  const y = ({ value }: Step): string => rounded(BOX.height * (1 - (most === 0 ? 0 : value / most)));
  return `M${x(first)} ${y(first)}${rest.map((step) => `H${x(step)}V${y(step)}`).join('')}H${BOX.width}`;
}

/** The area under a number over time. */
export function areaPath(steps: readonly Step[], range: TimeRange, most: number): string {
  const line = linePath(steps, range, most);
  const start = downsampled(steps, range, BOX.width / 2)[0];
  if (start === undefined) return '';
  return `${line}V${BOX.height}H${rounded(share(start.at, range) * BOX.width)}Z`;
}

/** How many tasks are on a host. */
export function taskSteps(tasks: readonly PicturedTask[]): readonly Step[] {
  return counted(
    tasks.flatMap(([, placedAt, , , stoppedAt]) => [
      { at: placedAt, value: 1 },
      ...(stoppedAt === 0 ? [] : [{ at: stoppedAt, value: -1 }]),
    ]),
  );
}

/** How many hosts are in each of some states. */
export function stateSteps(
  hosts: readonly HostLane[],
  states: readonly HostLane['phases'][number][0][],
  end: number,
): readonly Step[] {
  return counted(
    hosts.flatMap(({ phases }) =>
      phases
        .filter(([state]) => states.includes(state))
        .flatMap(([, from, to]) => [{ at: from, value: 1 }, ...(to < end ? [{ at: to, value: -1 }] : [])]),
    ),
  );
}

/** A running total of changes. */
export function counted(changes: readonly Step[]): readonly Step[] {
  const steps: Step[] = [];
  let value = 0;
  for (const change of changes.toSorted((a, b) => a.at - b.at)) {
    value += change.value;
    if (steps.at(-1)?.at === change.at) steps.pop();
    if (steps.at(-1)?.value !== value) steps.push({ at: change.at, value });
  }
  return steps;
}

export const largest = (steps: readonly Step[]): number => steps.reduce((most, { value }) => Math.max(most, value), 0);

const rounded = (number: number): string => String(Math.round(number * 10) / 10);
