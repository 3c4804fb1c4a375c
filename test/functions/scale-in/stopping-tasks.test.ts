import { expect, it } from 'vitest';
import { ReadAllowance, readStoppingTasks } from '../../../functions/scale-in/stopping-tasks.ts';
import type { PlacedTask } from '../../../shared/aws/cluster-tasks.ts';
import type { DescribedHost } from '../../../shared/aws/described-hosts.ts';
import { range } from '../../builders/host-finding.ts';
import { aTask, hostArn, taskArn } from '../../builders/hosts.ts';
import { aClusterLook } from '../../builders/scale-in.ts';

const signal = new AbortController().signal;

/** Hosts that we drained; the last run the most. */
function drained(count: number): readonly DescribedHost[] {
  const { hosts } = aClusterLook({ hosts: range(count).map(() => ({ drainedFor: 1 })) });
  return hosts.map((host, index) => ({ ...host, runningTasksCount: index }));
}

function aPlacedTask(number: number, overrides: Partial<PlacedTask> = {}): PlacedTask {
  const task = aTask({ taskArn: taskArn(number), desiredStatus: 'STOPPED', lastStatus: 'STOPPING' });
  return { ...task, launchType: 'EC2', containerInstanceArn: hostArn(number), ...overrides };
}

/** Reads the tasks that are being stopped, one on each host and so many elsewhere in the cluster; says what it took. */
async function read(hosts: number, spare: number, elsewhere: number, overrides: Partial<PlacedTask> = {}) {
  const marked = drained(hosts);
  const own = marked.map(({ containerInstanceArn }, index) =>
    aPlacedTask(index, { containerInstanceArn, ...overrides }),
  );
  const allowance = new ReadAllowance(spare);
  const asked: string[] = [];
  const reads = {
    describeTasks: async ({ containerInstance = '' }) => {
      asked.push(containerInstance);
      return own.filter((task) => task.containerInstanceArn === containerInstance);
    },
    describeFewTasks: async ({ mostPages }: { readonly mostPages: number }) => {
      const all = [...own, ...range(elsewhere).map((index) => aPlacedTask(10_000 + index))];
      return all.length <= 100 * mostPages ? all : undefined;
    },
  };
  const found = await readStoppingTasks('shop', marked, { reads, allowance }, signal);
  const left = allowance.take(Number.MAX_SAFE_INTEGER);
  return { read: found.read.size, ofEach: asked.length, took: spare - left, tasks: found.tasks.length, marked, found };
}

it.each([
  { what: 'one by one where there are few', hosts: 2, spare: 100, elsewhere: 0, read: 2, ofEach: 2, took: 4 },
  {
    what: 'of the whole cluster where that is cheaper',
    hosts: 80,
    spare: 146,
    elsewhere: 900,
    read: 80,
    ofEach: 0,
    took: 20,
  },
  {
    what: 'one by one where the cluster has too many',
    hosts: 20,
    spare: 146,
    elsewhere: 5_000,
    read: 20,
    ofEach: 20,
    took: 50,
  },
  { what: 'of as many as the allowance is for', hosts: 80, spare: 30, elsewhere: 50_000, read: 7, ofEach: 7, took: 29 },
  { what: 'of none where there is nothing left', hosts: 5, spare: 0, elsewhere: 0, read: 0, ofEach: 0, took: 0 },
])('reads them $what', async ({ hosts, spare, elsewhere, what: _, ...expected }) => {
  expect(await read(hosts, spare, elsewhere)).toMatchObject(expected);
});

it('those of hosts that run the least come first', async () => {
  const { found, marked } = await read(80, 30, 50_000);
  expect([...found.read]).toEqual(marked.slice(0, 7).map(({ containerInstanceArn }) => containerInstanceArn));
});

it('asks for each host where it is not known on which one a task still runs', async () => {
  const { ofEach, read: count } = await read(20, 146, 0, { containerInstanceArn: undefined });
  expect([ofEach, count]).toEqual([20, 20]);
});
