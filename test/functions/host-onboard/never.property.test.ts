import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterTelling } from '../../../functions/host-onboard/follow-up.ts';
import { FINDINGS, type Memory, readMarker, writeMarker } from '../../../functions/host-onboard/marker.ts';
import { plan } from '../../../functions/host-onboard/plan.ts';
import type { HostsSeen, HostView, Reliance } from '../../../functions/host-onboard/snapshot.ts';
import { aView, hostsSeen } from '../../builders/host-onboard.ts';

const MEMORIES: readonly Memory[] = [...FINDINGS, 'hop-limit-raised', 'hop-limit-open'];
const memories = fc.subarray([...MEMORIES]).map((some) => new Set(some));
const reliance: fc.Arbitrary<Reliance> = fc.constantFrom(
  { kind: 'relied', taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/legacy:3' },
  { kind: 'not-relied' },
  { kind: 'unclear', detail: 'too many tasks' },
  { kind: 'unread' },
);
const view = (number: number): fc.Arbitrary<HostView> =>
  fc
    .record({
      marker: fc.option(memories, { nil: undefined }),
      httpEndpoint: fc.constantFrom('enabled', 'disabled'),
      httpTokens: fc.constantFrom('required', 'optional'),
      hopLimit: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom('pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'),
      isManaged: fc.boolean(),
      lifecycle: fc.constantFrom(undefined, 'spot'),
      reliance,
      told: fc.subarray([...FINDINGS]).map((some) => new Set(some)),
    })
    .map(({ marker, httpEndpoint, httpTokens, hopLimit, state, isManaged, lifecycle, reliance: relied, told }) =>
      aView({
        number,
        host: { attributes: marker === undefined ? {} : { 'ecs-ops.onboarded': writeMarker(marker) } },
        instance: { state, isManaged, lifecycle, metadataOptions: { httpEndpoint, httpTokens, hopLimit } },
        reliance: relied,
        told,
      }),
    );
const snapshot: fc.Arbitrary<HostsSeen> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.boolean(), fc.integer({ min: 1, max: 3 }))
  .chain(([count, repairs, repairBudget]) =>
    fc
      .tuple(...Array.from({ length: count }, (_, index) => view(index + 1)))
      .map((hosts) => hostsSeen(hosts, { policy: { repairs, repairBudget } })),
  );

const raisesOf = (seen: HostsSeen) => plan(seen).repairs;

/** Everything labelled and raised, as it is after a run in which all went well. */
function after(seen: HostsSeen): HostsSeen {
  const made = plan(seen);
  const applied = made.actions.map((action) => ({ action, outcome: 'done' }) as const);
  const later = afterTelling({ snapshot: seen, plan: made, applied });
  const all = [...made.actions, ...(later?.labels ?? []), ...(later?.repairs ?? [])];
  const hosts = seen.hosts.map((each) => {
    const { containerInstanceArn, ec2InstanceId, attributes } = each.host;
    const label = all.find(
      (action) => action.kind === 'label-hosts' && action.containerInstanceArns.includes(containerInstanceArn),
    );
    const raise = all.find((action) => action.kind === 'raise-hop-limit' && action.ec2InstanceId === ec2InstanceId);
    const labelled = label?.kind === 'label-hosts' ? label.marker : undefined;
    const value = raise?.kind === 'raise-hop-limit' ? raise.marker : labelled;
    const marker = value === undefined ? {} : { 'ecs-ops.onboarded': value };
    const options = each.instance?.metadataOptions;
    const metadataOptions = options && raise?.kind === 'raise-hop-limit' ? { ...options, hopLimit: raise.to } : options;
    return {
      ...each,
      host: { ...each.host, attributes: { ...attributes, ...marker } },
      instance: each.instance && { ...each.instance, metadataOptions },
    };
  });
  return { ...seen, hosts };
}

describe('whatever is found, host-onboard never', () => {
  it('raises a hop limit without being asked', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        expect(raisesOf({ ...seen, policy: { ...seen.policy, repairs: false } })).toEqual([]);
      }),
    );
  });

  it('raises more of them in a run than the budget allows', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        expect(raisesOf(seen).length).toBeLessThanOrEqual(seen.policy.repairBudget);
      }),
    );
  });

  it('lowers one, or raises one that is high enough, or of an instance that is not running or not ours', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        for (const { ec2InstanceId, from, to } of raisesOf(seen)) {
          const instance = seen.hosts.find(({ host }) => host.ec2InstanceId === ec2InstanceId)?.instance;
          expect(instance).toMatchObject({ state: 'running', isManaged: false, metadataOptions: { hopLimit: 1 } });
          expect([from, to]).toEqual([1, 2]);
        }
      }),
    );
  });

  it('tells what the marker says was told, or what this process has told', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        for (const { containerInstanceArn, toTell } of plan(seen).reports) {
          const found = seen.hosts.find(({ host }) => host.containerInstanceArn === containerInstanceArn);
          const known = readMarker(found?.host.attributes['ecs-ops.onboarded']);
          for (const finding of toTell) {
            expect(known.has(finding)).toBe(false);
            expect(found?.told.has(finding)).toBe(false);
          }
        }
      }),
    );
  });

  it('tells anything a second time, or labels a host again, once a run went well', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        const again = plan(after(seen));
        expect(again.actions).toEqual([]);
        expect(again.warnings).toEqual([]);
      }),
    );
  });

  it('labels a host as On-Demand that is Spot', () => {
    fc.assert(
      fc.property(snapshot, (seen) => {
        const spot = new Set(
          seen.hosts.flatMap(({ host, instance }) =>
            instance?.lifecycle === 'spot' ? [host.containerInstanceArn] : [],
          ),
        );
        for (const action of plan(seen).actions) {
          if (action.kind !== 'label-hosts') continue;
          for (const arn of action.containerInstanceArns) expect(action.lifecycle === 'spot').toBe(spot.has(arn));
        }
      }),
    );
  });
});

describe('a marker', () => {
  it('is read as it was written, and is a value that ECS takes', () => {
    fc.assert(
      fc.property(memories, (some) => {
        expect(readMarker(writeMarker(some))).toEqual(some);
        expect(writeMarker(some)).toMatch(/^[\w.-]{1,128}$/);
      }),
    );
  });

  it('may say what is not known', () => {
    fc.assert(fc.property(fc.string(), (text) => readMarker(text).size <= MEMORIES.length));
    expect(readMarker('imds-off.of-a-later-version')).toEqual(new Set(['imds-off']));
  });
});
