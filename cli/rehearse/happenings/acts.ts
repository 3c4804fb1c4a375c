import type { NotApplied } from '../report/rehearsal.ts';
import { type ScenarioEvent, type Verb, verbOf } from '../scenario/schema.ts';

/** Says that something of an event can't happen: what and why, and what would make it happen. */
export type SayMissing = (what: string, mend: string) => void;

/** An event of a scenario: whether it took place, and what of it did not. */
interface Act {
  readonly verb: Verb;
  /** What it acts on. Events that act alike on the same are one thing that a scenario does several times. */
  readonly meant: string;
  readonly misses: Omit<NotApplied, 'event' | 'times'>[];
}

/** How an event says what can't happen of it. */
export interface Misses {
  /** Nothing of it can happen. */
  readonly cannot: SayMissing;
  /** It happens, but not as written. */
  readonly partly: SayMissing;
}

/** What became of the events of a scenario. */
export class Acts {
  readonly #acts: readonly Act[];
  readonly #begun = new Set<Act>();
  readonly #duration: number;
  readonly #events: readonly ScenarioEvent[];

  /** @param duration how long the scenario is played, in milliseconds */
  constructor(events: readonly ScenarioEvent[], duration: number) {
    this.#events = events;
    this.#duration = duration;
    this.#acts = events.map((event) => ({ verb: verbOf(event), meant: meantBy(event), misses: [] }));
  }

  /** Begins the event of that index. */
  begin(index: number): Misses {
    const act = this.#acts[index] as Act;
    this.#begun.add(act);
    const add =
      (extent: NotApplied['extent']): SayMissing =>
      (what, mend) =>
        act.misses.push({ extent, what, mend });
    return { cannot: add('not-at-all'), partly: add('in-part') };
  }

  /** How many different things the scenario does. */
  get count(): number {
    return this.#things().length;
  }

  /** What did not happen as written: what did not happen at all first. Said several times it is there once. */
  notApplied(): readonly NotApplied[] {
    const missing = this.#things().flatMap((acts) => this.#missingOf(acts));
    return missing.toSorted((a, b) => Number(a.extent === 'in-part') - Number(b.extent === 'in-part'));
  }

  /** How many of them did not happen at all. */
  get missed(): number {
    return this.#things().filter((acts) => !this.#tookPlace(acts)).length;
  }

  #things(): readonly (readonly Act[])[] {
    return [...Map.groupBy(this.#acts, ({ meant }) => meant).values()];
  }

  #tookPlace(acts: readonly Act[]): boolean {
    return acts.some((act) => this.#begun.has(act) && act.misses.every(({ extent }) => extent === 'in-part'));
  }

  #missingOf(acts: readonly Act[]): readonly NotApplied[] {
    const [first] = acts as [Act];
    const begun = acts.filter((act) => this.#begun.has(act));
    if (begun.length === 0) return [this.#tooLate(first)];
    const tookPlace = this.#tookPlace(acts);
    const said = begun.flatMap(({ misses }) => misses);
    return [...Map.groupBy(said, ({ what }) => what).values()].map((alike) => {
      const [{ extent, what, mend }] = alike as [Act['misses'][number]];
      return { event: first.verb, times: alike.length, extent: tookPlace ? 'in-part' : extent, what, mend };
    });
  }

  #tooLate(act: Act): NotApplied {
    const { at } = this.#events[this.#acts.indexOf(act)] as ScenarioEvent;
    return {
      event: act.verb,
      times: 1,
      extent: 'not-at-all',
      what: `it is to begin after ${inMinutes(at)}, and the rehearsal ends after ${inMinutes(this.#duration)}`,
      mend: `play it for longer: --for "${Math.ceil(at / 60_000) + 10} min"`,
    };
  }
}

function inMinutes(milliseconds: number): string {
  return milliseconds < 60_000 ? `${milliseconds / 1_000} s` : `${Math.round(milliseconds / 6_000) / 10} min`;
}

/** Fields that say what an event acts on; the others say how much, and when. */
const SUBJECT = ['cluster', 'group', 'zone', 'service', 'calls', 'source'] as const;

function meantBy(event: ScenarioEvent): string {
  const verb = verbOf(event);
  const fields: Readonly<Record<string, unknown>> = { ...event[verb] };
  return JSON.stringify([verb, ...SUBJECT.map((field) => fields[field] ?? '')]);
}
