import { leadOf, type Mark, type Marked, marksOf } from '../layout/marks.ts';
import type { Lane } from '../layout/picture.ts';
import { button, element, percent } from './elements.ts';
import type { State } from './state.ts';
import { colourOf, telling } from './words.ts';

/** CSS pixels that a mark takes, alone and with a number. */
const ROOM = { single: 15, several: 30 } as const;
/** What is told of a mark before the rest is counted. */
const TOLD = 8;

/** What happened on a lane, as far as it is shown. */
export function markedOn(lane: Lane, state: State): readonly Marked[] {
  return [
    ...lane.events.map((event) => ({ at: event.at, event })),
    ...state.decisionsOf(lane.id).map(([decision, index]) => ({ at: decision.at, decision, index })),
  ];
}

/** The marks of a lane. @param width CSS pixels of its track */
export function markButtons(
  lane: Lane,
  state: State,
  width: number,
  pressed: (mark: Mark) => void,
): readonly HTMLButtonElement[] {
  const items = markedOn(lane, state);
  return marksOf(items, state.choice.range, { single: ROOM.single / width, several: ROOM.several / width }).map(
    (mark) => markButton(mark, state, pressed),
  );
}

function markButton(mark: Mark, state: State, pressed: (mark: Mark) => void): HTMLButtonElement {
  const { picture } = state;
  const lead = leadOf(mark);
  const kind = lead === undefined ? 'state' : 'event' in lead ? lead.event.kind : lead.decision.kind;
  const by = lead !== undefined && 'decision' in lead ? colourOf(lead.decision.function) : '';
  const indexes = mark.items.flatMap((item) => ('decision' in item ? [item.index] : []));
  const made = button(
    {
      class: `mark ${by}`,
      label: `${numbered(mark)}${told(mark, (item) => telling(item, picture)).join(' · ')}`,
      style: { left: percent(mark.place) },
      data: { kind, decisions: indexes.join(' ') },
      attributes: { tabindex: '-1' },
    },
    () => pressed(mark),
  );
  made.append(element('i', { class: 'mark-shape', data: { kind } }));
  if (mark.items.length > 1) made.append(element('b', { text: String(mark.items.length) }));
  return made;
}

/** What stands before the name of a mark of several things, as its number does on the picture. */
export const NUMBERED: RegExp = /^\d+ things: /;

function numbered({ items }: Mark): string {
  return items.length > 1 ? `${items.length} things: ` : '';
}

/** The first of what a mark stands for, and how much more there is. */
export function told(mark: Mark, telling: (item: Marked) => string): readonly string[] {
  const lines = mark.items.slice(0, TOLD).map(telling);
  const more = mark.items.length - TOLD;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
