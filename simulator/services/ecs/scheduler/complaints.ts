import type { World } from '../../../account/world.ts';
import type { Announcer } from '../lifecycle/announcer.ts';
import type { ServiceRecord } from '../state/records.ts';
import { failureReason, unableToPlace } from './messages.ts';
import type { NearMiss } from './placement.ts';

const SIX_HOURS = 6 * 3_600_000;

/**
 * Service event messages about what can't be done. The same message is left out until its cause is resolved or six
 * hours have passed. Source: ECS developer guide, Service event messages.
 */
export class Complaints {
  readonly #world: World;
  readonly #announcer: Announcer;

  constructor(world: World, announcer: Announcer) {
    this.#world = world;
    this.#announcer = announcer;
  }

  /** A task found no place. */
  unableToPlace(service: ServiceRecord, nearMiss: NearMiss | undefined): void {
    const isNew = this.say(service, unableToPlace(nearMiss), nearMiss?.obstacle);
    if (!isNew) return;
    this.#announcer.serviceAction(service, {
      eventType: 'ERROR',
      eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
      reason: failureReason(nearMiss?.obstacle),
    });
  }

  /**
   * Says it, unless it was said already.
   * @param cause what makes two messages the same; the text unless given
   */
  say(service: ServiceRecord, text: string, cause: string = text): boolean {
    const now = this.#world.clock.now();
    const { complaint } = service;
    if (complaint?.message === cause && now - complaint.at < SIX_HOURS) return false;
    service.complaint = { message: cause, at: now };
    this.#announcer.serviceMessage(service, text);
    return true;
  }
}
