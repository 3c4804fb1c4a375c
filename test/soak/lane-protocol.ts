import { inspect } from 'node:util';
import type { Played } from './play.ts';
import type { Breach } from './truth.ts';
import type { Bundles } from './world.ts';

/** A run to be played by a lane. */
export interface Task {
  readonly seed: number;
  /** The parts of the case that are left; undefined for all. */
  readonly parts?: readonly string[];
  readonly bundles?: Bundles;
}

/** What came of it; `thrown` when the simulation itself failed. */
export type Told =
  /** With the processor time that it took. */
  | { readonly seed: number; readonly played: Played; readonly processorSeconds: number }
  | { readonly seed: number; readonly thrown: Breach };

/** A run that the simulator could not play to its end counts as broken. */
export function breachOf(error: unknown): Breach {
  return { invariant: 'plays to its end', at: 0, what: inspect(error, { depth: 4 }) };
}

export function breachesIn(told: Told): readonly Breach[] {
  return 'played' in told ? told.played.breaches : [told.thrown];
}
