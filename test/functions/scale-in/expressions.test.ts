import { expect, it } from 'vitest';
import { Expressions } from '../../../functions/scale-in/expressions.ts';
import { mostNetworkInterfaces } from '../../../functions/scale-in/network-interfaces.ts';

const signal = new AbortController().signal;
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  'attribute:a exists': ['1', '2'],
  'attribute:b exists': ['2', '3'],
};

function asked() {
  const filters: string[] = [];
  const listContainerInstances = async ({ filter }: { readonly filter: string }): Promise<readonly string[]> => {
    filters.push(filter);
    return HOSTS[filter] ?? Promise.reject(new Error('no such attribute'));
  };
  return { filters, expressions: new Expressions('arn', { listContainerInstances }, signal) };
}

it('finds the hosts for which all expressions are true, and asks each once', async () => {
  const { filters, expressions } = asked();
  expect(await expressions.hostsOf([])).toEqual({ kind: 'all' });
  const both = ['attribute:a exists', 'attribute:b exists'];
  const [first, second] = await Promise.all([expressions.hostsOf(both), expressions.hostsOf(['attribute:a exists'])]);
  expect(first).toEqual({ kind: 'some', containerInstanceArns: new Set(['2']) });
  expect(second).toEqual({ kind: 'some', containerInstanceArns: new Set(['1', '2']) });
  expect(filters.toSorted()).toEqual(both);
});

it.each([
  'task:group == service:web',
  'not(task:group == service:web)',
  'runningTasksCount < 5',
  'pendingTasksCount == 0 and attribute:a exists',
  'agentConnected == true',
  `attribute:${'a'.repeat(2_000)} exists`,
])('does not ask what is not to be relied on: %s', async (expression) => {
  const { filters, expressions } = asked();
  expect(await expressions.hostsOf(['attribute:a exists', expression])).toMatchObject({ kind: 'not-evaluated' });
  expect(filters).toEqual(['attribute:a exists']);
});

it('says why ECS did not answer', async () => {
  const { expressions } = asked();
  const answer = await expressions.hostsOf(['attribute:c exists', 'attribute:a exists']);
  expect(answer).toEqual({ kind: 'not-evaluated', detail: 'memberOf attribute:c exists: no such attribute' });
});

it.each([
  [{}, undefined],
  [{ 'ecs.instance-type': 'm7g.medium' }, 1],
  [{ 'ecs.instance-type': 'm7g.large' }, 1],
  [{ 'ecs.instance-type': 'm7g.xlarge' }, 2],
  [{ 'ecs.instance-type': 'm7g.16xlarge' }, 3],
  [{ 'ecs.instance-type': 'm7g.metal' }, 3],
  [{ 'ecs.instance-type': 'm7g.large', 'ecs.awsvpc-trunk-id': 'eni-1' }, 9],
  [{ 'ecs.instance-type': 'm7g.12xlarge', 'ecs.awsvpc-trunk-id': 'eni-1' }, 38],
])('a host with %j takes so many awsvpc tasks: %s', (attributes, most) => {
  expect(mostNetworkInterfaces({ attributes })).toBe(most);
});
