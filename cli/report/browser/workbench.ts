import { counted } from '../../counted.ts';
import type { TimeRange } from '../../page/moment.ts';
import type { Mark } from '../layout/marks.ts';
import type { Lane, Picture } from '../layout/picture.ts';
import { holding } from '../layout/time-scale.ts';
import { drawAxis, drawMoment } from './axis.ts';
import { DecisionList } from './decision-list.ts';
import { part } from './elements.ts';
import { attachLaneKeys, rove } from './lane-keys.ts';
import { drawLanes } from './lanes.ts';
import { attachMarkCard } from './mark-card.ts';
import { Shapes } from './shapes.ts';
import { type Choice, State } from './state.ts';
import { attachTools } from './tools.ts';

/** What the lanes do not depend on. */
const WITHOUT_LANES: ReadonlySet<keyof Choice> = new Set(['selected', 'moment']);

/** Picture and decisions, which lead to each other. */
export class Workbench {
  readonly #state: State;
  readonly #shapes: Shapes;
  readonly #lanes: HTMLElement;
  readonly #found: HTMLElement;
  readonly #list: DecisionList;
  #width = 0;

  /** @param rangeShown is told which part of the time is shown, when that changes */
  constructor(page: ParentNode, rangeShown: (range: TimeRange) => void) {
    const picture: Picture = JSON.parse(part(page, '[data-picture]').textContent ?? '');
    this.#state = new State(picture);
    this.#shapes = new Shapes(picture);
    this.#lanes = part(page, '[data-lanes]');
    this.#found = part(page, '[data-found]');
    this.#draw();
    this.#list = new DecisionList(this.#state, page, (index) => this.#showPlace(index));
    this.#state.onChange((change) => this.#changed(change));
    this.#state.onChange(({ range }) => {
      if (range !== undefined) rangeShown(range);
    });
    attachTools(page, this.#state);
    attachLaneKeys(this.#lanes);
    attachMarkCard(this.#lanes);
    new ResizeObserver(() => {
      if (this.#trackWidth() !== this.#width) this.#draw();
    }).observe(this.#lanes);
  }

  #changed(change: Partial<Choice>): void {
    const changed = Object.keys(change) as (keyof Choice)[];
    if (changed.some((key) => !WITHOUT_LANES.has(key))) this.#draw();
    else this.#drawSelection();
    if (changed.some((key) => ['text', 'cluster', 'service', 'function', 'kinds'].includes(key))) this.#list.draw();
  }

  #draw(): void {
    const focused = this.#lanes.contains(document.activeElement) ? placeOf(document.activeElement) : undefined;
    this.#width = this.#trackWidth();
    const lanes = drawLanes({
      state: this.#state,
      shapes: this.#shapes,
      width: this.#width,
      markPressed: (lane, mark) => this.#markPressed(lane, mark),
      open: (lane) => this.#toggle(lane),
    });
    this.#lanes.replaceChildren(...drawAxis(this.#state, this.#width), ...lanes);
    this.#drawSelection();
    const stop = focused === undefined ? null : this.#lanes.querySelector<HTMLElement>(focused);
    rove(this.#lanes, stop ?? undefined);
    stop?.focus({ preventScroll: true });
    this.#tellFound();
  }

  #drawSelection(): void {
    const { selected } = this.#state.choice;
    for (const mark of this.#lanes.querySelectorAll<HTMLElement>('.mark')) {
      const own = (mark.dataset['decisions'] ?? '').split(' ').filter(Boolean).map(Number);
      mark.classList.toggle(
        'selected',
        own.some((index) => selected.has(index)),
      );
    }
    this.#lanes.querySelector('.moment')?.remove();
    const moment = drawMoment(this.#state);
    if (moment !== undefined) this.#lanes.append(moment);
  }

  #tellFound(): void {
    const { text, cluster, service } = this.#state.choice;
    const isFiltered = text.trim() !== '' || cluster !== undefined || service !== undefined;
    const hosts = this.#lanes.querySelectorAll('.lane[data-kind="host"]').length;
    const services = this.#lanes.querySelectorAll('.lane[data-kind="service"]').length;
    this.#found.textContent = isFiltered ? `Shown: ${counted(hosts, 'host')}, ${counted(services, 'service')}.` : '';
  }

  #toggle({ id }: Lane): void {
    const open = new Set(this.#state.choice.open);
    if (!open.delete(id)) open.add(id);
    this.#state.change({ open });
  }

  #markPressed(lane: Lane, mark: Mark): void {
    const indexes = mark.items.flatMap((item) => ('decision' in item ? [item.index] : []));
    this.#state.change({ selected: new Set(indexes), moment: mark.at });
    if (indexes.length === 0 || !this.#list.pointAt(new Set(indexes), true)) this.#toggle(lane);
  }

  /** Shows the lane and the moment of a decision, whatever was left out. */
  #showPlace(index: number): void {
    const { picture, choice } = this.#state;
    const decision = picture.decisions[index];
    if (decision === undefined) return;
    const pinned = new Set(choice.pinned).add(decision.lane);
    const range = holding(choice.range, picture.range, decision.at);
    this.#state.change({ pinned, range, selected: new Set([index]), moment: decision.at });
    this.#list.pointAt(new Set([index]), false);
    const row = this.#lanes.querySelector<HTMLElement>(`[data-lane="${decision.lane}"]`);
    row?.scrollIntoView({ block: 'center' });
    const mark = row?.querySelector<HTMLElement>('.mark.selected') ?? row?.querySelector<HTMLElement>('.lane-name');
    mark?.focus({ preventScroll: true });
  }

  #trackWidth(): number {
    const label = Number.parseFloat(getComputedStyle(this.#lanes).getPropertyValue('--label')) || 0;
    return Math.max(100, Math.round(this.#lanes.clientWidth - label));
  }
}

/** Finds an element again after the lanes were drawn anew. */
function placeOf(focused: Element | null): string | undefined {
  const lane = focused?.closest<HTMLElement>('.lane')?.dataset['lane'];
  if (lane === undefined) return undefined;
  const decisions = focused instanceof HTMLElement ? focused.dataset['decisions'] : undefined;
  const mark = decisions === undefined || decisions === '' ? '.lane-name' : `.mark[data-decisions="${decisions}"]`;
  return `[data-lane="${lane}"] ${mark}`;
}
