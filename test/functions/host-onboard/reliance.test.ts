import { describe, expect, it } from 'vitest';
import { RelianceReader } from '../../../functions/host-onboard/reliance.ts';
import type { DefinitionCredentials, TaskCredentials } from '../../../shared/aws/task-credentials.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn } from '../../builders/clusters.ts';

const signal = new AbortController().signal;
const BRIDGE: DefinitionCredentials = { hasTaskRole: false, networkMode: 'bridge' };

const aTask = (overrides: Partial<TaskCredentials> = {}): TaskCredentials => ({
  taskDefinitionArn: 'web:1',
  launchType: 'EC2',
  hasRoleOverride: false,
  ...overrides,
});

/** A reader of these pages, and the task definitions that it read. */
function readerOf(
  pages: readonly (readonly TaskCredentials[])[],
  definition: DefinitionCredentials | Error = BRIDGE,
  clock: () => number = () => 0,
): { readonly reader: RelianceReader; readonly read: string[]; readonly pagesRead: () => number } {
  const read: string[] = [];
  let count = 0;
  const reads: ConstructorParameters<typeof RelianceReader>[0] = {
    taskPages: async function* () {
      for (const page of pages) {
        count += 1;
        yield page;
      }
    },
    describeDefinition: async (arn) => {
      read.push(arn);
      if (definition instanceof Error) throw definition;
      return definition;
    },
  };
  const reader = new RelianceReader(reads, clock);
  return { reader, read, pagesRead: () => count };
}

describe('containers of a cluster', () => {
  it.each<[string, Partial<TaskCredentials>, DefinitionCredentials, string]>([
    ['in bridge mode without a task role rely on the instance', {}, BRIDGE, 'relied'],
    ['in the default mode of Windows do too', {}, { ...BRIDGE, networkMode: 'default' }, 'relied'],
    ['with a task role do not', {}, { ...BRIDGE, hasTaskRole: true }, 'not-relied'],
    ['started with another role do not', { hasRoleOverride: true }, BRIDGE, 'not-relied'],
    ['in the network of the host need no hop', {}, { ...BRIDGE, networkMode: 'host' }, 'not-relied'],
    ['with an ENI of their own need none either', {}, { ...BRIDGE, networkMode: 'awsvpc' }, 'not-relied'],
    ['without a network reach nothing anyway', {}, { ...BRIDGE, networkMode: 'none' }, 'not-relied'],
    ['on Fargate have no host', { launchType: 'FARGATE' }, BRIDGE, 'not-relied'],
    ['on external instances have another', { launchType: 'EXTERNAL' }, BRIDGE, 'not-relied'],
  ])('%s', async (_, task, definition, kind) => {
    expect((await readerOf([[aTask(task)]], definition).reader.of(clusterArn(), signal)).kind).toBe(kind);
  });

  it('are asked for no longer than until one relies on it', async () => {
    const { reader, pagesRead } = readerOf([[aTask()], [aTask()]]);
    expect(await reader.of(clusterArn(), signal)).toEqual({ kind: 'relied', taskDefinitionArn: 'web:1' });
    expect(pagesRead()).toBe(1);
  });

  it('cost one read for each task definition and process', async () => {
    const { reader, read } = readerOf([[aTask(), aTask()], [aTask()]], { ...BRIDGE, hasTaskRole: true });
    await reader.of(clusterArn('a'), signal);
    await reader.of(clusterArn('b'), signal);
    expect(read).toEqual(['web:1']);
  });

  it('that are too many leave it unclear', async () => {
    const pages = Array.from({ length: 30 }, () => [aTask()]);
    const many = readerOf(pages, { ...BRIDGE, hasTaskRole: true });
    expect((await many.reader.of(clusterArn(), signal)).kind).toBe('unclear');
    expect(many.pagesRead()).toBe(10);
    const various = readerOf([pages.map((_, index) => aTask({ taskDefinitionArn: `web:${index}` }))], {
      ...BRIDGE,
      hasTaskRole: true,
    });
    expect((await various.reader.of(clusterArn(), signal)).kind).toBe('unclear');
    expect(various.read).toHaveLength(25);
  });

  it.each([
    ['throttled', new RetryableError('throttled', 'Rate exceeded'), 'unread'],
    ['not allowed', new RetryableError('access-denied', 'no'), 'unread'],
    ['rejected for good', new PermanentError('rejected', 'no'), 'unclear'],
  ])('that are not to be read, %s, are never taken for relying', async (_, failure, kind) => {
    expect((await readerOf([[aTask()]], failure).reader.of(clusterArn(), signal)).kind).toBe(kind);
  });
});

it('are asked once a minute and cluster, and at once again where they could not be read', async () => {
  let now = 0;
  const { reader, pagesRead } = readerOf([[aTask()]], BRIDGE, () => now);
  for (const [at, cluster] of [
    [0, 'a'],
    [59_999, 'a'],
    [59_999, 'b'],
  ] as const) {
    now = at;
    expect(await reader.of(clusterArn(cluster), signal)).toMatchObject({ kind: 'relied' });
  }
  expect(pagesRead()).toBe(2);
  now = 60_000;
  await reader.of(clusterArn('a'), signal);
  expect(pagesRead()).toBe(3);
  const failing = readerOf([[aTask()]], new RetryableError('throttled', 'busy'));
  await failing.reader.of(clusterArn('a'), signal);
  await failing.reader.of(clusterArn('a'), signal);
  expect(failing.pagesRead()).toBe(2);
});
