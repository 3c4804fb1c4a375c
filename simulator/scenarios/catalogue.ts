import { drains } from './drains.ts';
import { evening } from './evening.ts';
import { fleet } from './fleet.ts';
import type { Scenario } from './scenario.ts';
import { shop } from './shop.ts';

const empty: Scenario = {
  name: 'empty',
  description: 'an account with nothing in it but the controller',
  set: () => undefined,
};

/** Every scenario that the server mode knows. */
export const SCENARIOS: readonly Scenario[] = [empty, shop, drains, evening, fleet];
