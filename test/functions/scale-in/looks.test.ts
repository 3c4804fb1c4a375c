import { describe, expect, it } from 'vitest';
import type { ClusterLook } from '../../../functions/scale-in/snapshot.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { hostArn } from '../../builders/hosts.ts';
import { aClusterLook, type ClusterSpec, definitionArn } from '../../builders/scale-in.ts';
import { ScaleInProcess } from '../../builders/scale-in-run.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { type Call, ScaleInWorld } from '../../builders/scale-in-world.ts';

/** A cluster with a group of its name: a busy host, and one that has long been idle. */
function aShop(name: string, spec: Partial<ClusterSpec> = {}, first = 1): ClusterLook {
  const group = `${name}-hosts`;
  const hosts = [
    { number: first, group, tasks: ['web', 'web', 'web', 'web', 'web'] },
    { number: first + 1, group, idleFor: 60 },
  ];
  return aClusterLook({ name, hosts, ...spec });
}

const DRAINS_IDLE_HOST = (name: string) => [
  `mark ${name} ecs-ops.scale-in-drained-at 1`,
  `setStatus ${name} DRAINING 1`,
];

describe('a look', () => {
  it('marks and drains an idle host, in this order, and comes back for it', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    const process = new ScaleInProcess(world);
    expect(await process.run()).toEqual(['look-0']);
    expect(world.written).toEqual(DRAINS_IDLE_HOST('shop'));
    expect(process.postponed).toEqual(new Map([['look-0', 15]]));
    expect(process.telemetry.sums).toMatchObject({ Verdicts: 2, 'Verdicts host-idle': 1, 'Verdicts in-use': 1 });
  });

  it('terminates a drained host that is empty', async () => {
    const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { drainedFor: 1 }];
    const world = new ScaleInWorld(aShop('shop', { hosts }));
    expect(await new ScaleInProcess(world).run()).toEqual([]);
    expect(world.written).toEqual(['terminate shop 1 fewer']);
  });

  it('gives a host back: the cooldown first, then its status, then the mark', async () => {
    const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { drainedFor: 31, tasks: ['web'] }];
    const world = new ScaleInWorld(aShop('shop', { hosts }));
    await new ScaleInProcess(world).run();
    expect(world.written).toEqual([
      'mark shop ecs-ops.scale-in-not-before 1',
      'setStatus shop ACTIVE 1',
      'unmark shop ecs-ops.scale-in-drained-at 1',
    ]);
  });

  it('asks whether the tasks of a host that is to be replaced are protected', async () => {
    const settings = theSettings({}, { replacesDisconnected: true });
    const attributes = { 'ecs-ops.disconnected-since': minutesAgo(40) };
    const tasks = ['web', 'web', 'web', 'web', 'web'];
    const look = aShop('shop', { hosts: [{ tasks }, { tasks }, { tasks, attributes, agentConnected: false }] });
    const [world, other] = [new ScaleInWorld(look), new ScaleInWorld(look)];
    other.protected.add(look.tasks.at(-1)?.taskArn ?? '');
    for (const each of [world, other]) await new ScaleInProcess(each, { settings }).run();
    expect([world.written, other.written]).toEqual([['terminate shop 1 anew'], []]);
  });

  it('takes what it remembered off hosts of a cluster that is opted out', async () => {
    const attributes = { 'ecs-ops.disconnected-since': minutesAgo(40) };
    const look = aShop('shop', { tags: { 'ecs-ops:scale-in': 'false' }, hosts: [{ idleFor: 60 }, { attributes }] });
    const world = new ScaleInWorld(look);
    await new ScaleInProcess(world).run();
    expect(world.written).toEqual(['unmark shop ecs-ops.idle-since 1', 'unmark shop ecs-ops.disconnected-since 1']);
  });

  it('is one look for many messages, of which the freshest comes back', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    expect(await new ScaleInProcess(world).run(3, 1, 2)).toEqual(['look-1']);
    expect(world.calls.filter((call) => call === 'listClusters')).toHaveLength(1);
  });

  it('reads a task definition once in a process', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    const process = new ScaleInProcess(world, { dryRun: true });
    await process.run();
    await process.run();
    expect(world.calls.filter((call) => call === 'describeTaskNeeds')).toHaveLength(1);
  });

  it('asks about the protection of tasks on hosts that may go, and of no others', async () => {
    const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { tasks: ['web'] }];
    const look = aShop('shop', { hosts });
    const world = new ScaleInWorld(look);
    const protectedTask = look.tasks.at(-1)?.taskArn ?? '';
    await new ScaleInProcess(world).run();
    expect(world.written).toEqual(DRAINS_IDLE_HOST('shop'));

    const other = new ScaleInWorld(look);
    other.protected.add(protectedTask);
    const process = new ScaleInProcess(other);
    await process.run();
    expect(other.written).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'Verdicts task-protected': 1, 'Verdicts in-use': 1 });
  });

  it('has each expression evaluated once, and keeps hosts whose tasks may run nowhere else', async () => {
    const hosts = [{ tasks: ['api', 'api', 'api', 'api', 'api'] }, { tasks: ['web'] }];
    const look = aShop('shop', { hosts, services: { web: {}, api: {} } });
    const world = new ScaleInWorld(look);
    for (const family of ['web', 'api']) world.constraints.set(definitionArn(family), ['attribute:gen == 7']);
    world.expressions.set('attribute:gen == 7', [hostArn(2, 'shop')]);
    const process = new ScaleInProcess(world);
    await process.run();
    expect(world.calls.filter((call) => call === 'listContainerInstances shop')).toHaveLength(1);
    expect(process.telemetry.sums).toMatchObject({ 'Verdicts fits-nowhere': 1 });
  });
});

