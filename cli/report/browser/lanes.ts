import { counted } from '../../counted.ts';
import type { Lane } from '../layout/picture.ts';
import { type Section, type Split, sectionsOf } from '../layout/sections.ts';
import { button, element } from './elements.ts';
import { type Drawing, laneRow } from './lane.ts';

/** Lanes of a kind that a section shows at first; all of a small cluster. */
const FEW = 12;
const SMALL = 40;
/** How many come with each press of the button. */
const MORE = 50;

/** Draws every lane that is looked for. */
export function drawLanes(drawing: Drawing): readonly HTMLElement[] {
  const { state } = drawing;
  const { lanes } = state.picture;
  const run = lanes.filter((lane) => lane.kind === 'run').map((lane) => laneRow(lane, drawing));
  return [...run, ...sectionsOf(lanes, state.laneFilter).map((section) => drawSection(section, drawing))];
}

function drawSection({ cluster, services, groups }: Section, drawing: Drawing): HTMLElement {
  const name = cluster?.name ?? 'no cluster';
  const sum = cluster === undefined ? [] : [laneRow(cluster, drawing)];
  const drawnServices = drawSplit(services, `${name} services`, 'service', drawing);
  const drawnGroups = groups.map(({ lane, hosts }) => {
    const group = lane?.name ?? 'no group';
    return element('div', { class: 'group', label: `Group ${group}`, attributes: { role: 'group' } }, [
      ...(lane === undefined ? [] : [laneRow(lane, drawing)]),
      ...drawSplit(hosts, `${name} ${group}`, 'host', drawing),
    ]);
  });
  return element('section', { class: 'cluster', label: `Cluster ${name}` }, [
    element('h3', { text: `Cluster ${name}` }),
    ...sum,
    ...titled('Services: running of desired', drawnServices),
    ...titled('Hosts by Auto Scaling group', drawnGroups),
  ]);
}

function titled(title: string, parts: readonly HTMLElement[]): readonly HTMLElement[] {
  return parts.length === 0 ? [] : [element('h4', { text: title }), ...parts];
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
    ...more(left, `other ${what}`, 'with events', show(name, most)),
    ...shownQuiet.map((lane) => laneRow(lane, drawing, true)),
    ...more(leftQuiet, what, 'without events', show(`quiet ${name}`, mostQuiet)),
  ];
}

/** The button that shows more; on paper it says how many are not there. */
function more(left: number, one: string, which: string, pressed: () => void): readonly HTMLElement[] {
  if (left === 0) return [];
  const all = `${counted(left, one)} ${which}`;
  const text = `Show ${left > MORE ? `${MORE} of ` : ''}the ${all}`;
  return [button({ class: 'more-lanes', text, data: { left: `Not shown: ${all}` } }, pressed)];
}
