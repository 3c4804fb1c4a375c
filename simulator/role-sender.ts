import type { Iam } from './account/iam.ts';
import type { SnsSimulator } from './services/sns/sns-simulator.ts';
import type { SqsSimulator } from './services/sqs/sqs-simulator.ts';
import { ServiceError } from './wire/service-error.ts';

/** Something that a service sends to a queue or a topic under a role. */
export interface RoleMessage {
  /** Name or ARN of the role. */
  readonly role: string;
  /** The service that assumes the role: `autoscaling.amazonaws.com`, … */
  readonly service: string;
  /** ARN of the queue or topic. */
  readonly targetArn: string;
  readonly body: string;
  readonly subject?: string;
  /** ARN of the resource on whose behalf the service sends. */
  readonly sourceArn?: string;
}

/**
 * Sends messages as services do that act under a role of the account: the role must trust the service, and its policies
 * and the topic's or queue's must allow it to publish or to send.
 */
export class RoleSender {
  readonly #iam: Iam;
  readonly #sns: SnsSimulator;
  readonly #sqs: SqsSimulator;

  constructor(iam: Iam, sns: SnsSimulator, sqs: SqsSimulator) {
    this.#iam = iam;
    this.#sns = sns;
    this.#sqs = sqs;
  }

  /** @throws ServiceError `ValidationError` when the role is not trusted or may not; `NotFound` for an unknown topic */
  send({ role: nameOrArn, service, targetArn, body, subject, sourceArn }: RoleMessage): void {
    const role = this.#iam.role(nameOrArn);
    if (role === undefined || !this.#iam.isTrusting(role.name, service, sourceArn)) {
      throw new ServiceError('ValidationError', `${service} cannot assume the role ${nameOrArn}`);
    }
    const queue = this.#sqs.queueByArn(targetArn);
    const action = queue === undefined ? 'sns:Publish' : 'sqs:SendMessage';
    const decision = this.#iam.evaluate(role.name, [{ action, resource: targetArn }]);
    if (!decision.allowed) throw new ServiceError('ValidationError', decision.because);
    if (queue === undefined) this.#sns.publish(targetArn, { message: body, subject });
    else queue.send({ body, senderId: role.id });
  }
}
