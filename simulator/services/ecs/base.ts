import type { World } from '../../account/world.ts';
import type { Announcer } from './lifecycle/announcer.ts';
import type { EcsSettings } from './options.ts';
import type { EcsState } from './state/ecs-state.ts';

/** What every part of the simulated ECS works with. */
export interface EcsBase {
  readonly world: World;
  readonly settings: EcsSettings;
  readonly state: EcsState;
  readonly announcer: Announcer;
}