describe('what can’t be read', () => {
  const OF_ONE_CLUSTER: readonly Call[] = ['describeHosts', 'describeTasks', 'describeAllServices', 'isRefreshing'];

  it.each(OF_ONE_CLUSTER)('by %s stops that cluster alone, and the look is repeated', async (call) => {
    const world = new ScaleInWorld(aShop('bad'), aShop('good', {}, 11));
    world.failing.push({ call, clusterArn: clusterArn('bad') });
    const process = new ScaleInProcess(world);
    expect(await process.run()).toEqual(['look-0']);
    expect(world.written).toEqual(DRAINS_IDLE_HOST('good'));
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 1 });
  });

  const OF_ALL: readonly Call[] = ['listClusters', 'describeClusters', 'describeAllGroups', 'describeGroupProviders'];

  it.each(OF_ALL)('by %s stops all', async (call) => {
    const world = new ScaleInWorld(aShop('shop'));
    world.failing.push({ call });
    expect(await new ScaleInProcess(world).run()).toEqual(['look-0']);
    expect(world.written).toEqual([]);
  });

  it('of task definitions leaves open how large the largest task is, and keeps all hosts', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    world.failing.push({ call: 'describeTaskNeeds' });
    const process = new ScaleInProcess(world, { settings: theSettings({ headroomCopies: 1 }) });
    await process.run();
    expect(world.written).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'Verdicts not-evaluated': 1 });
  });

  it('of the protection of tasks keeps their hosts', async () => {
    const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { tasks: ['web'] }];
    const world = new ScaleInWorld(aShop('shop', { hosts }));
    world.failing.push({ call: 'taskProtections' });
    await new ScaleInProcess(world).run();
    expect(world.written).toEqual([]);
  });

  it('of an expression keeps hosts whose tasks have it', async () => {
    const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { tasks: ['web'] }];
    const world = new ScaleInWorld(aShop('shop', { hosts }));
    world.constraints.set(definitionArn('web'), ['attribute:gen == 7']);
    world.failing.push({ call: 'listContainerInstances' });
    const process = new ScaleInProcess(world);
    await process.run();
    expect(world.written).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'Verdicts not-evaluated': 1 });
  });

  it('brings the message back after a pause, up to its fourth receive', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    world.failing.push({ call: 'describeHosts' });
    const process = new ScaleInProcess(world);
    expect(await process.run(3)).toEqual(['look-0']);
    expect(process.postponed.get('look-0')).toBeGreaterThan(0);
    expect(await process.run(4)).toEqual([]);
  });

  it('is not made up for by a write that failed: the look is repeated', async () => {
    const world = new ScaleInWorld(aShop('shop'));
    world.failing.push({ call: 'mark' });
    const process = new ScaleInProcess(world);
    expect(await process.run()).toEqual(['look-0']);
    expect(world.written).toEqual(['mark shop ecs-ops.scale-in-drained-at 1']);
    expect(process.telemetry.sums).toMatchObject({ ActionsFailed: 1 });
  });
});

