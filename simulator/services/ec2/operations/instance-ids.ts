import type { Authorization } from '../../../account/authorization.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { Ec2Simulator } from '../ec2-simulator.ts';
import type { Instance } from '../instance.ts';

/**
 * Finds every instance of a call.
 * @throws ServiceError `InvalidInstanceID.Malformed`, or `InvalidInstanceID.NotFound` that names all the missing ones
 */
export function requireInstances(ec2: Ec2Simulator, instanceIds: readonly string[]): readonly Instance[] {
  const malformed = instanceIds.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const missing = instanceIds.filter((id) => ec2.instance(id) === undefined);
  if (missing.length > 0) {
    const [subject, verb] = missing.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    throw new ServiceError(
      'InvalidInstanceID.NotFound',
      `The instance ${subject} '${missing.join(', ')}' ${verb} not exist`,
    );
  }
  return instanceIds.map((id) => ec2.require(id));
}

/** Permission on instances, with the tags that conditions may ask for. Source: Service Authorization Reference, EC2. */
export function onInstances(ec2: Ec2Simulator, action: string, instanceIds: readonly string[]): Authorization[] {
  return instanceIds.map((id) => ({
    action,
    resource: ec2.arn(id),
    conditions: Object.fromEntries(
      Object.entries(ec2.instance(id)?.tags ?? {}).flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`ec2:ResourceTag/${key}`, value],
      ]),
    ),
  }));
}
