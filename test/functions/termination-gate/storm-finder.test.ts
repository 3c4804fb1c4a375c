import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { aNotice } from '../../builders/gate-events.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { range } from '../../builders/host-finding.ts';
import { hostArn } from '../../builders/hosts.ts';
import { CLUSTERS, Finding } from '../../builders/storm-finding.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

describe('finding hosts', () => {
  it('asks all clusters the first time, and from then on knows where all hosts are', async () => {
    const finding = new Finding();
    for (const number of range(50, 1)) finding.world.withCluster(`c${number % CLUSTERS}`, [number]);
    expect(await finding.find([1])).toEqual(['c1']);
    finding.readAt.length = 0;
    finding.now = 5_000;
    expect(await finding.find([2, 900])).toEqual(['c2', 'not-found']);
    expect(finding.readAt).toHaveLength(2 * CLUSTERS);
    finding.readAt.length = 0;
    finding.now = 30_000;
    expect(await finding.find(range(50, 1))).toEqual(range(50, 1).map((number) => `c${number % CLUSTERS}`));
    expect(finding.readAt).toEqual([]);
  });

  it('describes no host twice, when it reads them anew', async () => {
    const finding = new Finding();
    finding.world.withCluster('c1', [1]);
    for (const [at, number] of [
      [0, 901],
      [5_000, 902],
    ] as const) {
      finding.now = at;
      await finding.find([number]);
    }
    finding.world.withCluster('c2', [2]);
    finding.now = 66_000;
    finding.readAt.length = 0;
    finding.world.calls.length = 0;
    // More than a minute later a search comes first again.
    await finding.find([903]);
    finding.now = 67_000;
    expect(await finding.find([2])).toEqual(['c2']);
    expect(finding.world.calls.filter((call) => call === 'DescribeContainerInstances')).toHaveLength(1);
  });

  it('puts off what has to be looked for anew, and lets it find a host that came meanwhile', async () => {
    const finding = new Finding();
    await finding.find([1]);
    finding.now = 1_000;
    await finding.find([2]);
    finding.now = 2_000;
    finding.forget(3);
    expect(await finding.find([3])).toEqual(['put-off']);
    finding.world.withCluster('c4', [3]);
    finding.now = 9_000;
    expect(await finding.find([3])).toEqual(['c4']);
  });

  it('does not put off what may not wait', async () => {
    const finding = new Finding();
    await finding.find([1]);
    finding.now = 1_000;
    await finding.find([2]);
    finding.world.withCluster('c4', [3]);
    finding.now = 2_000;
    expect(await finding.find([3], false)).toEqual(['c4']);
  });

  it('knows of no host that is in no cluster while a part can’t be read', async () => {
    const finding = new Finding();
    await finding.find([1]);
    finding.world.beforeCall = (_, about) => {
      if (about === clusterArn('c7')) throw new Error('down');
    };
    finding.now = 1_000;
    expect(await finding.find([2])).toEqual(['unreadable']);
  });

  it('searches for hosts by themselves in a cluster of many, and not more often than that allows', async () => {
    const finding = new Finding(1);
    finding.world.withCluster('c0', range(2_000, 1));
    finding.now = 1_000;
    await finding.find([1]);
    finding.readAt.length = 0;
    const answers: (string | undefined)[] = [];
    for (const number of range(15, 2)) answers.push(...(await finding.find([number])));
    // As a list and a description are counted for each, credit for 20 calls is used up by ten of them.
    expect(answers).toEqual([...Array<string>(11).fill('c0'), ...Array<string>(4).fill('put-off')]);
    expect(finding.readAt).toHaveLength(11);
    finding.now += 3_200;
    expect(await finding.find([13])).toEqual(['c0']);
    expect(await finding.find([14])).toEqual(['put-off']);
    expect(finding.world.count('DescribeClusters')).toBe(1);
  });

  it('puts off to the moment at which hosts may be searched for by themselves again', async () => {
    const finding = new Finding(1);
    finding.world.withCluster('c0', range(2_000, 1));
    finding.now = 1_000;
    await finding.find([1]);
    for (const number of range(11, 2)) await finding.find([number]);
    expect(await finding.secondsFor(13)).toBe(4);
  });

  it('never puts off for more than a minute, however many large clusters there are', async () => {
    const finding = new Finding(40, 500);
    finding.now = 1_000;
    await finding.find([1]);
    await finding.find([2]);
    expect(await finding.secondsFor(3)).toBeLessThanOrEqual(60);
    finding.now += 60_000;
    expect(await finding.find([3])).toEqual(['not-found']);
  });

  it('asks which registration is in use where an instance has two', async () => {
    const finding = new Finding();
    await finding.find([1]);
    finding.world.withCluster('c4', [3], { agentConnected: false });
    finding.world.withCluster('c5', [3], { containerInstanceArn: hostArn(77, 'c5') });
    finding.now = 1_000;
    expect(await finding.find([3])).toEqual(['c5']);
  });

  it.each([
    ['c4', 'c5'],
    ['c5', 'c4'],
    ['c12', 'c1'],
    ['c1', 'c12'],
  ])('finds the registration in %s whose agent is there, and not the one left over in %s', async (inUse, leftOver) => {
    for (const first of [[], [1]]) {
      const finding = new Finding();
      for (const name of ['c10', 'c11', 'c12', 'c13']) finding.world.withCluster(name);
      await finding.find(first);
      finding.world.withCluster(leftOver, [3], { agentConnected: false });
      finding.world.withCluster(inUse, [3], { containerInstanceArn: hostArn(77, inUse) });
      finding.now = 1_000;
      expect(await finding.find([3])).toEqual([inUse]);
    }
  });

  it('does not believe for long where a host was', async () => {
    const finding = new Finding();
    finding.world.withCluster('c1', [3]);
    await finding.find([1]);
    finding.now = 1_000;
    await finding.find([2]);
    // Its agent lost its state, and has registered it in another cluster.
    finding.world.at(3).host = { ...finding.world.at(3).host, agentConnected: false };
    finding.world.withCluster('c2', [3], { containerInstanceArn: hostArn(77, 'c2') });
    finding.now = 7_200_000;
    await finding.find([4]);
    finding.now += 1_000;
    expect(await finding.find([3])).toEqual(['c2']);
  });
});

