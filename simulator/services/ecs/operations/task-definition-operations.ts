import type {
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionsRequest,
  ListTaskDefinitionsResponse,
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { type Operation, operation } from '../../../wire/operation.ts';
import type { EcsCore } from '../core.ts';
import type { TaskTimings } from '../options.ts';
import type { TaskDefinitionRecord } from '../state/records.ts';
import { demandOf } from '../state/resources.ts';
import type { EcsBucket } from './buckets.ts';
import { clientException } from './errors.ts';
import { requireTaskDefinition } from './lookups.ts';
import { paginate } from './pagination.ts';
import { Permissions, requestTagConditions } from './permissions.ts';
import { memberOfExpressions } from './service-settings.ts';
import { tagList, tagMap } from './tag-lists.ts';

/** Milliseconds from SIGTERM to SIGKILL without a `stopTimeout`. Source: ECS developer guide, ECS_CONTAINER_STOP_TIMEOUT. */
const STOP_TIMEOUT = 30_000;

/** Operations on task definitions. */
export function taskDefinitionOperations(core: EcsCore): Record<string, Operation> {
  const { state } = core;
  const permissions = new Permissions(state);
  const read: { bucket: EcsBucket } = { bucket: 'task-definition-read' };
  const write: { bucket: EcsBucket } = { bucket: 'task-definition-write' };
  return {
    RegisterTaskDefinition: operation<RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>({
      ...write,
      authorize: ({ family = '', tags }) => [
        {
          action: 'ecs:RegisterTaskDefinition',
          resource: state.arns.taskDefinition(family, '*'),
          conditions: requestTagConditions(tags),
        },
      ],
      handle: (input) => {
        const definition = registerTaskDefinition(core, input);
        return { taskDefinition: shape(definition), tags: tagList(definition.tags) };
      },
    }),
    DescribeTaskDefinition: operation<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>({
      ...read,
      authorize: () => [permissions.account('DescribeTaskDefinition')],
      handle: ({ taskDefinition, include = [] }) => {
        const definition = requireTaskDefinition(state, taskDefinition);
        return {
          taskDefinition: shape(definition),
          ...(include.includes('TAGS') ? { tags: tagList(definition.tags) } : {}),
        };
      },
    }),
    ListTaskDefinitions: operation<ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>({
      ...read,
      authorize: () => [permissions.account('ListTaskDefinitions')],
      handle: (input) => {
        const { familyPrefix, status = 'ACTIVE', sort } = input;
        const definitions = [...state.taskDefinitions]
          .toSorted(([family], [other]) => (family < other ? -1 : 1))
          .flatMap(([, revisions]) => revisions)
          .filter((record) => record.status === status && (familyPrefix ?? record.family) === record.family);
        const sorted = sort === 'DESC' ? definitions.toReversed() : definitions;
        const places = sorted.map(({ arn }, index) => ({ arn, order: index + 1 }));
        const { items, nextToken } = paginate(places, input);
        return { taskDefinitionArns: items.map(({ arn }) => arn), nextToken };
      },
    }),
  };
}

/** Registers the next revision of the family. */
export function registerTaskDefinition(
  core: EcsCore,
  input: RegisterTaskDefinitionRequest,
  timings: Partial<TaskTimings> = {},
): TaskDefinitionRecord {
  const family = input.family ?? '';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) throw clientException('Family contains invalid characters.');
  if ((input.containerDefinitions ?? []).length === 0) throw clientException('Container list cannot be empty.');
  const revisions = core.state.taskDefinitions.get(family) ?? [];
  const revision = (revisions.at(-1)?.revision ?? 0) + 1;
  const definition = taskDefinitionRecord(core, input, { revision, timings });
  core.state.taskDefinitions.set(family, [...revisions, definition]);
  return definition;
}

/** Builds the record of a revision. */
export function taskDefinitionRecord(
  core: EcsCore,
  input: RegisterTaskDefinitionRequest,
  { revision, timings }: { readonly revision: number; readonly timings: Partial<TaskTimings> },
): TaskDefinitionRecord {
  const family = input.family ?? '';
  return {
    order: core.state.nextOrder(),
    arn: core.state.arns.taskDefinition(family, revision),
    family,
    revision,
    status: 'ACTIVE',
    input,
    demand: demandOf(input),
    memberOf: memberOfExpressions(
      input.placementConstraints?.map(({ type, expression }) => ({
        type: type ?? 'memberOf',
        ...(expression === undefined ? {} : { expression }),
      })),
    ),
    stopTimeout: stopTimeoutOf(input),
    timings: { ...core.settings.timings, ...timings },
    tags: tagMap(input.tags),
    registeredAt: core.world.clock.now(),
  };
}

function stopTimeoutOf({ containerDefinitions = [] }: RegisterTaskDefinitionRequest): number {
  const timeouts = containerDefinitions.map(({ stopTimeout }) =>
    stopTimeout === undefined ? STOP_TIMEOUT : stopTimeout * 1_000,
  );
  return Math.max(...timeouts);
}

function shape({ input, arn, family, revision, status, registeredAt }: TaskDefinitionRecord): TaskDefinition {
  const { tags: _tags, ...described } = input;
  return {
    ...described,
    taskDefinitionArn: arn,
    family,
    revision,
    status,
    registeredAt: new Date(registeredAt),
    placementConstraints: input.placementConstraints ?? [],
    volumes: input.volumes ?? [],
    compatibilities: ['EC2'],
  } as TaskDefinition;
}
