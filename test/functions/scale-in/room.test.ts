import { describe, expect, it } from 'vitest';
import { clusterFacts } from '../../../functions/scale-in/cluster-facts.ts';
import { Eligibility } from '../../../functions/scale-in/eligibility.ts';
import { Room } from '../../../functions/scale-in/room.ts';
import type { Requirements } from '../../../functions/scale-in/snapshot.ts';
import type { TaskClass } from '../../../functions/scale-in/task-classes.ts';
import {
  aClusterLook,
  type ClusterSpec,
  definitionArn,
  type HostSpec,
  type ServiceSpec,
} from '../../builders/scale-in.ts';
import { NOW, theSettings } from '../../builders/scale-in-settings.ts';

/** The room of a cluster, and the class of a service's tasks. */
function roomOf(spec: ClusterSpec) {
  const look = aClusterLook(spec);
  const facts = clusterFacts(look, theSettings(), NOW);
  const room = new Room(facts.hosts, new Eligibility(facts.hosts, look.requirements));
  const of = (service: string): TaskClass =>
    facts.classes.of({ group: `service:${service}`, taskDefinitionArn: definitionArn(service) });
  return { room, of };
}

/** Says that no two tasks of a service may be on one host. */
const APART: NonNullable<ServiceSpec['service']> = { placementConstraints: [{ type: 'distinctInstance' }] };

/** How many tasks that need this find room on a host of 2,048 CPU units and 4,096 MiB. */
function copiesOn(host: HostSpec, needs: Partial<Requirements>, service: object = {}, others = {}): number {
  const { room, of } = roomOf({ hosts: [host], services: { app: { needs, service }, ...others } });
  return room.copies(0, of('app'));
}

describe('a host has room for', () => {
  const port = { hostPorts: ['80/tcp', '81/tcp'] };
  it.each<[string, HostSpec, Partial<Requirements>, number, object?]>([
    ['what its CPU allows', {}, { cpu: 1000, memory: 1 }, 2],
    ['what its memory allows', {}, { cpu: 1, memory: 1000 }, 4],
    ['what the tasks on it leave', { tasks: ['web', 'web'] }, { cpu: 1000, memory: 1 }, 1],
    ['nothing where more is taken than there is', { resources: { remainingCpu: -300 } }, { cpu: 100 }, 0],
    ['as many as one likes that need nothing', {}, { cpu: 0, memory: 0 }, 100_000],
    ['tasks that need no CPU where none is left', { resources: { remainingCpu: 0 } }, { cpu: 0, memory: 1000 }, 4],
    ['what its GPUs allow', { resources: { gpus: 5 } }, { cpu: 1, memory: 1, gpus: 2 }, 2],
    ['no task with a GPU without one', {}, { cpu: 1, memory: 1, gpus: 1 }, 0],
    ['tasks without a GPU where there is none', {}, { cpu: 1000, memory: 1, gpus: 0 }, 2],
    ['what its network interfaces allow', { mostNetworkInterfaces: 3 }, { cpu: 1, memory: 1, isAwsvpc: true }, 3],
    ['no task with an interface where nothing says how many', {}, { cpu: 1, memory: 1, isAwsvpc: true }, 0],
    ['tasks without an interface all the same', { mostNetworkInterfaces: 0 }, { cpu: 1000, memory: 1 }, 2],
    ['one that wants a port', {}, port, 1],
    ['none that wants a port that is taken', { resources: { takenPorts: ['81/tcp'] } }, port, 0],
    ['none that wants a port, where CPU is short', { resources: { remainingCpu: 100 } }, port, 0],
    ['one of a service that keeps its tasks apart', {}, {}, 1, APART],
    ['none where there is one already', { tasks: ['app'] }, {}, 0, APART],
    ['none of them where CPU is short', { resources: { remainingCpu: 100 } }, {}, 0, APART],
    ['nothing once it drains', { status: 'DRAINING' }, {}, 0],
    ['nothing that it is not eligible for', {}, { requiresAttributes: [{ name: 'ssd', value: undefined }] }, 0],
  ])('%s', (_, host, needs, copies, service) => {
    expect(copiesOn(host, needs, service)).toBe(copies);
  });

  it('what the GPUs and interfaces that its tasks have leave', () => {
    const others = { other: { needs: { cpu: 1, memory: 1, gpus: 1, isAwsvpc: true } }, plain: {} };
    const host: HostSpec = { tasks: ['other', 'plain'], mostNetworkInterfaces: 4, resources: { gpus: 4 } };
    expect(copiesOn(host, { cpu: 1, memory: 1, gpus: 1 }, {}, others)).toBe(3);
    expect(copiesOn(host, { cpu: 1, memory: 1, isAwsvpc: true }, {}, others)).toBe(3);
  });

  it('no GPU, and an interface less, where a task runs that nothing is known of', () => {
    const host: HostSpec = { tasks: ['lost'], mostNetworkInterfaces: 4, resources: { gpus: 4 } };
    expect(copiesOn(host, { cpu: 1, memory: 1, gpus: 1 })).toBe(0);
    expect(copiesOn(host, { cpu: 1, memory: 1, isAwsvpc: true })).toBe(3);
  });

  it('no task that nothing is known of', () => {
    const { room, of } = roomOf({ hosts: [{}] });
    expect(room.copies(0, of('lost'))).toBe(0);
  });
});

