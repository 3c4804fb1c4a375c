import { ServiceError } from '../../../wire/service-error.ts';

/** The API's errors. Source: ECS API reference, Common errors and each operation's own. */

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}

export function clientException(message: string): ServiceError {
  return new ServiceError('ClientException', message);
}

export function clusterNotFound(): ServiceError {
  return new ServiceError('ClusterNotFoundException', 'Cluster not found.');
}

export function serviceNotFound(): ServiceError {
  return new ServiceError('ServiceNotFoundException', 'Service not found.');
}

export function serviceNotActive(): ServiceError {
  return new ServiceError('ServiceNotActiveException', 'Service was not ACTIVE.');
}

export function resourceNotFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified resource was not found.');
}

/** @throws ServiceError InvalidParameterException when there are more entries than a call takes, or none */
export function checkEntries(entries: readonly unknown[] | undefined, most: number, what: string): void {
  if (entries === undefined || entries.length === 0) throw invalidParameter(`${what} can not be empty.`);
  if (entries.length > most) throw invalidParameter(`${what} can have at most ${most} items.`);
}
