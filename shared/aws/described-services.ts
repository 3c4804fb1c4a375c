import {
  DescribeServicesCommand,
  type ECSClient,
  paginateListServices,
  type Service as SdkService,
} from '@aws-sdk/client-ecs';
import type { Service } from '../domain/cluster.ts';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { type ApiFailure, parted, type Shape, toFailure, toService } from './ecs-shapes.ts';
import { calling } from './failures.ts';

/** ECS API reference, DescribeServices: "you may specify up to 10 services to describe in a single operation". */
const SERVICES_PER_CALL = 10;
/** ECS API reference, ListServices: maxResults "can be between 1 and 100". */
const PER_PAGE = 100;
/** Chunks in flight together: far under the burst of the bucket of service reads (100). */
const CHUNKS_AT_ONCE = 4;

/** A service with its counts and the state of its deployments. */
export interface DescribedService {
  readonly service: Service;
  /** The task definition of its primary deployment or task set; '' where there is none. */
  readonly taskDefinitionArn: string;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** It has more than one deployment or task set, or one whose rollout state is IN_PROGRESS. */
  readonly isDeploying: boolean;
  /** Percent of the desired count (ECS API reference, DeploymentConfiguration). */
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** It has a strategy `spread` over `attribute:ecs.availability-zone`, or none at all, which is the same. */
  readonly spreadsOverZones: boolean;
}

/** Reads all services of a cluster, with their tags. One that is deleted meanwhile is not in the answer. */
export async function describeAllServices(
  ecs: ECSClient,
  cluster: string,
  signal: AbortSignal,
): Promise<{ readonly services: readonly DescribedService[]; readonly failures: readonly ApiFailure[] }> {
  const arns = await listServices(ecs, cluster, signal);
  const answers = await mapAtMost(CHUNKS_AT_ONCE, chunk(SERVICES_PER_CALL, arns), (services) =>
    calling('DescribeServices', () =>
      ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }), { abortSignal: signal }),
    ),
  );
  const described = answers.flatMap((answer) => answer.services ?? []).filter(({ status }) => status !== 'INACTIVE');
  const { items, failures } = parted(described.map(toDescribedService));
  failures.push(...answers.flatMap((answer) => answer.failures ?? []).map(toFailure));
  return { services: items, failures: failures.filter(({ reason }) => reason !== 'MISSING') };
}

async function listServices(ecs: ECSClient, cluster: string, abortSignal: AbortSignal): Promise<readonly string[]> {
  return calling('ListServices', async () => {
    const arns: string[] = [];
    const pages = paginateListServices({ client: ecs }, { cluster, maxResults: PER_PAGE }, { abortSignal });
    for await (const page of pages) arns.push(...(page.serviceArns ?? []));
    return arns;
  });
}

function toDescribedService(sdk: SdkService): Shape<DescribedService> {
  const shape = toService(sdk);
  if ('failure' in shape) return shape;
  const { deployments = [], taskSets = [], deploymentConfiguration, placementStrategy = [] } = sdk;
  const inProgress = deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  const primary = [...deployments, ...taskSets].find(({ status }) => status === 'PRIMARY');
  const spread = placementStrategy.some(
    ({ type, field }) => type === 'spread' && field?.toLowerCase() === 'attribute:ecs.availability-zone',
  );
  const item = {
    service: shape.item,
    taskDefinitionArn: primary?.taskDefinition ?? sdk.taskDefinition ?? '',
    runningCount: sdk.runningCount ?? 0,
    pendingCount: sdk.pendingCount ?? 0,
    isDeploying: inProgress || deployments.length > 1 || taskSets.length > 1,
    // ECS API reference, DeploymentConfiguration: the defaults for services whose tasks ECS replaces by turns.
    minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
    maximumPercent: deploymentConfiguration?.maximumPercent ?? 200,
    spreadsOverZones: spread || placementStrategy.length === 0,
  };
  return { item };
}
