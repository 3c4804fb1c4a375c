import { expect, it } from 'vitest';
import { HostCounts } from '../../../functions/host-sync/host-counts.ts';
import type { Reads } from '../../../functions/host-sync/reads.ts';

const CLUSTER = { clusterArn: 'shop', status: 'ACTIVE', registeredContainerInstancesCount: 5, tags: {} };

/** Reads that have lists of a cluster's hosts, and say which were asked for. */
function aCluster(lists: Readonly<Record<'ACTIVE' | 'DRAINING', number>>) {
  const asked: string[] = [];
  const reads: Pick<Reads, 'listContainerInstances'> = {
    listContainerInstances: async ({ status = 'ACTIVE' }) => {
      asked.push(status);
      return Array.from({ length: lists[status] }, (_, index) => `host-${index}`);
    },
  };
  const counts = new HostCounts(CLUSTER, reads as Reads, new AbortController().signal);
  return { asked, counts };
}

it.each([
  { case: 'none is DRAINING', lists: { ACTIVE: 5, DRAINING: 0 }, present: 5, count: 5, asked: ['DRAINING'] },
  {
    case: 'there are more than at present',
    lists: { ACTIVE: 3, DRAINING: 2 },
    present: 2,
    count: 3,
    asked: ['DRAINING'],
  },
  {
    case: 'there are fewer than at present',
    lists: { ACTIVE: 3, DRAINING: 2 },
    present: 5,
    count: 3,
    asked: ['DRAINING', 'ACTIVE'],
  },
  {
    case: 'the DRAINING ones have left, which the list does not know yet',
    lists: { ACTIVE: 5, DRAINING: 2 },
    present: 5,
    count: 5,
    asked: ['DRAINING', 'ACTIVE'],
  },
])('counts $count of 5 registered hosts when $case', async ({ lists, present, count, asked }) => {
  const cluster = aCluster(lists);
  expect(await cluster.counts.count({ kind: 'all' }, present)).toEqual({ kind: 'counted', count });
  expect(cluster.asked).toEqual(asked);
});
