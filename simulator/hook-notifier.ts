import type { Iam } from './account/iam.ts';
import type { Notify } from './services/auto-scaling/context.ts';
import type { SnsSimulator } from './services/sns/sns-simulator.ts';
import type { SqsSimulator } from './services/sqs/sqs-simulator.ts';
import { ServiceError } from './wire/service-error.ts';

const SERVICE = 'autoscaling.amazonaws.com';

/**
 * Sends lifecycle hooks' messages as Auto Scaling does: under the hook's role, which must trust Auto Scaling and may
 * publish to the topic or send to the queue.
 */
export function hookNotifier(iam: Iam, sns: SnsSimulator, sqs: SqsSimulator): Notify {
  return (target, { subject, message }) => {
    const role = iam.role(target.roleArn ?? '');
    if (role === undefined || !iam.isTrusting(role.name, SERVICE)) {
      throw new ServiceError('ValidationError', `Auto Scaling cannot assume the role ${target.roleArn}`);
    }
    const queue = target.arn.split(':')[2] === 'sqs' ? sqs.queueByArn(target.arn) : undefined;
    const action = queue === undefined ? 'sns:Publish' : 'sqs:SendMessage';
    const decision = iam.evaluate(role.name, [{ action, resource: target.arn }]);
    if (!decision.allowed) throw new ServiceError('ValidationError', decision.because);
    if (queue === undefined) sns.publish(target.arn, { message, subject });
    else queue.send({ body: message, senderId: role.id, delaySeconds: undefined });
  };
}
