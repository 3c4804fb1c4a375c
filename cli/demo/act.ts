import type { Simulation } from '../../simulator/simulation.ts';
import type { CapacityWatch } from './capacity-watch.ts';
import type { History } from './history.ts';
import type { HostNames } from './host-names.ts';
import type { Outcome } from './promises/promise.ts';

/** What acts work with. */
export interface Stage {
  readonly simulation: Simulation;
  readonly history: History;
  readonly capacity: CapacityWatch;
  readonly names: HostNames;
  /** Says what a person does. */
  readonly say: (who: string, what: string) => void;
}

/** One part of the story. */
export interface Act {
  readonly title: string;
  /** What a person has to know, and what is worth a look. */
  readonly about: string;
  readonly look?: string;
  /** What happens before, for so many milliseconds of virtual time, and is not told. */
  readonly before?: { readonly happen: (stage: Stage) => void; readonly duration: number };
  readonly happen: (stage: Stage) => void;
  /** Milliseconds of virtual time that it is watched. */
  readonly duration: number;
  /** Whether a table of verdicts belongs to it. */
  readonly showsVerdicts?: boolean;
  /** What is promised of it, judged at its end. */
  readonly promises: (stage: Stage) => readonly Outcome[];
}
