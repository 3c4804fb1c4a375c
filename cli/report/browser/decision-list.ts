import { counted } from '../../counted.ts';
import { clockTimeWithSeconds } from '../../page/moment.ts';
import { type Alike, alikeOf } from '../layout/alike.ts';
import { button, element, part } from './elements.ts';
import type { State } from './state.ts';
import { colourOf } from './words.ts';

/** Rows at first and with each press of the button, and things of one row. */
const ROWS = 100;
const TARGETS = 6;

/** The list of decisions, by which one gets to their places in the picture. */
export class DecisionList {
  readonly #state: State;
  readonly #list: HTMLElement;
  readonly #counted: HTMLElement;
  readonly #shown: (index: number) => void;
  #groups: readonly Alike[] = [];
  #rows = ROWS;
  /** Rows whose things are all listed, by their first decision. */
  readonly #whole = new Set<number>();

  /** @param shown is to show the place of a decision */
  constructor(state: State, page: ParentNode, shown: (index: number) => void) {
    this.#state = state;
    this.#list = part(page, '[data-decision-list]');
    this.#counted = part(page, '[data-counted]');
    this.#shown = shown;
    this.draw();
  }

  /** Draws the list anew, for another choice. */
  draw(): void {
    const { picture, decisionFilter } = this.#state;
    this.#groups = alikeOf(picture.decisions, decisionFilter);
    this.#rows = ROWS;
    const count = this.#groups.reduce((sum, { indexes }) => sum + indexes.length, 0);
    this.#counted.textContent = `${count} of ${picture.decisions.length} decisions${count > this.#groups.length ? `, those alike in ${this.#groups.length} rows` : ''}`;
    this.#fill();
  }

  /** Points at decisions, and brings the first into view. @returns whether it is in the list */
  pointAt(indexes: ReadonlySet<number>, withFocus: boolean): boolean {
    const row = this.#groups.findIndex((group) => group.indexes.some((index) => indexes.has(index)));
    if (row >= this.#rows) this.#rows = row + ROWS;
    const group = this.#groups[row];
    const wanted = group?.indexes.find((index) => indexes.has(index));
    if (group !== undefined && wanted !== undefined && group.indexes.indexOf(wanted) >= TARGETS)
      this.#whole.add(group.indexes[0] ?? 0);
    this.#fill();
    const target = this.#list.querySelector<HTMLElement>(`[data-decision="${wanted}"]`);
    if (!target) return false;
    target.closest('li')?.scrollIntoView({ block: 'nearest' });
    if (withFocus) target.focus({ preventScroll: true });
    return true;
  }

  #fill(): void {
    const rows = this.#groups.slice(0, this.#rows).map((group) => this.#row(group));
    const left = this.#groups.length - rows.length;
    if (left > 0) rows.push(this.#rest(left));
    this.#list.replaceChildren(...rows);
  }

  /** On screen a button for more rows; on paper it says what is left out. */
  #rest(left: number): HTMLElement {
    const decisions = this.#groups.slice(-left).reduce((sum, { indexes }) => sum + indexes.length, 0);
    const what = `${counted(left, 'more row')}, with ${counted(decisions, 'decision')}`;
    const data = {
      left: `Not shown: ${what}. This page on screen shows more, and all that it then shows is printed; rehearse --json has all.`,
    };
    return element('li', { class: 'more-rows', data }, [this.#more(`Show ${Math.min(ROWS, left)} of ${left} more`)]);
  }

  #more(text: string): HTMLElement {
    return button({ text }, () => {
      this.#rows += ROWS;
      this.#fill();
    });
  }

  #row(group: Alike): HTMLElement {
    const { at, first, indexes } = group;
    const { meanings } = this.#state.picture;
    const isSelected = indexes.some((index) => this.#state.choice.selected.has(index));
    const detail = indexes.length === 1 && first.detail !== undefined ? ` (${first.detail})` : '';
    return element('li', { class: `decision${isSelected ? ' selected' : ''}`, data: { kind: first.kind } }, [
      element('div', { class: 'decision-head' }, [
        element('time', { text: clockTimeWithSeconds(at) }),
        element('span', { class: `by ${colourOf(first.function)}` }, [
          element('i', { class: 'mark-shape', data: { kind: first.kind } }),
          first.function,
        ]),
        element('span', { class: 'what', text: first.what }),
        first.outcome === undefined ? undefined : element('span', { class: 'outcome', text: first.outcome }),
      ]),
      element('div', { class: 'targets' }, this.#targets(group)),
      element('p', { class: 'why', text: `${meanings[first.reason] ?? first.reason}${detail}` }),
    ]);
  }

  #targets({ indexes }: Alike): readonly HTMLElement[] {
    const key = indexes[0] ?? 0;
    const shown = this.#whole.has(key) ? indexes : indexes.slice(0, TARGETS);
    const targets = shown.map((index) => this.#target(index));
    const left = indexes.length - shown.length;
    if (left > 0) {
      const all = (): void => {
        this.#whole.add(key);
        this.#fill();
      };
      targets.push(button({ class: 'target rest', text: `and ${left} more` }, all));
    }
    return targets;
  }

  #target(index: number): HTMLElement {
    const { picture, lanes, choice } = this.#state;
    const decision = picture.decisions[index];
    const lane = lanes.get(decision?.lane ?? '');
    const text = lane?.name ?? '';
    const made = {
      class: `target${choice.selected.has(index) ? ' selected' : ''}`,
      text,
      label: `${text}: show on the picture`,
      title: decision?.detail ?? '',
      data: { decision: String(index) },
    };
    return button(made, () => this.#shown(index));
  }
}
