import type { Random } from '../../simulator/kernel/random.ts';
import type { HAPPENINGS, HappeningCase } from './soak-case.ts';
import type { SoakWorld } from './world.ts';

/** Something that happens to an Auto Scaling group and its hosts. */
export type GroupHappening = (world: SoakWorld, happening: HappeningCase, random: Random) => void;

/** Instances in service, in an order drawn at random. */
function inService({ simulation }: SoakWorld, group: string, random: Random): readonly string[] {
  const { instances } = simulation.autoScaling.view(group);
  const ids = instances.filter(({ state }) => state === 'InService').map(({ instanceId }) => instanceId);
  return ids
    .map((id) => [random.next(), id] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, id]) => id);
}

/** As many of them as the happening says, at least one if there is any. */
function chosen(world: SoakWorld, { of, count }: HappeningCase, random: Random): readonly string[] {
  return inService(world, of, random).slice(0, Math.max(1, count));
}

const interrupt: GroupHappening = (world, happening, random) => {
  for (const id of chosen(world, happening, random)) {
    if (world.simulation.ec2.require(id).lifecycle !== 'spot') continue;
    world.tell(`${happening.id} EC2 is to take ${id} away in two minutes`);
    world.simulation.ec2.interrupt(id);
  }
};

const rebalance: GroupHappening = (world, happening, random) => {
  for (const id of chosen(world, happening, random)) {
    if (world.simulation.ec2.require(id).lifecycle !== 'spot') continue;
    world.tell(`${happening.id} EC2 recommends to replace ${id}`);
    world.simulation.ec2.recommendRebalance(id);
  }
};

const terminating =
  (decrement: boolean): GroupHappening =>
  (world, happening, random) => {
    const ids = chosen(world, happening, random);
    if (ids.length === 0) return;
    world.tell(`${happening.id} somebody terminates ${ids.join(', ')}${decrement ? '' : ', to be replaced'}`);
    world.simulation.autoScaling.terminateInstances(ids, { decrement });
  };

/** One host after the other is replaced. */
const roll: GroupHappening = (world, { id, of, lasts }, random) => {
  const { clock, autoScaling } = world.simulation;
  inService(world, of, random).forEach((instanceId, index) => {
    clock.after((index * lasts) / 4, `replace ${instanceId}`, () => {
      if (autoScaling.membershipOf(instanceId)?.state !== 'InService') return;
      world.tell(`${id} ${instanceId} is replaced`);
      autoScaling.terminateInstances([instanceId], { decrement: false });
    });
  });
};

const sized =
  (by: 1 | -1): GroupHappening =>
  (world, { id, of, count }) => {
    const { simulation } = world;
    const { desired, min, max } = simulation.autoScaling.view(of);
    const to = Math.min(max, Math.max(min, desired + by * Math.max(1, count)));
    world.tell(`${id} the desired capacity of ${of} is set from ${desired} to ${to}`);
    simulation.autoScaling.setDesiredCapacity(of, to);
  };

/** The machine is gone without a word. */
const lose: GroupHappening = (world, happening, random) => {
  const [id] = inService(world, happening.of, random);
  if (id === undefined) return;
  world.tell(`${happening.id} ${id} is lost`);
  world.simulation.ec2.terminate(id);
};

/** A person drains a host, and gives it back later. */
const drainByHand: GroupHappening = (world, happening, random) => {
  const { ecs, clock } = world.simulation;
  const id = inService(world, happening.of, random).find((each) => ecs.isRegistered(each));
  if (id === undefined) return;
  world.tell(`${happening.id} somebody drains ${id}`);
  ecs.setHostStatus(id, 'DRAINING');
  clock.after(happening.lasts, `somebody gives ${id} back`, () => {
    const isStaying = world.simulation.autoScaling.membershipOf(id)?.state === 'InService';
    if (!isStaying || !ecs.isRegistered(id)) return;
    world.tell(`${happening.id} somebody sets ${id} to ACTIVE`);
    ecs.setHostStatus(id, 'ACTIVE');
  });
};

const disconnect: GroupHappening = (world, happening, random) => {
  const { ecs, clock } = world.simulation;
  for (const id of chosen(world, happening, random).filter((each) => ecs.isRegistered(each))) {
    world.tell(`${happening.id} the agent of ${id} loses its connection`);
    ecs.disconnectAgent(id);
    clock.after(happening.lasts, `the agent of ${id} is back`, () => {
      if (ecs.isRegistered(id)) ecs.reconnectAgent(id);
    });
  }
};

/** A person completes a lifecycle action. */
const releaseByHand: GroupHappening = (world, { id, of }) => {
  const { autoScaling } = world.simulation;
  const held = autoScaling.lifecycleActions().find(({ groupName, end }) => groupName === of && end === undefined);
  if (held === undefined) return;
  const { groupName, hookName, instanceId, token } = held;
  world.tell(`${id} somebody lets ${instanceId} go`);
  autoScaling.completeLifecycleAction({ groupName, hookName, instanceId, token }, 'CONTINUE');
};

/** The agents of the next instances never start. */
const unjoined: GroupHappening = (world, { id, of }) => {
  world.tell(`${id} the agent of the next instance of ${of} is not going to start`);
  world.simulation.agents.failNext(1, of);
};

export const GROUP_HAPPENINGS: Readonly<Record<(typeof HAPPENINGS)['group'][number], GroupHappening>> = {
  interrupt,
  rebalance,
  terminate: terminating(true),
  'terminate-and-replace': terminating(false),
  roll,
  grow: sized(1),
  shrink: sized(-1),
  lose,
  'drain-by-hand': drainByHand,
  disconnect,
  'release-by-hand': releaseByHand,
  'fail-to-join': unjoined,
};
