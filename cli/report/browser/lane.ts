import { counted } from '../../counted.ts';
import type { Mark } from '../layout/marks.ts';
import type { Lane } from '../layout/picture.ts';
import { button, element } from './elements.ts';
import { laneDetails } from './lane-details.ts';
import { markButtons } from './mark-buttons.ts';
import type { Shapes } from './shapes.ts';
import type { State } from './state.ts';
import { trackOf } from './track.ts';

/** What lanes are drawn with. */
export interface Drawing {
  readonly state: State;
  /** CSS pixels of the tracks. */
  readonly width: number;
  readonly shapes: Shapes;
  readonly markPressed: (lane: Lane, mark: Mark) => void;
  readonly open: (lane: Lane) => void;
}

/** A lane with its name, its track and its marks, lower where nothing happened; open, with what is to be told of it besides. */
export function laneRow(lane: Lane, drawing: Drawing, quiet = false): HTMLElement {
  const { state, width, markPressed } = drawing;
  const isOpen = state.choice.open.has(lane.id);
  const track = trackOf(lane, state.choice.range, drawing.shapes);
  track.append(...markButtons(lane, state, width, (mark) => markPressed(lane, mark)));
  const name = button(
    {
      class: 'lane-name',
      title: `${lane.name}: ${lane.about}`,
      data: { laneName: lane.id },
      attributes: { tabindex: '-1', 'aria-expanded': String(isOpen) },
    },
    () => drawing.open(lane),
  );
  name.append(element('span', { class: 'name', text: lane.name }));
  const small = shortly(lane, drawing.shapes);
  if (small !== '') name.append(element('small', { text: small }));
  name.append(element('span', { class: 'unseen', text: `: ${lane.about}` }));
  const row = element(
    'div',
    {
      class: `lane${quiet ? ' quiet' : ''}`,
      label: lane.name,
      data: { lane: lane.id, kind: lane.kind },
      attributes: { role: 'group' },
    },
    [name, track],
  );
  if (isOpen) row.append(laneDetails(lane, state));
  return row;
}

/** What a lane comes to at the end, as short as can be. */
function shortly(lane: Lane, shapes: Shapes): string {
  if (lane.kind === 'host') return lane.tag;
  if (lane.kind === 'service') {
    const [running, desired] = [lane.running.at(-1)?.value ?? 0, lane.desired.at(-1)?.value ?? 0];
    return `${running} of ${desired}`;
  }
  if (lane.kind === 'run') return '';
  return counted(shapes.sumOf(lane).at(-1)?.steps.at(-1)?.value ?? 0, 'host');
}