it('never reads hosts more often in a minute than their clusters and pages allow, however many are looked for', async () => {
  const asked = fc.record({ pause: fc.integer({ min: 100, max: 20_000 }), first: fc.nat(200), isAnew: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 60 }), async (steps) => {
      const finding = new Finding();
      for (const { pause, first, isAnew } of steps) {
        finding.now += pause;
        const numbers = range(10, first);
        if (isAnew) for (const number of numbers) finding.forget(number);
        await finding.find(numbers);
      }
      const most = finding.readAt.map((from) => finding.readAt.filter((at) => at >= from && at < from + 60_000).length);
      // A search, and a reading for every 8 s.
      expect(Math.max(0, ...most)).toBeLessThanOrEqual(CLUSTERS + 8 * CLUSTERS);
    }),
  );
});

it('never takes a host that is to be looked for anew for absent, once it has been there for five seconds', async () => {
  const step = fc.record({ pause: fc.integer({ min: 100, max: 20_000 }), number: fc.integer({ min: 1, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(29),
      async (steps, host, when) => {
        const finding = new Finding();
        let cameAt = Number.POSITIVE_INFINITY;
        for (const [index, { pause, number }] of steps.entries()) {
          finding.now += pause;
          if (index === when) finding.world.withCluster('c3', [host]);
          if (index === when) cameAt = finding.now;
          finding.forget(number);
          const [answer] = await finding.find([number]);
          if (finding.now - cameAt > 5_000 && number === host) expect(['c3', 'put-off']).toContain(answer);
        }
      },
    ),
  );
});

it('hosts that are looked for anew one after the other are let go with a reading every few seconds', async () => {
  const world = new GateWorld();
  for (const number of range(CLUSTERS)) world.withCluster(`c${number}`);
  const numbers = range(60, 1);
  for (const number of numbers) world.hold(number);
  const process = new TerminationGateProcess(world);
  for (const number of numbers) await process.runAt(500 * number, aNotice(number));
  world.calls.length = 0;
  let left = numbers;
  for (let at = 120_000; at < 240_000 && left.length > 0; at += 500) {
    // One host after the other, and each again until it is let go.
    const number = left[(at / 500) % left.length] ?? 0;
    await process.runAt(at, aNotice(number, { receiveCount: 5 }));
    left = left.filter((each) => world.released(each) === undefined);
  }
  expect(left).toEqual([]);
  expect(world.count('ListContainerInstances')).toBeLessThanOrEqual(16 * CLUSTERS);
});