describe('clusters that did not opt in', () => {
  const out = { tags: { 'ecs-ops:scale-in': 'false' } };
  const drained = [{ tasks: ['web'] }, { drainedFor: 1 }];

  it('are asked for hosts that were left drained, every ten minutes', async () => {
    const world = new ScaleInWorld(aShop('shop', { ...out, hosts: [{ tasks: ['web'] }] }));
    const process = new ScaleInProcess(world);
    const asked = () => world.calls.filter((call) => call === 'describeHosts shop').length;
    await process.run();
    process.now += 9 * 60_000;
    await process.run();
    expect(asked()).toBe(1);
    process.now = NOW + 10 * 60_000;
    await process.run();
    expect(asked()).toBe(2);
    expect(world.written).toEqual([]);
  });

  it.each([
    ['opted out', { settings: theSettings(), scope: [] }, { hosts: drained, ...out }],
    ['left out by the settings', { scope: ['video'] }, { hosts: drained }],
  ])('have such hosts set ACTIVE again when they were %s', async (_, options, spec) => {
    const world = new ScaleInWorld(aShop('shop', spec));
    await new ScaleInProcess(world, options).run();
    expect(world.written).toEqual(['setStatus shop ACTIVE 1', 'unmark shop ecs-ops.scale-in-drained-at 1']);
  });
});

describe('a dry run', () => {
  const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, {}];

  it('remembers in the process what it would have written on hosts', async () => {
    const world = new ScaleInWorld(aShop('shop', { hosts }));
    const process = new ScaleInProcess(world, { dryRun: true });
    await process.run();
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun mark-hosts': 1, 'Verdicts not-idle-for-long': 1 });
    process.now += 10 * 60_000;
    await process.run();
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun mark-and-drain-hosts': 1, 'Verdicts host-idle': 1 });
    expect(world.written).toEqual([]);
  });

  it('forgets it where it would have been taken off', async () => {
    const away = [{ tasks: ['web'] }, { agentConnected: false, attributes: {}, tasks: ['web'] }];
    const look = aShop('shop', { hosts: away });
    const world = new ScaleInWorld(look);
    const process = new ScaleInProcess(world, { dryRun: true });
    await process.run();
    Object.assign(look.hosts[1] ?? {}, { agentConnected: true });
    await process.run();
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun unmark-hosts': 1 });
    await process.run();
    expect(process.telemetry.sums).toMatchObject({ 'ActionsDryRun unmark-hosts': 1 });
  });
});

it('marks without a drain mean nothing, and are taken off', async () => {
  const attributes = { 'ecs-ops.scale-in-drained-at': minutesAgo(5) };
  const world = new ScaleInWorld(
    aShop('shop', { hosts: [{ tasks: ['web', 'web', 'web', 'web', 'web'], attributes }] }),
  );
  await new ScaleInProcess(world).run();
  expect(world.written).toEqual(['unmark shop ecs-ops.scale-in-drained-at 1']);
});
