import type { World } from '../../account/world.ts';
import { announceInterruption, announceRebalance } from './events.ts';
import type { Instance } from './instance.ts';

/** What Spot does with an interrupted instance. */
export interface Interruption {
  /** Default `terminate`. */
  readonly action?: 'terminate' | 'stop' | 'hibernate';
  /** Milliseconds between warning and end: two minutes by default; 0 for hibernation, which begins at once. */
  readonly notice?: number;
  /** False: the warning, which is best effort, is never sent. */
  readonly warned?: boolean;
}

/** Told of each notice that Spot sends about an instance. */
export type SpotListener = (instanceId: string, kind: 'interruption' | 'rebalance') => void;

/** What Spot needs of EC2 to end an instance. */
export interface InstanceEnder {
  terminate(instanceId: string, reason: string): unknown;
  stop(instanceId: string, reason: string): unknown;
}

const NOTICE = 120_000;

/** Spot's notices, and what follows them. Source: EC2 user guide, Spot Instance interruptions. */
export class Spot {
  readonly #world: World;
  readonly #ender: InstanceEnder;
  readonly #listeners = new Set<SpotListener>();

  constructor(world: World, ender: InstanceEnder) {
    this.#world = world;
    this.#ender = ender;
  }

  /** Warns now, and ends the instance when the notice runs out, unless it is gone by then. */
  interrupt(instance: Instance, interruption: Interruption): void {
    const { instanceId } = instance;
    const action = interruption.action ?? 'terminate';
    if (interruption.warned ?? true) {
      announceInterruption(this.#world, instance, action);
      this.#tell(instanceId, 'interruption');
    }
    const notice = interruption.notice ?? (action === 'hibernate' ? 0 : NOTICE);
    this.#world.clock.after(notice, `Spot interruption of ${instanceId}`, () => {
      if (action === 'terminate') this.#ender.terminate(instanceId, 'Server.SpotInstanceTermination');
      else this.#ender.stop(instanceId, 'Server.SpotInstanceStop');
    });
  }

  /** Announces an elevated risk of interruption. */
  recommendRebalance(instance: Instance): void {
    announceRebalance(this.#world, instance);
    this.#tell(instance.instanceId, 'rebalance');
  }

  /** @returns ends the subscription */
  listen(listener: SpotListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(instanceId: string, kind: 'interruption' | 'rebalance'): void {
    for (const listener of this.#listeners) listener(instanceId, kind);
  }
}
