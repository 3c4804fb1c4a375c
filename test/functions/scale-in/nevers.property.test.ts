import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import { plan } from '../../../functions/scale-in/plan.ts';
import type { HostLook } from '../../../functions/scale-in/snapshot.ts';
import { aSnapshot } from '../../builders/scale-in.ts';
import { type RandomCase, randomCase } from '../../builders/scale-in-random.ts';
import { minutesAgo, NOW } from '../../builders/scale-in-settings.ts';
import { drained, givenBack, OracleFleet, terminated } from './oracle-fleet.ts';
import { clusterNevers, groupNevers, hostNevers, isLeaving, mostOnTheirWay } from './oracle-nevers.ts';
import { RUNS } from './planning.ts';

const planOf = ({ look, settings }: RandomCase): ScaleInPlan => plan(aSnapshot(settings, look), NOW);

/** Hosts by ARN or instance id, in that order. */
function hostsOf({ look }: Pick<RandomCase, 'look'>, names: readonly string[]): readonly HostLook[] {
  return names.flatMap((name) =>
    look.hosts.filter((host) => [host.containerInstanceArn, host.ec2InstanceId].includes(name)),
  );
}

/** Tries a property of plans on random clusters, and sees to it that it is about something. */
function always(about: (made: ScaleInPlan) => number, check: (random: RandomCase, made: ScaleInPlan) => void): void {
  let tried = 0;
  const property = fc.property(randomCase, (random) => {
    const made = planOf(random);
    tried += about(made);
    check(random, made);
  });
  fc.assert(property, { numRuns: RUNS });
  expect(tried).toBeGreaterThan(RUNS / 100);
}

const drains = (made: ScaleInPlan): number => drained(made).length;
const terminations = (made: ScaleInPlan): number => terminated(made).length;

describe('no plan ever', () => {
  it('drains a host that is to stay', () => {
    always(drains, (random, made) => {
      const { look, settings } = random;
      for (const host of hostsOf(random, drained(made))) {
        expect([host.status, host.agentConnected]).toEqual(['ACTIVE', true]);
        expect([...clusterNevers(look, settings), ...hostNevers(look, host, settings)]).toEqual([]);
      }
    });
  });

  it('drains a host as idle that has not been so for long, or one in use that is used above the threshold', () => {
    always(drains, (random, made) => {
      const fleet = new OracleFleet(random.look, random.settings.clusterTerms);
      const { idleMinutes, consolidates, thresholdPercent } = random.settings.groupTerms;
      for (const host of hostsOf(random, drained(made))) {
        const idleSince = Date.parse(host.attributes['ecs-ops.idle-since'] ?? '');
        const { registeredCpu, remainingCpu, registeredMemory, remainingMemory } = host.resources;
        const used = 100 * Math.max(1 - remainingCpu / registeredCpu, 1 - remainingMemory / registeredMemory);
        if (fleet.leaving(host.containerInstanceArn).length === 0)
          expect(NOW - idleSince).toBeGreaterThanOrEqual(idleMinutes * 60_000);
        else expect([consolidates, used < thresholdPercent]).toEqual([true, true]);
      }
    });
  });

  it('has more hosts on their way out than may be together, or takes groups below their minimum or out of balance', () => {
    always(drains, (random, made) => {
      const { look, settings } = random;
      const back = givenBack(made);
      const draining = look.hosts.filter(
        ({ status, containerInstanceArn }) => status === 'DRAINING' && !back.includes(containerInstanceArn),
      );
      const out = [...draining, ...hostsOf(random, drained(made))].map(({ ec2InstanceId }) => ec2InstanceId);
      const leaving = look.hosts.map(({ ec2InstanceId }) => ec2InstanceId).filter((id) => isLeaving(look, id));
      if (drained(made).length > 0)
        expect(new Set([...out, ...leaving]).size).toBeLessThanOrEqual(mostOnTheirWay(look, settings));
      const ours = made.verdicts
        .filter(({ outcome }) => ['drain', 'wait', 'terminate'].includes(outcome))
        .map(({ ec2InstanceId }) => ec2InstanceId);
      const without = groupNevers(
        look,
        ours.filter((id) => !hostsOf(random, drained(made)).some((host) => host.ec2InstanceId === id)),
        settings,
      );
      // What others did before is not this plan's doing.
      if (drained(made).length > 0 && without.length === 0) expect(groupNevers(look, ours, settings)).toEqual([]);
    });
  });

  it('terminates a host that it did not drain, that is to stay, or on which a task is left', () => {
    always(terminations, (random, made) => {
      const { look, settings } = random;
      const fleet = new OracleFleet(look, settings.clusterTerms, givenBack(made));
      for (const host of hostsOf(random, terminated(made))) {
        expect([host.status, host.stoppingTasksRead]).toEqual(['DRAINING', true]);
        expect(host.attributes['ecs-ops.scale-in-drained-at']).toBeDefined();
        const tasks = look.tasks.filter(
          ({ containerInstanceArn }) => containerInstanceArn === host.containerInstanceArn,
        );
        expect(tasks.filter((task) => !fleet.isHostBound(task) || task.desiredStatus === 'STOPPED')).toEqual([]);
        const age = ['too young', 'its cooldown'];
        expect([
          ...clusterNevers(look, settings),
          ...hostNevers(look, host, settings).filter((never) => !age.includes(never)),
        ]).toEqual([]);
        expect(fleet.missing()).toBeUndefined();
      }
      expect(groupNevers(look, terminated(made), settings)).toEqual([]);
    });
  });

  it('forgets a host: each has one verdict, at most one change of its status, and what we drained goes on or back', () => {
    always(drains, ({ look }, made) => {
      expect(made.verdicts.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual(
        look.hosts.map(({ containerInstanceArn }) => containerInstanceArn).sort(),
      );
      const replaced = made.actions.flatMap((action) => (action.kind === 'replace-hosts' ? action.ec2InstanceIds : []));
      const changed = hostsOf({ look }, [...drained(made), ...givenBack(made), ...terminated(made), ...replaced]);
      expect(new Set(changed).size).toBe(changed.length);
      for (const { status, attributes, ec2InstanceId } of look.hosts) {
        const isOurs = status === 'DRAINING' && attributes['ecs-ops.scale-in-drained-at'] !== undefined;
        const outcome = made.verdicts.find((verdict) => verdict.ec2InstanceId === ec2InstanceId)?.outcome ?? '';
        if (isOurs && !isLeaving(look, ec2InstanceId)) expect(['wait', 'terminate', 'give-back']).toContain(outcome);
        else expect(['keep', 'drain', 'replace']).toContain(outcome);
      }
    });
  });

  it('drains a host while it gives another of the cluster back', () => {
    always(
      (made) => givenBack(made).length,
      (_, made) => {
        if (givenBack(made).length > 0) expect(drained(made)).toEqual([]);
      },
    );
  });

  it('lets a host drain for longer than it may', () => {
    always(
      (made) => givenBack(made).length,
      (random, made) => {
        const waiting = made.verdicts
          .filter(({ outcome }) => outcome === 'wait')
          .map(({ ec2InstanceId }) => ec2InstanceId);
        for (const { attributes } of hostsOf(random, waiting)) {
          expect(attributes['ecs-ops.scale-in-drained-at']).toSatisfy(
            (at: string) => at > minutesAgo(random.settings.groupTerms.drainMinutes),
          );
        }
      },
    );
  });
});
