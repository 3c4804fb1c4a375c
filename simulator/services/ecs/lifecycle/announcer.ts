import type { World } from '../../../account/world.ts';
import { uuidFrom } from '../../../kernel/identifiers.ts';
import type { EcsChange, EcsListener } from '../changes.ts';
import type { DeploymentRecord, HostRecord, ServiceRecord, TaskRecord } from '../state/records.ts';
import { hostEvent, type ServiceAction, serviceActionEvent, taskEvent } from './event-shapes.ts';

/** Service event messages that AWS keeps. Source: ECS developer guide, Service event messages. */
const KEPT_MESSAGES = 100;

/** Tells the outside what happened: events on the bus, service event messages, listeners. */
export class Announcer {
  readonly #world: World;
  readonly #listeners = new Set<EcsListener>();

  constructor(world: World) {
    this.#world = world;
  }

  /** @returns a function that takes the listener off again */
  listen(listener: EcsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The host's resources, status or connection changed: its version grows and an event goes out. */
  hostChanged(host: HostRecord, what: 'resources' | 'state'): void {
    host.version += 1;
    this.#world.publish(hostEvent(host, this.#world.clock.now()));
    if (what === 'resources') return;
    this.#tell({
      kind: 'host',
      at: this.#world.clock.now(),
      clusterName: host.cluster.name,
      containerInstanceArn: host.arn,
      ec2InstanceId: host.ec2InstanceId,
      status: host.status,
      agentConnected: host.agentConnected,
    });
  }

  /** The task changed: its version grows and an event goes out. */
  taskChanged(task: TaskRecord): void {
    task.version += 1;
    this.#world.publish(taskEvent(task, this.#world.clock.now()));
    this.#tell({
      kind: 'task',
      at: this.#world.clock.now(),
      clusterName: task.cluster.name,
      taskArn: task.arn,
      group: task.group,
      ec2InstanceId: task.host?.ec2InstanceId,
      lastStatus: task.lastStatus,
      desiredStatus: task.desiredStatus,
      stoppedReason: task.stoppedReason,
    });
  }

  /** The service was created, updated or deleted. */
  serviceChanged(service: ServiceRecord, message?: string): void {
    this.#tell({
      kind: 'service',
      at: this.#world.clock.now(),
      clusterName: service.cluster.name,
      serviceName: service.name,
      status: service.status,
      desiredCount: service.desiredCount,
      runningCount: service.counts.running,
      pendingCount: service.counts.pending,
      message,
    });
  }

  /** Writes a service event message, `(service <name>) <text>`. */
  serviceMessage(service: ServiceRecord, text: string): void {
    const message = `(service ${service.name}) ${text}`;
    const id = uuidFrom(this.#world.random.stream('ecs.event-ids'));
    service.events.unshift({ id, createdAt: new Date(this.#world.clock.now()), message });
    if (service.events.length > KEPT_MESSAGES) service.events.length = KEPT_MESSAGES;
    this.serviceChanged(service, message);
  }

  /** Puts an `ECS Service Action` on the bus. */
  serviceAction(service: ServiceRecord, action: ServiceAction): void {
    this.#world.publish(serviceActionEvent(service, action, this.#world.clock.now()));
  }

  /** Puts an `ECS Deployment State Change` on the bus. */
  deploymentChanged(service: ServiceRecord, deployment: DeploymentRecord): void {
    const completed = deployment.rolloutState === 'COMPLETED';
    this.#world.publish({
      source: 'aws.ecs',
      detailType: 'ECS Deployment State Change',
      resources: [service.arn],
      detail: {
        eventType: 'INFO',
        eventName: completed ? 'SERVICE_DEPLOYMENT_COMPLETED' : 'SERVICE_DEPLOYMENT_IN_PROGRESS',
        deploymentId: deployment.id,
        updatedAt: new Date(deployment.updatedAt).toISOString(),
        reason: deployment.rolloutStateReason,
      },
    });
  }

  #tell(change: EcsChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
