import { type Happening, type ScenarioEvent, type Verb, verbOf } from '../scenario/schema.ts';
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
  const verb = verbOf(event);
  // The happening is of this very verb; the compiler can't see it.
  (HAPPEN[verb] as (stage: Stage, happening: unknown) => void)(stage, event[verb]);
}
