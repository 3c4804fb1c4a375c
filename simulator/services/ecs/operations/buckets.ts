import type { BucketRate } from '../../../wire/operation.ts';

/** Names of the API's token buckets. */
export type EcsBucket =
  | 'cluster-write'
  | 'cluster-read'
  | 'task-definition-write'
  | 'task-definition-read'
  | 'capacity-provider-write'
  | 'capacity-provider-read'
  | 'tag-write'
  | 'tag-read'
  | 'cluster-resource-read'
  | 'cluster-resource-write'
  | 'service-read'
  | 'service-write'
  | 'task-protection';

/** Requests per account and Region. Source: ECS API reference, Request throttling for the Amazon ECS API. */
export const ECS_BUCKETS: Readonly<Record<EcsBucket, BucketRate>> = {
  'cluster-write': { burst: 20, sustained: 1 },
  'cluster-read': { burst: 50, sustained: 20 },
  'task-definition-write': { burst: 20, sustained: 1 },
  'task-definition-read': { burst: 50, sustained: 20 },
  'capacity-provider-write': { burst: 10, sustained: 1 },
  'capacity-provider-read': { burst: 50, sustained: 20 },
  'tag-write': { burst: 20, sustained: 10 },
  'tag-read': { burst: 50, sustained: 20 },
  'cluster-resource-read': { burst: 100, sustained: 20 },
  'cluster-resource-write': { burst: 100, sustained: 40 },
  'service-read': { burst: 100, sustained: 20 },
  'service-write': { burst: 50, sustained: 5 },
  'task-protection': { burst: 200, sustained: 80 },
};