/** Everything that is to be seen of a room with two hosts. */
const seen = (room: Room, taskClass: TaskClass) => ({
  sums: [room.freeCpu, room.freeMemory, room.usedCpu, room.usedMemory],
  hosts: [0, 1].map((host) => [
    room.isCapacity(host),
    room.freeOn(host, 'cpu'),
    room.freeOn(host, 'memory'),
    room.freeOn(host, 'gpus'),
    room.freeOn(host, 'interfaces'),
    room.copies(host, taskClass),
    room.hasBeenGiven(host),
  ]),
  zones: ['a', 'b'].map((zone) => room.tasksInZone(taskClass, zone)),
});

describe('the room of a cluster', () => {
  const needs = { cpu: 500, memory: 1000, gpus: 1, isAwsvpc: true, hostPorts: ['80/tcp'] };
  const host: HostSpec = { mostNetworkInterfaces: 2, resources: { gpus: 2 } };
  const spec = (service = {}): ClusterSpec => ({
    hosts: [
      { ...host, tasks: ['app'] },
      { ...host, zone: 'b' },
      { status: 'DRAINING', tasks: ['web'] },
    ],
    services: { app: { needs, spreadsOverZones: true, service } },
  });

  it('is that of the hosts that take tasks', () => {
    const { room, of } = roomOf(spec());
    expect(seen(room, of('app'))).toEqual({
      sums: [3596, 7192, 500, 1000],
      hosts: [
        [true, 1548, 3096, 1, 1, 0, false],
        [true, 2048, 4096, 2, 2, 1, false],
      ],
      zones: [1, 0],
    });
    expect(room.isCapacity(2)).toBe(false);
  });

  it('has a task less on one host, and one more on another, once it has moved', () => {
    const { room, of } = roomOf(spec());
    room.place({ taskClass: of('app'), from: 0, to: 1 });
    expect(seen(room, of('app'))).toEqual({
      sums: [3096, 6192, 1000, 2000],
      hosts: [
        // What it leaves is not free before its host has gone.
        [true, 1548, 3096, 1, 1, 0, false],
        [true, 1548, 3096, 1, 1, 0, true],
      ],
      zones: [0, 1],
    });
  });

  it('is short of a host that leaves, with everything on it', () => {
    const { room, of } = roomOf(spec());
    room.leave(0);
    expect(seen(room, of('app')).sums).toEqual([2048, 4096, 0, 0]);
    expect([0, 1].map((index) => room.isCapacity(index))).toEqual([false, true]);
    expect(room.copies(0, of('web'))).toBe(0);
  });

  it.each([
    ['spread over zones', {}],
    ['kept apart', APART],
  ])('is as it was before, once everything is taken back: tasks %s', (_, service) => {
    const { room, of } = roomOf(spec(service));
    const before = seen(room, of('app'));
    const { mark } = room;
    room.place({ taskClass: of('web'), from: undefined, to: 0 });
    const between = seen(room, of('app'));
    const middle = room.mark;
    room.place({ taskClass: of('app'), from: 0, to: 1 });
    room.leave(0);
    room.undo(middle);
    expect(seen(room, of('app'))).toEqual(between);
    expect(between).not.toEqual(before);
    room.undo(mark);
    expect(seen(room, of('app'))).toEqual(before);
    expect(room.mark).toBe(mark);
  });

  it('has as many interfaces left as before after a task that takes none', () => {
    const { room, of } = roomOf(spec());
    room.place({ taskClass: of('web'), from: undefined, to: 1 });
    expect([room.freeOn(1, 'cpu'), room.freeOn(1, 'gpus'), room.freeOn(1, 'interfaces')]).toEqual([1792, 2, 2]);
  });

  it('gets a task back that is taken away again', () => {
    const { room, of } = roomOf(spec());
    const before = seen(room, of('app'));
    const move = { taskClass: of('app'), from: undefined, to: 1 };
    room.place(move);
    expect(seen(room, of('app')).zones).toEqual([1, 1]);
    room.displace(move);
    expect(seen(room, of('app'))).toEqual(before);
  });

  it('keeps the tasks of a service apart that were placed while it was planned', () => {
    const { room, of } = roomOf({ hosts: [{}], services: { app: { service: APART } } });
    room.place({ taskClass: of('app'), from: undefined, to: 0 });
    expect(room.copies(0, of('app'))).toBe(0);
    expect(room.copies(0, of('web'))).toBe(7);
  });

  it('takes tasks that nothing is known of as they are', () => {
    const { room, of } = roomOf(spec());
    const before = seen(room, of('app'));
    const move = { taskClass: of('lost'), from: undefined, to: 1 };
    room.place(move);
    expect(seen(room, of('app'))).toEqual(before);
  });

  it('tells of each host that changes, after it has', () => {
    const { room, of } = roomOf(spec());
    const told: (readonly [number, number, boolean])[] = [];
    room.watch((index) => told.push([index, room.freeOn(index, 'cpu'), room.isCapacity(index)]));
    room.place({ taskClass: of('web'), from: 0, to: 1 });
    room.leave(0);
    room.undo(0);
    room.join(2);
    expect(told).toEqual([
      [1, 1792, true],
      [0, 1548, false],
      [0, 1548, true],
      [1, 2048, true],
      [2, 1792, true],
    ]);
  });

  it('grows by a host that joins', () => {
    const { room } = roomOf(spec());
    room.join(2);
    expect([room.freeCpu, room.usedCpu, room.usedMemory]).toEqual([3596 + 1792, 756, 1512]);
  });
});
