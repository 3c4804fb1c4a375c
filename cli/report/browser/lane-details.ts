import { clockTimeWithSeconds, type TimeRange } from '../../page/moment.ts';
import type { HostLane, Lane, PicturedTask } from '../layout/picture.ts';
import { share } from '../layout/time-scale.ts';
import { element, percent } from './elements.ts';
import { markedOn } from './mark-buttons.ts';
import type { State } from './state.ts';
import { telling } from './words.ts';

/** Tasks and lines that are shown before the rest is counted. */
const MOST_TASKS = 60;
const MOST_LINES = 80;

/** What an open lane tells besides: tasks of a host as bars, and all that happened in order of time. */
export function laneDetails(lane: Lane, state: State): HTMLElement {
  const details = element('div', { class: 'lane-details' }, [
    element('p', { class: 'soft', text: `${lane.name}: ${lane.about}.` }),
  ]);
  if (lane.kind === 'host') details.append(...taskBars(lane, state.choice.range));
  details.append(chronicle(lane, state));
  return details;
}

function taskBars({ tasks }: HostLane, range: TimeRange): readonly HTMLElement[] {
  const here = tasks.filter(
    ([, placedAt, , , stoppedAt]) => placedAt < range.end && !(stoppedAt > 0 && stoppedAt < range.start),
  );
  const bars = here.slice(0, MOST_TASKS).map((task) => taskBar(task, range));
  const more = here.length - MOST_TASKS;
  return more > 0 ? [...bars, element('p', { class: 'soft', text: `and ${more} tasks more` })] : bars;
}

const ENDS = {
  lasts: 'runs on',
  stopped: 'stopped',
  killed: 'was killed with the host',
  'with-host': 'ended with the host, as DAEMON tasks do',
} as const;

function taskBar(task: PicturedTask, range: TimeRange): HTMLElement {
  const [name, placedAt, runningAt, stoppingAt, stoppedAt, end] = task;
  const last = stoppedAt || range.end;
  const parts: readonly (readonly [kind: string, from: number, to: number])[] = [
    ['starting', placedAt, runningAt || last],
    ['running', runningAt, stoppingAt || last],
    ['stopping', stoppingAt, last],
  ];
  const bars = parts
    .filter(([, from, to]) => from > 0 && to > from && to > range.start)
    .map(([kind, from, to]) =>
      element('i', {
        class: `task-part ${kind}`,
        style: { left: percent(share(from, range)), width: percent(share(to, range) - share(from, range)) },
      }),
    );
  if (end === 'killed')
    bars.push(element('i', { class: 'task-part killed', style: { left: percent(share(stoppedAt, range)) } }));
  const times = [
    `placed ${clockTimeWithSeconds(placedAt)}`,
    ...(stoppingAt > 0 ? [`asked to stop ${clockTimeWithSeconds(stoppingAt)}`] : []),
    `${ENDS[end]}${stoppedAt > 0 ? ` ${clockTimeWithSeconds(stoppedAt)}` : ''}`,
  ];
  return element('div', { class: 'task-row', title: `${name}: ${times.join(', ')}` }, [
    element('span', { class: 'task-name', text: name }),
    element('span', { class: 'unseen', text: `: ${times.join(', ')}` }),
    element('div', { class: 'task-track' }, bars),
  ]);
}

function chronicle(lane: Lane, state: State): HTMLElement {
  const items = markedOn(lane, state).toSorted((a, b) => a.at - b.at);
  const lines = items.slice(0, MOST_LINES).map((item) => element('li', { text: telling(item, state.picture) }));
  const more = items.length - MOST_LINES;
  if (more > 0) lines.push(element('li', { text: `and ${more} more: see the decisions` }));
  if (lines.length === 0) return element('p', { class: 'soft', text: 'Nothing happened here.' });
  return element('ol', { class: 'chronicle' }, lines);
}
