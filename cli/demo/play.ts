import type { Simulation } from '../../simulator/simulation.ts';
import type { Act, Stage } from './act.ts';
import { CapacityWatch } from './capacity-watch.ts';
import { History } from './history.ts';
import { HostNames } from './host-names.ts';
import type { Outcome } from './promises/promise.ts';
import { STORY } from './story.ts';

/** Who watches the story. */
export interface Audience {
  /** Before an act, and after what happens before it untold. */
  readonly begins: (act: Act, number: number) => void;
  readonly says: Stage['say'];
  /** After an act. */
  readonly ends: (outcomes: readonly Outcome[], act: Act) => void;
}

/** Plays a story on a simulation that holds nothing yet. @returns what became of every promise */
export async function play(
  simulation: Simulation,
  audience?: (names: HostNames) => Audience,
  story = STORY,
): Promise<readonly Outcome[]> {
  const names = new HostNames(simulation);
  const watching = audience?.(names);
  const say: Stage['say'] = (who, what) => watching?.says(who, what);
  const history = new History(simulation);
  const stage: Stage = { simulation, history, capacity: new CapacityWatch(simulation), names, say };
  const outcomes: Outcome[] = [];
  for (const [index, act] of story.entries()) {
    if (act.before !== undefined) {
      act.before.happen(stage);
      await simulation.runFor(act.before.duration);
    }
    watching?.begins(act, index + 1);
    act.happen(stage);
    await simulation.runFor(act.duration);
    const judged = act.promises(stage);
    outcomes.push(...judged);
    watching?.ends(judged, act);
  }
  return outcomes;
}
