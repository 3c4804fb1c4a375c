import type { Simulation } from '../../simulator/simulation.ts';
import { History } from './history.ts';
import { HostNames } from './host-names.ts';
import type { Outcome } from './promises/promise.ts';
import { type Act, STORY, type Stage } from './story.ts';

/** Who watches the story. */
export interface Audience {
  /** Before an act. */
  readonly begins: (act: Act, number: number) => void;
  readonly says: Stage['say'];
  /** After an act. */
  readonly ends: (outcomes: readonly Outcome[]) => void;
}

/** Plays the story on a simulation that holds nothing yet. @returns what became of every promise */
export async function play(
  simulation: Simulation,
  audience?: (names: HostNames) => Audience,
): Promise<readonly Outcome[]> {
  const names = new HostNames(simulation);
  const watching = audience?.(names);
  const say: Stage['say'] = (who, what) => watching?.says(who, what);
  const stage: Stage = { simulation, history: new History(simulation), names, say };
  const outcomes: Outcome[] = [];
  for (const [index, act] of STORY.entries()) {
    watching?.begins(act, index + 1);
    act.happen(stage);
    await simulation.runFor(act.duration);
    const judged = act.promises(stage);
    outcomes.push(...judged);
    watching?.ends(judged);
  }
  return outcomes;
}
