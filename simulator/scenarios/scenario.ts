import type { Simulation } from '../simulation.ts';

/** A situation that a simulation can start from. */
export interface Scenario {
  readonly name: string;
  /** One line for a list of scenarios. */
  readonly description: string;
  /** Sets the situation up; called once, before time moves. */
  readonly set: (simulation: Simulation) => void;
}
