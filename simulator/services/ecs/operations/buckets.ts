import type { BucketRate } from '../../../wire/operation.ts';

/** Names of the API's token buckets. */
export type EcsBucket =
  | 'cluster-resource-read'
  | 'cluster-resource-write'
  | 'service-read'
  | 'service-write'
  | 'cluster-read'
  | 'task-protection';

/** Requests per account and Region. Source: ECS API reference, Request throttling for the Amazon ECS API. */
export const ECS_BUCKETS: Readonly<Record<EcsBucket, BucketRate>> = {
  'cluster-resource-read': { burst: 100, sustained: 20 },
  'cluster-resource-write': { burst: 100, sustained: 40 },
  'service-read': { burst: 100, sustained: 20 },
  'service-write': { burst: 50, sustained: 5 },
  'cluster-read': { burst: 50, sustained: 20 },
  'task-protection': { burst: 200, sustained: 80 },
};
