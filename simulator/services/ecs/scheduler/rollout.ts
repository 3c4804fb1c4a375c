import type { World } from '../../../account/world.ts';
import type { Announcer } from '../lifecycle/announcer.ts';
import { deploymentId } from '../state/identifiers.ts';
import type { DeploymentRecord, ServiceRecord, TaskDefinitionRecord } from '../state/records.ts';
import { STEADY } from './messages.ts';

/** Begins and completes deployments, and says when a service is steady. */
export class Rollout {
  readonly #world: World;
  readonly #announcer: Announcer;

  constructor(world: World, announcer: Announcer) {
    this.#world = world;
    this.#announcer = announcer;
  }

  /** Makes a new PRIMARY deployment; those before become ACTIVE. */
  begin(service: ServiceRecord, taskDefinition: TaskDefinitionRecord): DeploymentRecord {
    const now = this.#world.clock.now();
    const id = deploymentId(this.#world.random.stream('ecs.deployment-ids'));
    const deployment: DeploymentRecord = {
      id,
      status: 'PRIMARY',
      taskDefinition,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      counts: { running: 0, pending: 0 },
      createdAt: now,
      updatedAt: now,
    };
    for (const older of service.deployments) older.status = 'ACTIVE';
    service.deployments.unshift(deployment);
    service.steady = false;
    this.#announcer.deploymentChanged(service, deployment);
    return deployment;
  }

  /**
   * Drops deployments that have no task left, completes the PRIMARY one and reports a steady state, where that is so.
   * @param busy the scheduler did something, or would if it could
   */
  settle(service: ServiceRecord, busy: boolean): void {
    const { desiredCount, tasks, counts } = service;
    service.deployments = service.deployments.filter(
      ({ status, counts: { running, pending } }) => status === 'PRIMARY' || running + pending > 0,
    );
    const steady =
      !busy &&
      tasks.size === desiredCount &&
      counts.running === desiredCount &&
      service.deployments.length === 1 &&
      service.status === 'ACTIVE';
    if (steady && !service.steady) {
      service.complaint = undefined;
      this.#complete(service);
      this.#announcer.serviceMessage(service, STEADY);
      this.#announcer.serviceAction(service, { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
    }
    service.steady = steady;
  }

  #complete(service: ServiceRecord): void {
    const [primary] = service.deployments;
    if (primary?.rolloutState !== 'IN_PROGRESS') return;
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = this.#world.clock.now();
    this.#announcer.serviceMessage(service, `(deployment ${primary.id}) deployment completed.`);
    this.#announcer.deploymentChanged(service, primary);
  }
}
