import type { TimeRange } from '../../page/moment.ts';
import { STATE_NAMES } from '../layout/host-about.ts';
import type { HostLane, Lane, ServiceLane } from '../layout/picture.ts';
import { areaPath, BOX, largest, linePath } from '../layout/steps.ts';
import { share } from '../layout/time-scale.ts';
import { element, percent, stretched } from './elements.ts';
import type { Shapes, Stacked } from './shapes.ts';

/** What a lane is filled with, its marks aside. */
export function trackOf(lane: Lane, range: TimeRange, shapes: Shapes): HTMLElement {
  const track = element('div', { class: 'track' });
  if (lane.kind === 'host') track.append(...phasesOf(lane, range), tasksOf(lane, range, shapes));
  if (lane.kind === 'service') track.append(countsOf(lane, range));
  if (lane.kind === 'cluster' || lane.kind === 'group') track.append(sumOf(shapes.sumOf(lane), range));
  return track;
}

function phasesOf({ phases }: HostLane, range: TimeRange): readonly HTMLElement[] {
  return phases
    .filter(([, from, to]) => to > range.start && from < range.end)
    .map(([state, from, to]) => {
      const [left, right] = [share(from, range), share(to, range)];
      return element('div', {
        class: `phase ${state}`,
        title: STATE_NAMES[state],
        style: { left: percent(left), width: percent(right - left) },
      });
    });
}

function tasksOf(lane: HostLane, range: TimeRange, shapes: Shapes): SVGElement {
  const d = areaPath(shapes.tasksOf(lane), range, shapes.mostTasks * 1.15);
  return stretched(BOX.width, BOX.height, [{ class: 'tasks', d }]);
}

function countsOf({ desired, running }: ServiceLane, range: TimeRange): SVGElement {
  const most = Math.max(1, largest(desired), largest(running)) * 1.1;
  return stretched(BOX.width, BOX.height, [
    { class: 'short', d: areaPath(desired, range, most) },
    { class: 'running', d: areaPath(running, range, most) },
    { class: 'desired', d: linePath(desired, range, most) },
  ]);
}

function sumOf(stack: readonly Stacked[], range: TimeRange): SVGElement {
  const most = largest(stack.at(-1)?.steps ?? []) * 1.1;
  const paths = stack
    .toReversed()
    .map(({ state, steps }) => ({ class: `sum ${state}`, d: areaPath(steps, range, most) }));
  return stretched(BOX.width, BOX.height, paths);
}
