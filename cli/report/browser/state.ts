import type { TimeRange } from '../../page/moment.ts';
import type { DecisionFilter } from '../layout/alike.ts';
import type { DecisionKind, Lane, Picture, PicturedDecision } from '../layout/picture.ts';
import { contains, isMeant, type LaneFilter } from '../layout/sections.ts';

/** What a person has chosen to see. */
export interface Choice {
  readonly text: string;
  readonly cluster: string | undefined;
  readonly service: string | undefined;
  readonly function: string | undefined;
  readonly kinds: ReadonlySet<DecisionKind>;
  readonly range: TimeRange;
  /** Lanes that are open, and those that are shown whatever their section leaves out. */
  readonly open: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
  /** How many lanes a section shows, by its name. */
  readonly limits: ReadonlyMap<string, number>;
  /** Decisions that are pointed at, by their places, and the moment. */
  readonly selected: ReadonlySet<number>;
  readonly moment: number | undefined;
}

/** The picture, and what of it is seen; those who show it are told of every change. */
export class State {
  readonly picture: Picture;
  readonly lanes: ReadonlyMap<string, Lane>;
  choice: Choice;
  /** Places of decisions by their lane. */
  readonly #byLane: ReadonlyMap<string, readonly number[]>;
  readonly #listeners = new Set<(change: Partial<Choice>) => void>();

  constructor(picture: Picture) {
    this.picture = picture;
    this.lanes = new Map(picture.lanes.map((lane) => [lane.id, lane]));
    const places = [...picture.decisions.keys()];
    this.#byLane = Map.groupBy(places, (at) => picture.decisions[at]?.lane ?? '');
    this.choice = {
      text: '',
      cluster: undefined,
      service: undefined,
      function: undefined,
      kinds: new Set<DecisionKind>(['action', 'held-back', 'warning']),
      range: picture.range,
      open: new Set(),
      pinned: new Set(),
      limits: new Map(),
      selected: new Set(),
      moment: undefined,
    };
  }

  change(change: Partial<Choice>): void {
    this.choice = { ...this.choice, ...change };
    for (const listener of this.#listeners) listener(change);
  }

  onChange(listener: (change: Partial<Choice>) => void): void {
    this.#listeners.add(listener);
  }

  /** Lanes that are looked for; those whose decisions have the words too. */
  get laneFilter(): LaneFilter {
    const { text, cluster, service } = this.choice;
    const found = text.trim() === '' ? [] : this.picture.decisions.filter((each) => this.#isListed(each));
    const byDecision = new Set(found.filter((each) => contains(this.textOf(each), text)).map(({ lane }) => lane));
    return { text: text.trim(), cluster, service, byDecision };
  }

  get decisionFilter(): DecisionFilter {
    const filter = this.laneFilter;
    const byLane = new Set(
      this.picture.lanes.filter((lane) => isMeant(lane, { ...filter, byDecision: new Set() })).map(({ id }) => id),
    );
    const inPlace = new Set(
      this.picture.lanes.filter((lane) => isMeant(lane, { ...filter, text: '' })).map(({ id }) => id),
    );
    const { kinds, function: by } = this.choice;
    const isMeantHere = (decision: PicturedDecision): boolean =>
      inPlace.has(decision.lane) && (byLane.has(decision.lane) || contains(this.textOf(decision), filter.text));
    return { kinds, function: by, isMeant: isMeantHere };
  }

  textOf({ function: by, what, reason, detail }: PicturedDecision): string {
    return [by, what, reason, this.picture.meanings[reason], detail].join(' ');
  }

  /** Whether a decision is of the kinds and of the function that are shown. */
  #isListed({ kind, function: by }: PicturedDecision): boolean {
    const { kinds, function: wanted } = this.choice;
    return kinds.has(kind) && (wanted === undefined || by === wanted);
  }

  /** Decisions of a lane that are shown, with their places. */
  decisionsOf(lane: string): readonly (readonly [PicturedDecision, number])[] {
    return (this.#byLane.get(lane) ?? []).flatMap((index) => {
      const decision = this.picture.decisions[index];
      return decision !== undefined && this.#isListed(decision) ? [[decision, index] as const] : [];
    });
  }
}
