import type { DecisionKind } from '../layout/picture.ts';
import { moved, zoomed } from '../layout/time-scale.ts';
import { button, element, part } from './elements.ts';
import type { State } from './state.ts';

const KINDS: readonly (readonly [kind: DecisionKind, name: string])[] = [
  ['action', 'actions'],
  ['held-back', 'held back'],
  ['warning', 'warnings'],
  ['verdict', 'verdicts'],
];
/** Milliseconds after the last key until what is typed is looked for. */
const PAUSE = 120;

/** Search, filters and zoom. */
export function attachTools(page: ParentNode, state: State): void {
  const search = part<HTMLInputElement>(page, '[data-search]');
  let waiting: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => state.change({ text: search.value }), PAUSE);
  });
  attachSelects(page, state);
  attachZoom(page, state);
  attachKinds(page, state);
}

function attachSelects(page: ParentNode, state: State): void {
  const { lanes, decisions } = state.picture;
  const namesOf = (kind: 'cluster' | 'service'): readonly string[] =>
    lanes.filter((lane) => lane.kind === kind).map(({ name }) => name);
  const functions = decisions.map((decision) => decision.function);
  offer(page, '[data-cluster]', namesOf('cluster'), (cluster) => state.change({ cluster }));
  offer(page, '[data-service]', namesOf('service'), (service) => state.change({ service }));
  offer(page, '[data-function]', functions, (by) => state.change({ function: by }));
}

function offer(
  page: ParentNode,
  selector: string,
  values: readonly string[],
  chosen: (value: string | undefined) => void,
): void {
  const select = part<HTMLSelectElement>(page, selector);
  for (const value of [...new Set(values)].sort()) select.append(element('option', { text: value }));
  select.addEventListener('change', () => chosen(select.value === '' ? undefined : select.value));
}

function attachZoom(page: ParentNode, state: State): void {
  const { range: whole } = state.picture;
  const to = {
    in: () => zoomed(state.choice.range, whole, 0.5, around()),
    out: () => zoomed(state.choice.range, whole, 2, around()),
    earlier: () => moved(state.choice.range, whole, -0.4),
    later: () => moved(state.choice.range, whole, 0.4),
    whole: () => whole,
  };
  const around = (): number => {
    const { moment, range } = state.choice;
    return moment !== undefined && moment > range.start && moment < range.end ? moment : (range.start + range.end) / 2;
  };
  for (const [name, range] of Object.entries(to))
    part(page, `[data-zoom="${name}"]`).addEventListener('click', () => state.change({ range: range() }));
}

function attachKinds(page: ParentNode, state: State): void {
  const kinds = part(page, '[data-kinds]');
  for (const [kind, name] of KINDS) {
    const count = state.picture.decisions.filter((decision) => decision.kind === kind).length;
    if (count === 0) continue;
    const toggle = button({ class: 'kind', data: { kind }, text: `${name} ${count}` }, () => {
      const { kinds: before } = state.choice;
      const after = new Set(before);
      if (!after.delete(kind)) after.add(kind);
      toggle.ariaPressed = String(after.has(kind));
      state.change({ kinds: after });
    });
    toggle.ariaPressed = String(state.choice.kinds.has(kind));
    kinds.append(toggle);
  }
}
