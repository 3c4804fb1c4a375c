import type { TimeRange } from '../../page/moment.ts';
import type { LaneEvent, PicturedDecision } from './picture.ts';
import { share } from './time-scale.ts';

/** What a mark can stand for. */
export type Marked =
  | { readonly at: number; readonly event: LaneEvent }
  | { readonly at: number; readonly decision: PicturedDecision; readonly index: number };

/** One place on a lane: what happened there, so close together that it is one mark. */
export interface Mark {
  /** Of the first. */
  readonly at: number;
  /** 0 to 1, in the range. */
  readonly place: number;
  readonly items: readonly Marked[];
}

/** Room that marks take, as parts of the range: one of a single thing, and one of several, which has their number. */
export interface MarkRoom {
  readonly single: number;
  readonly several: number;
}

/** Puts what happened in a range into marks that do not lie over each other. */
export function marksOf(items: readonly Marked[], range: TimeRange, room: MarkRoom): readonly Mark[] {
  const inside = items.filter(({ at }) => at >= range.start && at <= range.end).toSorted((a, b) => a.at - b.at);
  const marks: { at: number; place: number; items: Marked[] }[] = [];
  for (const item of inside) {
    const place = share(item.at, range);
    const last = marks.at(-1);
    const taken = last !== undefined && last.items.length > 1 ? room.several : room.single;
    if (last !== undefined && place - last.place < taken) last.items.push(item);
    else marks.push({ at: item.at, place, items: [item] });
  }
  return marks;
}

const URGENCY: readonly string[] = ['killed', 'headroom', 'notice', 'warning', 'action', 'hook', 'state', 'held-back'];

/** What a mark is drawn as: the most urgent of what it stands for. */
export function leadOf({ items }: Mark): Marked | undefined {
  const urgency = (item: Marked): number => {
    const at = URGENCY.indexOf('event' in item ? item.event.kind : item.decision.kind);
    return at < 0 ? URGENCY.length : at;
  };
  return items.toSorted((a, b) => urgency(a) - urgency(b))[0];
}
