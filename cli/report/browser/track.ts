import type { TimeRange } from '../../page/moment.ts';
import { STATE_NAMES } from '../layout/host-about.ts';
import type { HostLane, Lane, ServiceLane } from '../layout/picture.ts';
import { areaPath, BOX, largest, linePath, stateSteps, taskSteps } from '../layout/steps.ts';
import { share } from '../layout/time-scale.ts';
import type { HostState } from '../recording/recording.ts';
import { element, percent, stretched } from './elements.ts';

/** From the bottom to the top of a sum of hosts. */
const STACK: readonly HostState[] = ['active', 'disconnected', 'draining', 'held', 'ending', 'not-registered'];

/** What a lane is filled with, its marks aside. @param mostTasks tasks at which a host's area is full */
export function trackOf(lane: Lane, range: TimeRange, hosts: readonly HostLane[], mostTasks: number): HTMLElement {
  const track = element('div', { class: 'track' });
  if (lane.kind === 'host') track.append(...phasesOf(lane, range), tasksOf(lane, range, mostTasks));
  if (lane.kind === 'service') track.append(countsOf(lane, range));
  if (lane.kind === 'cluster' || lane.kind === 'group') track.append(sumOf(hosts, range));
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

function tasksOf({ tasks }: HostLane, range: TimeRange, mostTasks: number): SVGElement {
  const steps = taskSteps(tasks);
  return stretched(BOX.width, BOX.height, [{ class: 'tasks', d: areaPath(steps, range, mostTasks * 1.15) }]);
}

function countsOf({ desired, running }: ServiceLane, range: TimeRange): SVGElement {
  const most = Math.max(1, largest(desired), largest(running)) * 1.1;
  return stretched(BOX.width, BOX.height, [
    { class: 'short', d: areaPath(desired, range, most) },
    { class: 'running', d: areaPath(running, range, most) },
    { class: 'desired', d: linePath(desired, range, most) },
  ]);
}

function sumOf(hosts: readonly HostLane[], range: TimeRange): SVGElement {
  const end = Math.max(range.end, ...hosts.map(({ phases }) => phases.at(-1)?.[2] ?? 0));
  const sums = STACK.map((state, index) => ({ state, steps: stateSteps(hosts, STACK.slice(0, index + 1), end) }));
  const most = largest(sums.at(-1)?.steps ?? []) * 1.1;
  const paths = sums
    .toReversed()
    .map(({ state, steps }) => ({ class: `sum ${state}`, d: areaPath(steps, range, most) }));
  return stretched(BOX.width, BOX.height, paths);
}
