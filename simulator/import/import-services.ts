import type { Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { parseClusterExpression } from '../services/ecs/query/parse.ts';
import type { Simulation } from '../simulation.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { AccountState, Note } from './account-state.ts';

/** Puts task definitions in; those that tasks and services name and that are not there get the size of their tasks. */
export function importTaskDefinitions({ ecs }: Simulation, state: AccountState, note: Note): void {
  for (const definition of [...state.taskDefinitions, ...missingDefinitions(state, note)]) {
    const { placementConstraints = [], taskDefinitionArn = '' } = definition;
    ecs.restore.taskDefinition({
      ...definition,
      placementConstraints: understood(placementConstraints, taskDefinitionArn, note),
    });
  }
}

/** Puts services in, without their tasks. */
export function importServices({ ecs }: Simulation, state: AccountState, note: Note): void {
  for (const service of state.services) {
    const { serviceArn = '', placementConstraints = [] } = service;
    if (service.status === 'INACTIVE') continue;
    if (service.taskDefinition === undefined) {
      note(serviceArn, 'without a task definition of its own: left out, its tasks are taken as standalone');
      continue;
    }
    for (const message of differences(service)) note(serviceArn, message);
    ecs.restore.service({ ...service, placementConstraints: understood(placementConstraints, serviceArn, note) });
  }
}

/** What of a service the simulator has otherwise. */
function* differences(service: Service): Generator<string> {
  const { launchType, deploymentController, loadBalancers = [], availabilityZoneRebalancing } = service;
  if (launchType === 'EXTERNAL' || launchType === 'MANAGED_INSTANCES')
    yield `launch type ${launchType} is not simulated: taken as EC2`;
  if (deploymentController?.type !== undefined && deploymentController.type !== 'ECS')
    yield `deployments by ${deploymentController.type} are not simulated: taken as rolling updates`;
  if (loadBalancers.length > 0) yield 'the deregistration delay of its target groups is not known: taken as 300 s';
  if (availabilityZoneRebalancing === 'ENABLED') yield 'rebalancing between zones is not simulated';
}

/** Those constraints whose expression the simulator understands. */
function understood<
  Constraint extends { readonly type?: string | undefined; readonly expression?: string | undefined },
>(constraints: readonly Constraint[], about: string, note: Note): Constraint[] {
  return constraints.filter(({ type, expression }) => {
    const why = type === 'distinctInstance' ? undefined : misunderstanding(expression);
    if (why !== undefined) note(about, `a placement constraint is left out, so tasks may be placed elsewhere: ${why}`);
    return why === undefined;
  });
}

function misunderstanding(expression: string | undefined): string | undefined {
  if (expression === undefined) return 'it has no expression';
  try {
    parseClusterExpression(expression);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

function missingDefinitions({ taskDefinitions, services, tasks }: AccountState, note: Note): TaskDefinition[] {
  const known = new Set(taskDefinitions.map(({ taskDefinitionArn }) => taskDefinitionArn));
  const named = [...services.flatMap(namedBy), ...tasks.map(({ taskDefinitionArn }) => taskDefinitionArn)];
  return [...new Set(named)].flatMap((arn) => {
    if (arn === undefined || known.has(arn)) return [];
    const task = tasks.find(({ taskDefinitionArn }) => taskDefinitionArn === arn);
    const size = task === undefined ? 'nothing' : `${task.cpu ?? 0} CPU units and ${task.memory ?? 0} MiB`;
    note(arn, `not described: taken as one container of ${size}, as its tasks say, without ports and constraints`);
    const [family = '', revision = '1'] = arn.slice(arn.lastIndexOf('/') + 1).split(':');
    const containerDefinitions = [{ name: family }];
    const { cpu = '0', memory = '0' } = task ?? {};
    return [{ taskDefinitionArn: arn, family, revision: Number(revision), cpu, memory, containerDefinitions }];
  });
}

function namedBy({ taskDefinition, deployments = [] }: Service): (string | undefined)[] {
  return [taskDefinition, ...deployments.map((deployment) => deployment.taskDefinition)];
}
