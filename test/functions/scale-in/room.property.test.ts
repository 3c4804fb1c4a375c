import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { TaskLook } from '../../../functions/scale-in/snapshot.ts';
import { aSnapshot } from '../../builders/scale-in.ts';
import { type RandomCase, randomCase } from '../../builders/scale-in-random.ts';
import { NOW } from '../../builders/scale-in-settings.ts';
import { drained, givenBack, OracleFleet } from './oracle-fleet.ts';
import { RUNS } from './planning.ts';

/** A random cluster with its plan, and the oracle's view before anything of it is done. */
function planned({ look, settings }: RandomCase): {
  readonly made: ScaleInPlan;
  readonly fleet: OracleFleet;
  readonly gone: TaskLook[];
} {
  const made = plan(aSnapshot(settings, look), NOW);
  const fleet = new OracleFleet(look, settings.clusterTerms, givenBack(made));
  const gone = look.hosts
    .filter(({ containerInstanceArn }) => !fleet.places.has(containerInstanceArn))
    .flatMap(({ containerInstanceArn }) => fleet.leaving(containerInstanceArn));
  return { made, fleet, gone };
}

/** How unevenly the tasks of a task's service are spread over the zones that have hosts. */
function skew({ look }: RandomCase, fleet: OracleFleet, task: TaskLook, homes: ReadonlyMap<string, string>): number {
  const zones = new Map(
    look.hosts.map(({ containerInstanceArn, availabilityZone = '' }) => [containerInstanceArn, availabilityZone]),
  );
  const counts = new Map([...zones.values()].map((zone) => [zone, 0]));
  for (const each of look.tasks.filter(({ group }) => group === task.group)) {
    const zone = zones.get(homes.get(each.taskArn) ?? each.containerInstanceArn ?? '');
    if (zone !== undefined) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return fleet.serviceOf(task)?.spreadsOverZones ? Math.max(...counts.values()) - Math.min(...counts.values()) : 0;
}

/** Carries out a plan on the oracle's fleet, one host after the other, and gives how many hosts went. */
function carryOut(random: RandomCase): number {
  const { made, fleet, gone } = planned(random);
  const moves = new Map(made.moves.map(({ taskArn, toContainerInstanceArn }) => [taskArn, toContainerInstanceArn]));
  const homes = new Map<string, string>();
  const move = (task: TaskLook): void => {
    const to = moves.get(task.taskArn) ?? '';
    const place = fleet.places.get(to);
    const obstacle = place?.host.agentConnected ? fleet.obstacle(task, place) : `no host ${to}`;
    expect(obstacle, task.taskArn).toBeUndefined();
    if (place) fleet.start(task, place);
    homes.set(task.taskArn, to);
  };
  const victims = drained(made);
  for (const task of gone) if (victims.length > 0 || moves.has(task.taskArn)) move(task);
  for (const victim of victims) {
    fleet.places.delete(victim);
    for (const task of fleet.leaving(victim)) {
      const before = skew(random, fleet, task, homes);
      move(task);
      expect(skew(random, fleet, task, homes), task.taskArn).toBeLessThanOrEqual(Math.max(1, before));
    }
    expect(fleet.missing()).toBeUndefined();
  }
  return victims.length;
}

/** Starts the tasks of all hosts that go, in any order and anywhere. */
function startAnyhow(random: RandomCase, next: () => number): void {
  const { made, fleet, gone } = planned(random);
  const victims = drained(made);
  const waiting = victims.length > 0 ? [...gone, ...victims.flatMap((victim) => fleet.leaving(victim))] : [];
  for (const victim of victims) fleet.places.delete(victim);
  const connected = [...fleet.places.values()].filter(({ host }) => host.agentConnected);
  while (waiting.length > 0) {
    const [task] = waiting.splice(next() % waiting.length, 1);
    const open = task ? connected.filter((place) => fleet.obstacle(task, place) === undefined) : [];
    expect(open, task?.taskArn).not.toHaveLength(0);
    const place = open[next() % open.length];
    if (task && place) fleet.start(task, place);
  }
}

describe('while hosts are drained one after the other', () => {
  it('each task finds the room that the plan names, and the headroom is there after each step', () => {
    let drains = 0;
    const property = fc.property(randomCase, (random) => {
      drains += carryOut(random);
    });
    fc.assert(property, { numRuns: RUNS });
    // Clusters in which nothing ever happens would prove nothing.
    expect(drains).toBeGreaterThan(RUNS / 10);
  });

  it('each task finds room in whatever order and wherever ECS starts them', () => {
    const property = fc.property(randomCase, fc.infiniteStream(fc.nat()), (random, choices) => {
      startAnyhow(random, () => choices.next().value ?? 0);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});
