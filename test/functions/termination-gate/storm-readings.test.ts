import { describe, expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { range } from '../../builders/host-finding.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';
import { CLUSTERS, Finding } from '../../builders/storm-finding.ts';

/** What is found at a moment, and how many lists and descriptions that took. */
async function findAt(finding: Finding, at: number, numbers: readonly number[], mayWait = true) {
  finding.now = at;
  finding.readAt.length = 0;
  return [await finding.find(numbers, mayWait), finding.readAt.length] as const;
}

/** A finder that has searched for a host at 0 s, and read where all hosts are at 1 s; of the hosts 1 to 50 each cluster has five. */
async function inStorm(forgotten: readonly number[] = []): Promise<Finding> {
  const finding = new Finding();
  for (const number of range(50, 1)) finding.world.withCluster(`c${number % CLUSTERS}`, [number]);
  await finding.find([900]);
  finding.now = 500;
  for (const number of forgotten) finding.forget(number);
  finding.now = 1_000;
  await finding.find([901]);
  return finding;
}
/** A search lists the hosts of each cluster; a reading also describes those that are new. */
const SEARCH = CLUSTERS;
const READING = 2 * CLUSTERS;

describe('a storm', () => {
  it.each([
    { seconds: 59.999, calls: READING },
    { seconds: 60, calls: SEARCH },
  ])('lasts for a minute from the last search on: after $seconds s', async ({ seconds, calls }) => {
    const finding = new Finding();
    for (const number of range(50, 1)) finding.world.withCluster(`c${number % CLUSTERS}`, [number]);
    await finding.find([900]);
    expect(await findAt(finding, seconds * 1_000, [901])).toEqual([['not-found'], calls]);
  });

  it('is no longer for hosts of which it is remembered where they are', async () => {
    const finding = new Finding();
    finding.world.withCluster('c1', [1, 2]);
    await finding.find([1]);
    expect(await findAt(finding, 30_000, [1])).toEqual([['c1'], 0]);
    expect(await findAt(finding, 61_000, [2])).toEqual([['c1'], SEARCH]);
    expect(finding.world.count('DescribeClusters')).toBe(0);
  });
});

describe('a reading', () => {
  it('is believed for a minute', async () => {
    const finding = await inStorm();
    expect(await findAt(finding, 40_000, [950])).toEqual([['not-found'], 0]);
    expect(await findAt(finding, 60_999, [951])).toEqual([['not-found'], 0]);
    expect(await findAt(finding, 61_000, [952])).toEqual([['not-found'], CLUSTERS]);
  });

  it('that tells of all hosts asked for needs no other call', async () => {
    const finding = await inStorm();
    finding.now = 40_000;
    finding.forget(902);
    await findAt(finding, 50_000, [902]);
    finding.world.calls.length = 0;
    expect(await findAt(finding, 62_000, [3, 903])).toEqual([['c3', 'not-found'], 0]);
    expect(finding.world.calls).toEqual([]);
  });

  it.each([
    { at: 6_000, found: 'not-found' },
    { at: 6_001, found: 'put-off' },
  ])('is believed for 5 s of what is to be looked for anew: at $at ms', async ({ at, found }) => {
    const finding = await inStorm([3, 902]);
    expect(await findAt(finding, at, [902])).toEqual([[found], 0]);
  });

  it('comes after a pause of 0.8 s for each call, until which hosts are put off', async () => {
    const finding = await inStorm();
    finding.now = 2_000;
    finding.forget(902);
    // Twenty calls at 1 s.
    expect(await finding.secondsFor(902)).toBe(15);
    expect(await findAt(finding, 16_999, [902])).toEqual([['put-off'], 0]);
    expect(await findAt(finding, 17_000, [902])).toEqual([['not-found'], CLUSTERS]);
  });

  it('of few clusters comes after five seconds', async () => {
    const finding = new Finding(2);
    await finding.find([900]);
    finding.now = 1_000;
    await finding.find([901]);
    finding.now = 2_000;
    finding.forget(902);
    expect(await finding.secondsFor(902)).toBe(4);
  });

  it.each([
    ['found', 3],
    ['found to be in no cluster', 902],
  ])('does not tell of a host that was %s by it, and that is to be looked for anew since', async (_, number) => {
    const finding = await inStorm([number]);
    const [known] = await findAt(finding, 1_500, [number]);
    expect(known).not.toEqual(['put-off']);
    finding.forget(number);
    expect(await findAt(finding, 2_500, [number])).toEqual([['put-off'], 0]);
  });

  it('does not tell of a host that was searched for before it, and that is to be looked for anew since', async () => {
    const finding = await inStorm();
    finding.now = 2_000;
    finding.forget(3);
    expect(await findAt(finding, 2_000, [3], false)).toEqual([['c3'], SEARCH]);
    finding.forget(902);
    expect(await findAt(finding, 18_000, [902])).toEqual([['not-found'], CLUSTERS]);
    finding.now = 19_000;
    finding.forget(3);
    expect(await findAt(finding, 20_000, [3])).toEqual([['put-off'], 0]);
  });

  it('is made where it can’t be told how large the clusters are', async () => {
    const finding = new Finding();
    finding.world.withCluster('c1', [1]);
    await finding.find([900]);
    finding.world.beforeCall = (operation) => {
      if (operation === 'DescribeClusters') throw new Error('down');
    };
    expect((await findAt(finding, 1_000, [1]))[0]).toEqual(['c1']);
  });
});

describe('of a cluster of 2,000 hosts', () => {
  /** A reading is 20 lists and as many descriptions; a search is one of each for a hundred hosts. */
  it.each([
    { hosts: 500, listed: 5 },
    { hosts: 501, listed: 1 },
  ])(
    '$hosts are searched for by themselves only where that takes a quarter of the calls',
    async ({ hosts, listed }) => {
      const finding = new Finding(1);
      finding.world.withCluster('c0', range(2_000, 1));
      await finding.find([9_000]);
      finding.world.calls.length = 0;
      const [found] = await findAt(finding, 1_000, range(hosts, 1));
      expect(new Set(found)).toEqual(new Set(['c0']));
      expect(finding.world.count('ListContainerInstances')).toBe(listed);
    },
  );
});

describe('where a host is', () => {
  it('is remembered once it is told, or found', async () => {
    const finding = await inStorm();
    const found = {
      clusterArn: clusterArn('c4'),
      containerInstanceArn: hostArn(77, 'c4'),
      ec2InstanceId: instanceId(77),
    };
    const hasPlace = (number: number) => finding.finder.hasPlace(instanceId(number));
    expect([3, 77].map(hasPlace)).toEqual([false, false]);
    finding.finder.remember([found]);
    expect(await findAt(finding, 2_000, [3, 77])).toEqual([['c3', 'c4'], 0]);
    expect([3, 77].map(hasPlace)).toEqual([true, true]);
  });

  it('stays remembered where only an absence is to be forgotten; an absence does not', async () => {
    const finding = await inStorm();
    expect(await findAt(finding, 2_000, [3, 902])).toEqual([['c3', 'not-found'], 0]);
    for (const number of [3, 902]) finding.finder.forgetAbsence(instanceId(number));
    expect(await findAt(finding, 3_000, [3, 902])).toEqual([['c3', 'put-off'], 0]);
  });
});
