import type { Happening, ScenarioEvent, Verb } from '../scenario/schema.ts';
import { deploy, desiredCapacity, load } from './counts.ts';
import { interrupt, terminate, zoneOutage } from './hosts.ts';
import type { Stage } from './stage.ts';
import { lose, throttle } from './troubles.ts';

const HAPPEN: { readonly [Name in Verb]: (stage: Stage, happening: Happening<Name>) => void } = {
  interrupt,
  terminate,
  'zone-outage': zoneOutage,
  'desired-capacity': desiredCapacity,
  deploy,
  load,
  throttle,
  lose,
};

/** Has an event of a scenario happen, now. */
export function happen(stage: Stage, event: ScenarioEvent): void {
  for (const verb of Object.keys(HAPPEN) as Verb[]) {
    const happening = event[verb];
    // The happening is of this very verb; the compiler can't see it.
    if (happening !== undefined) (HAPPEN[verb] as (stage: Stage, happening: unknown) => void)(stage, happening);
  }
}
