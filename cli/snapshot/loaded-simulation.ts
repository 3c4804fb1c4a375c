import type { Simulation } from '../../simulator/simulation.ts';
import type { SimulationOptions } from '../../simulator/simulation-options.ts';
import type { Snapshot } from './snapshot.ts';

/** How a snapshot becomes a simulation. */
export interface LoadOptions extends Omit<SimulationOptions, 'account' | 'start'> {
  /** Epoch milliseconds at which the simulation begins; when the snapshot was taken unless given. */
  readonly start?: number;
  /**
   * `add` gives each group of the clusters' hosts the stack's terminate hook where it has none that notifies the stack, as
   * the README asks for; `leave`, the default, takes the groups as they are.
   */
  readonly terminateHooks?: 'add' | 'leave';
}

/** Something of the snapshot that the simulation has otherwise, or not at all. */
export interface LoadNote {
  /** What it is about: an ARN, a name, an id. */
  readonly about: string;
  readonly message: string;
}

/** A simulation that stands as the account stood, with the packaged stack beside; no time has passed. */
export interface LoadedSimulation {
  readonly simulation: Simulation;
  /** For the user; in the order of the snapshot. */
  readonly notes: readonly LoadNote[];
}

/**
 * The loader, `simulationFrom` of `simulation-from.ts`. Whoever calls it closes the simulation. It needs what
 * `npm run package` writes.
 */
export type SimulationFrom = (snapshot: Snapshot, options?: LoadOptions) => Promise<LoadedSimulation>;
