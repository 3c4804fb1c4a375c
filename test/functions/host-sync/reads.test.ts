import { DescribeContainerInstancesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { awsReads } from '../../../functions/host-sync/reads.ts';

const api = mockClient(ECSClient);
const reads = awsReads(new ECSClient({}), new ResourceGroupsTaggingAPIClient({}));
const signal = new AbortController().signal;
const one = [{ status: 'ACTIVE', capacityProviderName: 'spot' }];

describe('counting hosts by provider', () => {
  it('leaves out a host that left in between', async () => {
    const failures = [{ arn: 'b', reason: 'MISSING' }];
    api.on(DescribeContainerInstancesCommand).resolves({ containerInstances: one, failures });
    expect(await reads.countByCapacityProvider('c', ['a', 'b'], signal)).toEqual(new Map([['spot', 1]]));
  });

  it('gives no number when a host could not be read', async () => {
    const failures = [{ arn: 'b', reason: 'ACCESS_DENIED', detail: 'no' }];
    api.on(DescribeContainerInstancesCommand).resolves({ containerInstances: one, failures });
    const count = reads.countByCapacityProvider('c', ['a', 'b'], signal);
    await expect(count).rejects.toMatchObject({ name: 'RetryableError', message: 'b: ACCESS_DENIED no' });
  });
});
