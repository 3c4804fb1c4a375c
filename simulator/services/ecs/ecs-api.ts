import * as ecsSchemas from '@aws-sdk/client-ecs';
import type { ServiceApi } from '../../wire/operation.ts';
import type { EcsCore } from './core.ts';
import { attributeOperations } from './operations/attribute-operations.ts';
import { ECS_BUCKETS } from './operations/buckets.ts';
import { capacityProviderOperations } from './operations/capacity-provider-operations.ts';
import { clusterOperations } from './operations/cluster-operations.ts';
import { hostOperations } from './operations/host-operations.ts';
import { serviceReadOperations } from './operations/service-read-operations.ts';
import { serviceWriteOperations } from './operations/service-write-operations.ts';
import { tagOperations } from './operations/tag-operations.ts';
import { taskDefinitionOperations } from './operations/task-definition-operations.ts';
import { taskProtectionOperations } from './operations/task-protection-operations.ts';
import { taskReadOperations } from './operations/task-read-operations.ts';
import { taskWriteOperations } from './operations/task-write-operations.ts';

/** The API of the simulated ECS, for the wire layer. */
export function ecsApi(core: EcsCore): ServiceApi {
  return {
    signingName: 'ecs',
    protocol: 'awsJson1_1',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    schemas: ecsSchemas,
    operations: {
      ...clusterOperations(core),
      ...hostOperations(core),
      ...serviceReadOperations(core),
      ...serviceWriteOperations(core),
      ...taskReadOperations(core),
      ...taskWriteOperations(core),
      ...taskProtectionOperations(core),
      ...taskDefinitionOperations(core),
      ...attributeOperations(core),
      ...tagOperations(core),
      ...capacityProviderOperations(core),
    },
    buckets: ECS_BUCKETS,
  };
}
