import type { HostLane, Lane } from '../layout/picture.ts';
import { type Section, type Split, sectionsOf } from '../layout/sections.ts';
import { largest, taskSteps } from '../layout/steps.ts';
import { button, element } from './elements.ts';
import { type Drawing, laneRow } from './lane.ts';
import type { State } from './state.ts';

/** Lanes of a kind that a section shows at first; all of a small cluster. */
const FEW = 12;
const SMALL = 40;
/** How many come with each press of the button. */
const MORE = 50;

/** Draws every lane that is looked for. */
export function drawLanes(state: State, drawing: Omit<Drawing, 'mostTasks' | 'state'>): readonly HTMLElement[] {
  const { lanes } = state.picture;
  const hosts = lanes.filter((lane) => lane.kind === 'host');
  const mostTasks = hosts.reduce((most, host) => Math.max(most, largest(taskSteps(host.tasks))), 1);
  const all: Drawing = { ...drawing, state, mostTasks };
  const run = lanes.filter((lane) => lane.kind === 'run').map((lane) => laneRow(lane, all));
  const sections = sectionsOf(lanes, state.laneFilter);
  return [...run, ...sections.map((section) => drawSection(section, hosts, all))];
}

function drawSection(
  { cluster, services, groups }: Section,
  hosts: readonly HostLane[],
  drawing: Drawing,
): HTMLElement {
  const name = cluster?.name ?? 'no cluster';
  const own = hosts.filter((host) => host.cluster === cluster?.cluster);
  const sum = cluster === undefined ? [] : [laneRow(cluster, drawing, { hosts: own })];
  const drawnServices = drawSplit(services, `${name} services`, 'services', drawing);
  const drawnGroups = groups.map((group) => {
    const members = own.filter((host) => host.group === group.lane?.name);
    const groupName = group.lane?.name ?? 'no group';
    return element('div', { class: 'group', label: `Group ${groupName}`, attributes: { role: 'group' } }, [
      ...(group.lane === undefined ? [] : [laneRow(group.lane, drawing, { hosts: members })]),
      ...drawSplit(group.hosts, `${name} ${groupName}`, 'hosts', drawing),
    ]);
  });
  const parts = [
    ...sum,
    ...(drawnServices.length === 0 ? [] : [element('h4', { text: 'Services: running of desired' }), ...drawnServices]),
    ...(drawnGroups.length === 0 ? [] : [element('h4', { text: 'Hosts by Auto Scaling group' }), ...drawnGroups]),
  ];
  return element('section', { class: 'cluster', label: `Cluster ${name}` }, [
    element('h3', { text: `Cluster ${name}` }),
    ...parts,
  ]);
}

/** Eventful lanes first, then, where they are asked for or few, the quiet ones. */
function drawSplit<T extends Lane>(
  { eventful, quiet }: Split<T>,
  name: string,
  what: string,
  drawing: Drawing,
): readonly HTMLElement[] {
  const { state } = drawing;
  const isSmall = eventful.length + quiet.length <= SMALL && state.picture.lanes.length <= 3 * SMALL;
  const limits = state.choice.limits;
  const most = limits.get(name) ?? (isSmall ? SMALL : FEW);
  const mostQuiet = limits.get(`quiet ${name}`) ?? (isSmall ? SMALL : 0);
  const isShown = (limit: number) => (lane: T, index: number) => index < limit || state.choice.pinned.has(lane.id);
  const shown = eventful.filter(isShown(most));
  const shownQuiet = quiet.filter(isShown(mostQuiet));
  const show = (key: string, now: number) => () => state.change({ limits: new Map(limits).set(key, now + MORE) });
  const left = eventful.length - shown.length;
  const leftQuiet = quiet.length - shownQuiet.length;
  return [
    ...shown.map((lane) => laneRow(lane, drawing)),
    ...(left > 0
      ? [moreButton(`Show ${Math.min(MORE, left)} more of ${left} other ${what} with events`, show(name, most))]
      : []),
    ...shownQuiet.map((lane) => laneRow(lane, drawing, { quiet: true })),
    ...(leftQuiet > 0
      ? [
          moreButton(
            `Show ${Math.min(MORE, leftQuiet)} of ${leftQuiet} ${what} without events`,
            show(`quiet ${name}`, mostQuiet),
          ),
        ]
      : []),
  ];
}

function moreButton(text: string, pressed: () => void): HTMLElement {
  return button({ class: 'more-lanes', text }, pressed);
}
