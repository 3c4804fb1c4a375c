import type { World } from '../../../account/world.ts';
import { hexFrom, unusedId } from '../../../kernel/identifiers.ts';
import type { EcsState } from '../state/ecs-state.ts';
import type {
  ClusterRecord,
  DeploymentRecord,
  HostRecord,
  ServiceRecord,
  TaskDefinitionRecord,
  TaskRecord,
} from '../state/records.ts';

/** A task to start; its place has been chosen. */
export interface Launch {
  readonly cluster: ClusterRecord;
  readonly taskDefinition: TaskDefinitionRecord;
  /** Undefined on Fargate. */
  readonly host: HostRecord | undefined;
  readonly availabilityZone: string;
  readonly service?: ServiceRecord;
  readonly deployment?: DeploymentRecord;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly capacityProviderName: string | undefined;
  readonly tags?: Iterable<readonly [string, string]>;
}

/** Builds the record of a new task, and takes its resources from the host. */
export function taskRecord(
  { tags, host, service, deployment, ...launch }: Launch,
  state: EcsState,
  world: World,
): TaskRecord {
  const id = unusedId(
    () => hexFrom(world.random.stream('ecs.task-ids'), 32),
    (drawn) => launch.cluster.tasks.has(drawn),
  );
  const hasNetworkInterface = launch.taskDefinition.input.networkMode === 'awsvpc' || host === undefined;
  return {
    ...launch,
    order: state.nextOrder(),
    id,
    arn: state.arns.task(launch.cluster.name, id),
    host,
    service,
    deployment,
    launchType: host === undefined ? 'FARGATE' : 'EC2',
    tags: new Map(tags),
    gpuIds: host?.resources.take(launch.taskDefinition.demand) ?? [],
    lastStatus: hasNetworkInterface ? 'PROVISIONING' : 'PENDING',
    desiredStatus: 'RUNNING',
    version: 0,
    createdAt: world.clock.now(),
    startedAt: undefined,
    stoppingAt: undefined,
    executionStoppedAt: undefined,
    stoppedAt: undefined,
    stoppedReason: undefined,
    stopCode: undefined,
    exitCode: undefined,
    protection: undefined,
    step: undefined,
  };
}
