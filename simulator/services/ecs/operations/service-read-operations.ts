import type {
  DescribeServicesRequest,
  DescribeServicesResponse,
  ListServicesRequest,
  ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import type { EcsBucket } from './buckets.ts';
import { checkEntries } from './errors.ts';
import { findService, requireCluster } from './lookups.ts';
import { filtered, paginate } from './pagination.ts';
import { Permissions } from './permissions.ts';
import { serviceShape } from './service-shapes.ts';

/** Reading operations on services. */
export function serviceReadOperations({ state }: EcsCore): Record<string, Operation> {
  const permissions = new Permissions(state);
  const read: { bucket: EcsBucket } = { bucket: 'service-read' };
  return {
    DescribeServices: operation<DescribeServicesRequest, DescribeServicesResponse>({
      ...read,
      authorize: ({ cluster, services }) => permissions.services('DescribeServices', cluster, services),
      handle: ({ cluster: name, services: names = [], include = [] }) => {
        const cluster = requireCluster(state, name);
        checkEntries(names, 10, 'Services');
        const found = names.map((service) => ({ service, record: findService(cluster, service) }));
        return {
          services: found.flatMap(({ record }) => (record === undefined ? [] : [serviceShape(record, include)])),
          failures: found
            .filter(({ record }) => record === undefined)
            .map(({ service }) => ({ arn: state.arns.missingService(service), reason: 'MISSING' })),
        };
      },
    }),
    ListServices: operation<ListServicesRequest, ListServicesResponse>({
      ...read,
      authorize: ({ cluster }) => [permissions.inCluster('ListServices', cluster)],
      handle: (input) => {
        const { launchType, schedulingStrategy } = input;
        const services = filtered(
          requireCluster(state, input.cluster).services.values(),
          (service) =>
            service.status === 'ACTIVE' &&
            (launchType === undefined || service.launchType === launchType) &&
            (schedulingStrategy === undefined || service.schedulingStrategy === schedulingStrategy),
        );
        const { items, nextToken } = paginate(services, input, { standard: 10, most: 100 });
        return { serviceArns: items.map(({ arn }) => arn), nextToken };
      },
    }),
  };
}
