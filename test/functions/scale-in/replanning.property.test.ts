import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { ClusterLook } from '../../../functions/scale-in/snapshot.ts';
import { aSnapshot } from '../../builders/scale-in.ts';
import { type RandomCase, randomCase } from '../../builders/scale-in-random.ts';
import { NOW } from '../../builders/scale-in-settings.ts';
import { applied } from './applied.ts';
import { drained, givenBack, terminated } from './oracle-fleet.ts';
import { RUNS } from './planning.ts';

const planAt = ({ look, settings }: RandomCase, now: number) => plan(aSnapshot(settings, look), now);

describe('planning again', () => {
  it('right after applying drains nothing more unless hosts have come back, gives nothing back, and terminates only what was on its way out', () => {
    const property = fc.property(randomCase, (random) => {
      const first = planAt(random, NOW);
      const again = planAt({ ...random, look: applied(random.look, first) }, NOW);
      // What waited until hosts were back may go then.
      if (givenBack(first).length === 0) expect(drained(again)).toEqual([]);
      expect(givenBack(again)).toEqual([]);
      const onTheirWay = first.verdicts.filter(({ outcome }) => outcome === 'drain' || outcome === 'wait');
      const earlier = onTheirWay.map(({ ec2InstanceId }) => ec2InstanceId);
      expect(terminated(again).filter((id) => !earlier.includes(id))).toEqual([]);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it('within the cooldown drains nothing more, once hosts were drained', () => {
    let tried = 0;
    const property = fc.property(randomCase, fc.integer({ min: 0, max: 14 }), (random, minutes) => {
      const first = planAt(random, NOW);
      if (drained(first).length === 0) return;
      tried += 1;
      expect(drained(planAt({ ...random, look: applied(random.look, first) }, NOW + minutes * 60_000))).toEqual([]);
    });
    fc.assert(property, { numRuns: RUNS });
    expect(tried).toBeGreaterThan(RUNS / 20);
  });

  it('after a crash anywhere in between gives back or follows up every host that was drained', () => {
    const property = fc.property(randomCase, fc.nat(), fc.nat(3), (random, cut, written) => {
      const first = planAt(random, NOW);
      const done = first.actions.slice(0, cut % (first.actions.length + 1));
      const broken = first.actions[done.length];
      const look = halfDone(
        applied(random.look, { actions: done }),
        broken?.kind === 'mark-and-drain-hosts' ? broken : undefined,
        written,
      );
      const late = NOW + 300 * 60_000;
      const again = planAt({ ...random, look }, late);
      const ours = look.hosts.filter(({ attributes }) => attributes['ecs-ops.scale-in-drained-at'] !== undefined);
      const unmarked = again.actions.flatMap((action) =>
        action.kind === 'unmark-hosts' ? action.containerInstanceArns : [],
      );
      const handled = [...givenBack(again), ...unmarked, ...drained(again)];
      const goes = [...terminated(again)];
      for (const { containerInstanceArn, ec2InstanceId, status } of ours) {
        const verdict = again.verdicts.find((each) => each.ec2InstanceId === ec2InstanceId);
        const isGone =
          verdict?.reason === 'host-terminating' ||
          goes.includes(ec2InstanceId) ||
          !['ACTIVE', 'DRAINING'].includes(status);
        expect(isGone || handled.includes(containerInstanceArn), `${ec2InstanceId} ${status}`).toBe(true);
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

/** A mark-and-drain that ended half-way: all hosts marked, and some of them drained. */
function halfDone(
  look: ClusterLook,
  broken: Parameters<typeof applied>[1]['actions'][number] | undefined,
  drainedSoFar: number,
): ClusterLook {
  if (broken?.kind !== 'mark-and-drain-hosts') return look;
  const { containerInstanceArns, mark } = broken;
  const hosts = look.hosts.map((host) => {
    const place = containerInstanceArns.indexOf(host.containerInstanceArn);
    if (place < 0) return host;
    const attributes = { ...host.attributes, [mark.name]: mark.value };
    return { ...host, attributes, status: place < drainedSoFar ? 'DRAINING' : host.status };
  });
  return { ...look, hosts };
}

describe('the plan', () => {
  it('does not depend on the order of what was read', () => {
    const orders = fc.infiniteStream(fc.nat());
    const property = fc.property(randomCase, orders, ({ look, settings }, order) => {
      const shuffled = <T>(list: readonly T[]): T[] => {
        const keyed = list.map((item) => ({ item, key: order.next().value ?? 0 }));
        return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
      };
      const groups = shuffled(look.groups).map((group) => {
        if (group.kind !== 'read') return group;
        return { ...group, members: shuffled(group.members), availabilityZones: shuffled(group.availabilityZones) };
      });
      const other: ClusterLook = {
        ...look,
        groups,
        hosts: shuffled(look.hosts),
        tasks: shuffled(look.tasks),
        services: shuffled(look.services),
        requirements: shuffled(look.requirements),
      };
      expect(planAt({ look: other, settings }, NOW)).toEqual(planAt({ look, settings }, NOW));
    });
    fc.assert(property, { numRuns: RUNS });
  });
});
