import { onTestFinished } from 'vitest';
import type { Act } from '../../../cli/demo/act.ts';
import { play } from '../../../cli/demo/play.ts';
import type { Outcome } from '../../../cli/demo/promises/promise.ts';
import { Simulation } from '../../../simulator/simulation.ts';

export const MINUTE = 60_000;

/** Makes the story go wrong. */
export type Spoil = (simulation: Simulation) => void;

/** Plays acts of the demo, all unless told otherwise. @returns what became of its promises */
export async function playWith(
  seed: number,
  { story, spoil }: { readonly story?: readonly Act[]; readonly spoil?: Spoil } = {},
): Promise<readonly Outcome[]> {
  const simulation = await Simulation.start({ seed });
  onTestFinished(() => simulation.close());
  spoil?.(simulation);
  return play(simulation, undefined, story);
}

/** The promises that were broken, each with its fault. */
export const broken = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ promise, fault }) => (fault === undefined ? [] : [`${promise}: ${fault}`]));

/** Does something so many milliseconds after the story has begun. */
export function later({ clock }: Simulation, delay: number, what: () => void): void {
  clock.after(delay, 'the test spoils the story', what);
}

/** A function does not run: its messages wait. */
export function asleep(name: string): Spoil {
  return ({ mappings }) => {
    const mapping = mappings.get(`ecs-ops-dev-${name}`);
    if (mapping === undefined) throw new Error(`${name} is not deployed`);
    mapping.enabled = false;
  };
}
