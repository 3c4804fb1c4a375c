import { arnOf } from '../../account/account.ts';
import { evaluateForService, type PolicyVerdict } from '../../account/policy-evaluation.ts';
import type { World } from '../../account/world.ts';
import { ServiceError } from '../../wire/service-error.ts';
import type { DeliveryResult, DeliveryTarget, ServiceDelivery } from '../service-delivery.ts';
import { queueDoesNotExist } from './errors.ts';
import { Queue } from './queue.ts';
import { queueSettings } from './queue-settings.ts';

/** SQS: the account's standard queues. */
export class SqsSimulator implements DeliveryTarget {
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #queueUrl: (name: string) => string;
  readonly #queues = new Map<string, Queue>();

  /** @param queueUrl gives the address of a queue, whose last path segment is the queue's name */
  constructor(world: Pick<World, 'account' | 'clock' | 'random'>, queueUrl: (name: string) => string) {
    this.#world = world;
    this.#queueUrl = queueUrl;
  }

  /**
   * Creates a queue, or finds the one of that name with the same attributes.
   * @throws ServiceError `QueueNameExists`, and for attributes that are wrong or not modelled
   */
  createQueue(name: string, attributes: Readonly<Record<string, string>> = {}): Queue {
    if (!/^[\w-]{1,80}$/.test(name)) {
      const message = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
      throw new ServiceError('InvalidParameterValue', `${message}; FIFO queues are not modelled.`);
    }
    const settings = queueSettings(name, attributes);
    const existing = this.#queues.get(name);
    if (existing !== undefined) {
      const differs = Object.entries(attributes).some(([key, value]) => existing.settings.attributes[key] !== value);
      if (!differs) return existing;
      const message = 'A queue already exists with the same name and a different value for an attribute.';
      throw new ServiceError('QueueNameExists', message);
    }
    const queue = new Queue({
      name,
      arn: this.arnOf(name),
      settings,
      world: this.#world,
      queueByArn: (arn) => this.queueByArn(arn),
    });
    this.#queues.set(name, queue);
    return queue;
  }

  /** Sets some attributes and keeps the others. */
  setAttributes(queue: Queue, attributes: Readonly<Record<string, string>>): void {
    queue.settings = queueSettings(queue.name, { ...queue.settings.attributes, ...attributes });
  }

  deleteQueue(queue: Queue): void {
    queue.purge();
    this.#queues.delete(queue.name);
  }

  queues(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  queue(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  queueByArn(arn: string): Queue | undefined {
    return this.queues().find((queue) => queue.arn === arn);
  }

  /** The queue whose name is the last segment of the address. @throws ServiceError `QueueDoesNotExist` */
  queueByUrl(url: string | undefined): Queue {
    const queue = this.#queues.get(queueNameOf(url));
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  queueUrl(name: string): string {
    return this.#queueUrl(name);
  }

  arnOf(name: string): string {
    return arnOf(this.#world.account, 'sqs', name);
  }

  /** Delivers a service's message, as far as the queue's policy lets it. */
  deliver(delivery: ServiceDelivery): DeliveryResult {
    const { targetArn, service, sourceArn, body, attributes = {}, traceHeader } = delivery;
    const queue = this.queueByArn(targetArn);
    if (queue === undefined)
      return { kind: 'refused', code: 'NO_RESOURCE', because: `queue ${targetArn} does not exist` };
    const verdict = this.#mayDeliver(queue, service, sourceArn);
    if (!verdict.allowed) return { kind: 'refused', code: 'NO_PERMISSIONS', because: verdict.because };
    queue.send({ body, attributes, senderId: service, traceHeader, delaySeconds: undefined });
    return { kind: 'delivered' };
  }

  #mayDeliver(queue: Queue, service: string, sourceArn: string): PolicyVerdict {
    return evaluateForService(queue.settings.policy, {
      service,
      action: 'sqs:SendMessage',
      resource: queue.arn,
      sourceArn,
      sourceAccount: this.#world.account.id,
    });
  }
}

/** A queue's name from its address: the last path segment. */
export function queueNameOf(url: string | undefined): string {
  return url?.split('/').at(-1) ?? '';
}
