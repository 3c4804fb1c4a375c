import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnyOrder } from '../../../functions/scale-in/any-order.ts';
import { type ClusterFacts, clusterFacts, type HostFacts } from '../../../functions/scale-in/cluster-facts.ts';
import { Eligibility } from '../../../functions/scale-in/eligibility.ts';
import { Fleet } from '../../../functions/scale-in/fleet.ts';
import { Room } from '../../../functions/scale-in/room.ts';
import type { TaskClass } from '../../../functions/scale-in/task-classes.ts';
import { aClusterLook, type HostSpec } from '../../builders/scale-in.ts';
import { NOW, theSettings } from '../../builders/scale-in-settings.ts';

const SERVICES = ['a', 'b', 'c', 'd'];
/** Hosts enough for sums to be kept for long. */
const HOSTS = 80;

const needs = fc.record({
  cpu: fc.constantFrom(0, 32, 128, 512),
  memory: fc.constantFrom(16, 64, 512),
  hostPorts: fc.constantFrom([], [], ['80/tcp']),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const cluster = fc
  .record({
    needs: fc.array(needs, { minLength: SERVICES.length, maxLength: SERVICES.length }),
    free: fc.array(fc.integer({ min: 0, max: 2048 }), { minLength: HOSTS, maxLength: HOSTS }),
  })
  .map(({ needs: all, free }) => {
    const services = Object.fromEntries(SERVICES.map((name, index) => [name, { needs: all[index] ?? {} }]));
    const hosts = free.map((cpu): HostSpec => ({ resources: { remainingCpu: cpu, remainingMemory: 2 * cpu } }));
    return clusterFacts(aClusterLook({ services, hosts, unplaced: SERVICES }), theSettings(), NOW);
  });
const NO_HEADROOM = { headroomCpuPercent: 0, headroomMemoryPercent: 0, headroomCopies: 0 };
const EVERY_HOST = Array.from({ length: HOSTS }, (_, index) => index);
/** The same with some tasks of one service on each host. */
const fleet = fc
  .record({
    needs: fc.array(needs, { minLength: SERVICES.length, maxLength: SERVICES.length }),
    hosts: fc.array(
      fc.record({
        free: fc.integer({ min: 0, max: 2048 }),
        service: fc.constantFrom(...SERVICES),
        tasks: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: HOSTS, maxLength: HOSTS },
    ),
  })
  .map(({ needs: all, hosts }) => {
    const services = Object.fromEntries(SERVICES.map((name, index) => [name, { needs: all[index] ?? {} }]));
    const specs = hosts.map(({ free, service, tasks }): HostSpec => {
      const resources = { remainingCpu: free, remainingMemory: 2 * free };
      return { tasks: new Array<string>(tasks).fill(service), resources };
    });
    return clusterFacts(aClusterLook({ services, hosts: specs }), theSettings(NO_HEADROOM), NOW);
  });
/** A host that is to go, how many tasks of which service it takes with it, and whether it is let go if it may. */
const step = fc.record({
  host: fc.nat(HOSTS - 1),
  service: fc.constantFrom(...SERVICES),
  tasks: fc.integer({ min: 1, max: 12 }),
  goes: fc.boolean(),
});

interface Departure {
  readonly host: HostFacts;
  readonly taskClass: TaskClass;
  readonly tasks: number;
}

/** A fleet that hosts leave, with sums of its own. */
class Departures {
  readonly #before: Room;
  readonly #anyOrder: AnyOrder;

  constructor(facts: ClusterFacts, earlier: readonly Departure[]) {
    this.#before = new Room(facts.hosts, new Eligibility(facts.hosts, facts.look.requirements));
    this.#anyOrder = new AnyOrder(this.#before, facts.hosts);
    for (const departure of earlier) {
      this.#begin(departure);
      this.#anyOrder.leave(departure.host);
    }
  }

  /** Whether every task finds room if a host leaves too. It leaves, if it is to go and may. */
  areSafe(departure: Departure, goes: boolean): boolean {
    const mark = this.#before.mark;
    this.#begin(departure);
    const isSafe = this.#anyOrder.endangeredWithout(departure.host) === undefined;
    if (isSafe && goes) this.#anyOrder.leave(departure.host);
    else {
      this.#before.undo(mark);
      this.#anyOrder.moving.add(departure.taskClass, -departure.tasks);
    }
    return isSafe;
  }

  #begin({ host, taskClass, tasks }: Departure): void {
    this.#before.leave(host.index);
    this.#anyOrder.moving.add(taskClass, tasks);
  }
}

function departuresOf(
  facts: ClusterFacts,
  steps: readonly Step[],
): readonly (Departure & { readonly goes: boolean })[] {
  const seen = new Set<number>();
  return steps.flatMap(({ host: index, service, tasks, goes }) => {
    const host = facts.hosts[index];
    const taskClass = facts.classes.all.find((each) => each.service?.service.serviceName === service);
    if (!host || !taskClass || seen.has(index)) return [];
    seen.add(index);
    return [{ host, taskClass, tasks, goes }];
  });
}

/** Lets hosts leave one after the other, and counts what the kept sums answer. */
function leaveInTurn(facts: ClusterFacts, steps: readonly Step[], answers: { safe: number; endangered: number }): void {
  const kept = new Departures(facts, []);
  const gone: Departure[] = [];
  for (const departure of departuresOf(facts, steps)) {
    if (!kept.areSafe(departure, departure.goes)) {
      answers.endangered += 1;
      continue;
    }
    answers.safe += 1;
    expect(new Departures(facts, gone).areSafe(departure, false)).toBe(true);
    if (departure.goes) gone.push(departure);
  }
}

describe('sums that are kept', () => {
  it('never say that tasks are safe where sums made anew say that they are not', () => {
    const answers = { safe: 0, endangered: 0 };
    const property = fc.property(cluster, fc.array(step, { minLength: 20, maxLength: 60 }), (facts, steps) =>
      leaveInTurn(facts, steps, answers),
    );
    fc.assert(property, { numRuns: 60 });
    expect(Math.min(answers.safe, answers.endangered)).toBeGreaterThan(0);
  });

  it('are so in a fleet that hosts leave with their tasks', () => {
    let tried = 0;
    const property = fc.property(fleet, fc.shuffledSubarray(EVERY_HOST, { minLength: HOSTS / 2 }), (facts, order) => {
      const kept = new Fleet(facts);
      const gone: Departure[] = [];
      for (const host of order.flatMap((index) => facts.hosts[index] ?? [])) {
        const [first] = host.tasks;
        if (!first || kept.remove(host)) continue;
        const departure = { host, taskClass: first.taskClass, tasks: host.tasks.length };
        expect(new Departures(facts, gone).areSafe(departure, false)).toBe(true);
        gone.push(departure);
      }
      tried += gone.length;
    });
    fc.assert(property, { numRuns: 100 });
    expect(tried).toBeGreaterThan(100);
  });
});
