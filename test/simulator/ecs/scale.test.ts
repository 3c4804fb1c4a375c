import { expect, it } from 'vitest';
import { EcsTest } from './ecs-test.ts';

const HOSTS = 1_000;
const TASKS = 10_000;
const PER_PAGE = 100;

/** A thousand hosts with ten tasks each, of ten services. */
async function aLargeCluster(): Promise<EcsTest> {
  const test = new EcsTest().withHosts(HOSTS);
  test.ecs.registerTaskDefinition({ family: 'job', cpu: '128', memory: '256' });
  for (let number = 0; number < 10; number += 1) {
    const desiredCount = TASKS / 10;
    test.ecs.createService({ cluster: 'main', serviceName: `job-${number}`, taskDefinition: 'job', desiredCount });
  }
  await test.pass(120);
  return test;
}

/** Reads a whole list, then describes what it names, as many at a time as the API takes. @returns items and calls */
function readAll<Item>(test: EcsTest, names: { list: string; describe: string; arns: string; items: string }) {
  const arns: string[] = [];
  const items: Item[] = [];
  let calls = 0;
  let nextToken: unknown;
  do {
    const page = test.call<Record<string, unknown>>(names.list, { cluster: 'main', nextToken });
    arns.push(...(page[names.arns] as string[]));
    nextToken = page['nextToken'];
    calls += 1;
  } while (nextToken !== undefined);
  for (let first = 0; first < arns.length; first += PER_PAGE) {
    const input = { cluster: 'main', [names.items]: arns.slice(first, first + PER_PAGE) };
    items.push(...(test.call<Record<string, Item[]>>(names.describe, input)[names.items] ?? []));
    calls += 1;
  }
  return { items, calls };
}

it('a thousand hosts and ten thousand tasks are read in 220 calls, each once, and their books agree', async () => {
  const test = await aLargeCluster();
  const hosts = readAll<{ containerInstanceArn: string; runningTasksCount: number }>(test, {
    list: 'ListContainerInstances',
    describe: 'DescribeContainerInstances',
    arns: 'containerInstanceArns',
    items: 'containerInstances',
  });
  const tasks = readAll<{ taskArn: string; containerInstanceArn: string; lastStatus: string }>(test, {
    list: 'ListTasks',
    describe: 'DescribeTasks',
    arns: 'taskArns',
    items: 'tasks',
  });
  expect([hosts.calls, tasks.calls]).toEqual([20, 200]);
  expect(new Set(tasks.items.map(({ taskArn }) => taskArn)).size).toBe(TASKS);
  expect(tasks.items.every(({ lastStatus }) => lastStatus === 'RUNNING')).toBe(true);
  const perHost = Map.groupBy(tasks.items, ({ containerInstanceArn }) => containerInstanceArn);
  expect(
    hosts.items.filter((host) => host.runningTasksCount !== perHost.get(host.containerInstanceArn)?.length),
  ).toEqual([]);
  expect(hosts.items).toHaveLength(HOSTS);
});

it('nothing happens in them while nothing changes', async () => {
  const test = await aLargeCluster();
  test.startOver();
  const before = test.world.events.length;
  await test.pass(3_600);
  expect(test.world.clock.nextDue()).toBeUndefined();
  expect([test.world.events.length - before, test.timeline()]).toEqual([0, []]);
});
