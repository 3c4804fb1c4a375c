import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type PortMapping,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { RetryableError } from '../domain/errors.ts';
import { calling } from './failures.ts';

/** What a task of a task definition takes of a host (ECS API reference, TaskDefinition). */
export interface TaskNeeds {
  readonly taskDefinitionArn: string;
  /** CPU units that ECS reserves: of the task, or else of its containers together. */
  readonly cpu: number;
  /** MiB that ECS reserves: of the task, or else of its containers, `memoryReservation` where there is one. */
  readonly memory: number;
  readonly gpus: number;
  /** Fixed host ports, as in `80/tcp`. */
  readonly hostPorts: readonly string[];
  /** Names and values of attributes that a host must have; an undefined value stands for any. */
  readonly requiresAttributes: readonly { readonly name: string; readonly value: string | undefined }[];
  /** The task has a network interface of its own. */
  readonly isAwsvpc: boolean;
  /** Expressions of `memberOf` constraints, in the cluster query language. */
  readonly expressions: readonly string[];
}

/** Reads what the tasks of a task definition, named by its ARN, take. */
export async function describeTaskNeeds(ecs: ECSClient, arn: string, signal: AbortSignal): Promise<TaskNeeds> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
  const answer = await calling('DescribeTaskDefinition', () => ecs.send(command, { abortSignal: signal }));
  const definition = answer.taskDefinition;
  if (!definition) throw new RetryableError('inconsistent-reads', `DescribeTaskDefinition left out ${arn}`);
  return toTaskNeeds(arn, definition);
}

function toTaskNeeds(taskDefinitionArn: string, definition: TaskDefinition): TaskNeeds {
  const { containerDefinitions: containers = [], networkMode, placementConstraints = [] } = definition;
  const sum = (of: (container: ContainerDefinition) => number | undefined): number =>
    containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  const isAwsvpc = networkMode === 'awsvpc';
  return {
    taskDefinitionArn,
    cpu: wholeNumber(definition.cpu) ?? sum(({ cpu }) => cpu),
    memory: wholeNumber(definition.memory) ?? sum(({ memory, memoryReservation }) => memoryReservation ?? memory),
    gpus: sum(gpusOf),
    hostPorts: isAwsvpc ? [] : containers.flatMap((each) => hostPortsOf(each, networkMode === 'host')),
    requiresAttributes: requiredAttributes(definition),
    isAwsvpc,
    expressions: placementConstraints.flatMap(({ type, expression }) =>
      type === 'memberOf' && expression ? [expression] : [],
    ),
  };
}

function requiredAttributes({ requiresAttributes = [], runtimePlatform }: TaskDefinition) {
  const required = requiresAttributes.flatMap(({ name, value }) => (name ? [{ name, value }] : []));
  const architecture = runtimePlatform?.cpuArchitecture;
  // Whether ECS holds to it on EC2 or not, a host of the other kind is no place to plan for.
  return architecture ? [...required, { name: 'ecs.cpu-architecture', value: architecture.toLowerCase() }] : required;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function gpusOf({ resourceRequirements = [] }: ContainerDefinition): number {
  return resourceRequirements.reduce((sum, { type, value }) => (type === 'GPU' ? sum + Number(value) : sum), 0);
}

/** In host mode a container's port is the host's. Elsewhere 0 or nothing stands for any free port. */
function hostPortsOf({ portMappings = [] }: ContainerDefinition, isHostMode: boolean): readonly string[] {
  return portMappings.flatMap((mapping) => {
    const { hostPort, containerPort, containerPortRange, protocol = 'tcp' } = mapping;
    if (isHostMode && containerPortRange) return rangeOf(containerPortRange).map((port) => `${port}/${protocol}`);
    return fixedPort({ hostPort, containerPort }, isHostMode).map((port) => `${port}/${protocol}`);
  });
}

function fixedPort({ hostPort, containerPort }: PortMapping, isHostMode: boolean): readonly number[] {
  const port = isHostMode ? hostPort || containerPort : hostPort;
  return port ? [port] : [];
}

/** All ports of a range as in `8000-8010`. */
function rangeOf(text: string): readonly number[] {
  const [first = 0, last = first] = text.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
