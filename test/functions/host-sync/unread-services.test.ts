import { expect, it } from 'vitest';
import { unreadServices } from '../../../functions/host-sync/unread-services.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';

// AWS names a missing service that was asked for by its name by an ARN without the cluster.
it.each([
  ['the cluster', serviceArn('web', 'shop')],
  ['no cluster', serviceArn('web', 'shop').replace('shop/', '')],
])('a missing service is named with its cluster, though the failure names it with %s', (_, arn) => {
  const candidate = { serviceName: 'web', listed: true, expected: true };
  const answer = { services: [], failures: [{ arn, reason: 'MISSING', detail: '' }] };
  expect(unreadServices(clusterArn('shop'), [candidate], answer)).toEqual([
    {
      subject: serviceArn('web', 'shop'),
      failure: expect.objectContaining({
        reason: 'service-gone',
        message: `${serviceArn('web', 'shop')} does not exist`,
      }),
    },
  ]);
});
