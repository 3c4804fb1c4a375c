import type {
  CreateServiceRequest,
  CreateServiceResponse,
  DeleteServiceRequest,
  DeleteServiceResponse,
  UpdateServiceRequest,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import type { Authorization } from '../../../account/authorization.ts';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import type { EcsBucket } from './buckets.ts';
import { createService } from './create-service.ts';
import { invalidParameter } from './errors.ts';
import { requireCluster, requireService } from './lookups.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { serviceShape } from './service-shapes.ts';
import { updateService } from './update-service.ts';

/** Writing operations on services. */
export function serviceWriteOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const write: { bucket: EcsBucket } = { bucket: 'service-write' };
  const on = (action: string, cluster: string | undefined, service: string | undefined): Authorization[] =>
    permissions.services(action, cluster, [service ?? '']);
  return {
    CreateService: operation<CreateServiceRequest, CreateServiceResponse>({
      ...write,
      authorize: ({ cluster, serviceName, tags }) =>
        on('CreateService', cluster, serviceName).map(({ conditions, ...authorization }) => ({
          ...authorization,
          conditions: { 'ecs:cluster': conditions?.['ecs:cluster'] ?? '', ...requestTagConditions(tags) },
        })),
      handle: (input, { caller }) => ({
        service: serviceShape(createService(core, input, { createdBy: caller.principalArn }), ['TAGS']),
      }),
    }),
    UpdateService: operation<UpdateServiceRequest, UpdateServiceResponse>({
      ...write,
      authorize: ({ cluster, service }) => on('UpdateService', cluster, service),
      handle: (input) => ({ service: serviceShape(updateService(core, input), ['TAGS']) }),
    }),
    DeleteService: operation<DeleteServiceRequest, DeleteServiceResponse>({
      ...write,
      authorize: ({ cluster, service }) => on('DeleteService', cluster, service),
      handle: (input) => ({ service: deleteService(core, input) }),
    }),
  };
}

/** The service is DRAINING until its tasks stop, then INACTIVE. */
function deleteService(
  core: EcsCore,
  { cluster, service: name, force = false }: DeleteServiceRequest,
): NonNullable<DeleteServiceResponse['service']> {
  const service = requireService(requireCluster(core.state, cluster), name);
  if (service.status === 'INACTIVE') return serviceShape(service, []);
  if (!force && service.schedulingStrategy === 'REPLICA' && service.desiredCount > 0) {
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  }
  service.status = 'DRAINING';
  core.scheduler.request(service);
  core.announcer.serviceChanged(service);
  return serviceShape(service, []);
}
