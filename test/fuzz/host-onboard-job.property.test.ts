import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { clusterArn, HERE } from '../builders/clusters.ts';
import { aHostRecord, HostOnboardProcess, OnboardWorld } from '../builders/host-onboard.ts';
import { hostArn, instanceId } from '../builders/hosts.ts';
import { aRecord } from '../builders/messages.ts';
import { mutatedJson } from './mutations.ts';
import { namedBy } from './named.ts';

const RUNS = { numRuns: 400, seed: 7 };
const CLUSTERS = ['shop', 'batch', 'default'];
const MARKER = 'ecs-ops.onboarded';
const WRITES = ['label', 'mark', 'raiseHopLimit', 'tellOperator'];

/** What a host is. Only the first two are there to be labelled. */
const KINDS = ['low', 'sound', 'marked', 'external', 'managed', 'gone', 'terminating'] as const;
interface Standing {
  readonly number: number;
  readonly cluster: string;
  readonly kind: (typeof KINDS)[number];
}
const PLACED: readonly Standing[] = CLUSTERS.flatMap((cluster, place) =>
  KINDS.map((kind, index) => ({ number: 10 * place + index + 1, cluster, kind })),
);

/** Hosts of every kind in each cluster, and containers there that need a higher hop limit than some have. */
function worldOfAll(): OnboardWorld {
  const world = new OnboardWorld();
  for (const { number, cluster, kind } of PLACED) {
    world.add(number, {
      cluster,
      options: { hopLimit: kind === 'sound' ? 2 : 1 },
      host: {
        ...(kind === 'marked' && { attributes: { [MARKER]: 'checked' } }),
        ...(kind === 'external' && { attributes: { 'ecs.capability.external': '' } }),
      },
      instance:
        kind === 'external' || kind === 'gone'
          ? 'unknown'
          : { isManaged: kind === 'managed', state: kind === 'terminating' ? 'shutting-down' : 'running' },
    });
  }
  world.tasks.push({ taskDefinitionArn: 'task-definition/legacy:1', launchType: 'EC2', hasRoleOverride: false });
  return world;
}

const seeds = PLACED.map(({ number, cluster }) => ({
  ...(JSON.parse(aHostRecord(number, { cluster }).body) as object),
  ...{ account: HERE.accountId, region: HERE.region },
}));
/** Events about one cluster that name a host of another. */
const crossed = PLACED.map(({ number, cluster }) => {
  const event = JSON.parse(aHostRecord(number, { cluster }).body) as { readonly detail: object };
  const elsewhere = clusterArn(CLUSTERS.find((each) => each !== cluster));
  const here = { account: HERE.accountId, region: HERE.region };
  return { ...event, ...here, detail: { ...event.detail, clusterArn: elsewhere } };
});
const batches: fc.Arbitrary<readonly SqsRecord[]> = fc
  .array(fc.tuple(mutatedJson([...seeds, ...crossed], 20_000), fc.constantFrom(1, 1, 1, 2)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => all.map(([body, receiveCount], index) => aRecord({ id: `message ${index}`, body, receiveCount })));

/** Whether a message is about a host: it names it in its own cluster, or came back and stands for all of that. */
function isMeant(record: SqsRecord, { number, cluster }: Standing): boolean {
  const named = namedBy(record.body);
  if (named?.clusterArn !== clusterArn(cluster)) return false;
  const isAgain = record.attributes.ApproximateReceiveCount !== '1';
  return isAgain || named.containerInstanceArn === hostArn(number, cluster);
}

/** What was done to a host: attributes that it had not, another hop limit. */
function touchedIn(world: OnboardWorld): {
  readonly labelled: readonly Standing[];
  readonly raised: readonly Standing[];
} {
  const before = worldOfAll();
  const attributes = (of: OnboardWorld, { number, cluster }: Standing) => of.attributes(number, cluster);
  const options = (of: OnboardWorld, { number }: Standing) => of.instances.get(instanceId(number))?.metadataOptions;
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return {
    labelled: PLACED.filter((each) => differs(attributes(world, each), attributes(before, each))),
    raised: PLACED.filter((each) => differs(options(world, each), options(before, each))),
  };
}

/** Runs the property on random batches, and sees to it that hosts were labelled, and hop limits raised, in some. */
async function always(
  options: ConstructorParameters<typeof HostOnboardProcess>[1],
  check: (batch: readonly SqsRecord[], world: OnboardWorld) => void,
): Promise<void> {
  let [labelled, raised] = [0, 0];
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      const world = worldOfAll();
      await new HostOnboardProcess(world, options).run(...batch);
      check(batch, world);
      const touched = touchedIn(world);
      labelled += touched.labelled.length;
      raised += touched.raised.length;
    }),
    RUNS,
  );
  expect(labelled).toBeGreaterThan(100);
  expect(raised).toBeGreaterThan(20);
}

describe('host-onboard, as a job, never', () => {
  it('touches a host that no valid message names in its own cluster', () =>
    always({ repairs: true }, (batch, world) => {
      const { labelled, raised } = touchedIn(world);
      for (const each of [...labelled, ...raised]) expect(batch.some((record) => isMeant(record, each))).toBe(true);
    }));

  it('touches a host that has the marker, is no instance of EC2, is run by AWS, or is on its way out', () =>
    always({ repairs: true }, (_, world) => {
      const { labelled, raised } = touchedIn(world);
      for (const { kind } of labelled) expect(['low', 'sound']).toContain(kind);
      for (const { kind } of raised) expect(kind).toBe('low');
    }));

  it.each([1, 2])('raises more hop limits in a run than its budget of %d', (repairBudget) =>
    always({ repairs: true, repairBudget }, (_, world) => {
      expect(touchedIn(world).raised.length).toBeLessThanOrEqual(repairBudget);
    }),
  );

  it('touches a host of a cluster out of its scope', () =>
    always({ repairs: true, scope: ['shop', clusterArn('batch')] }, (_, world) => {
      const { labelled, raised } = touchedIn(world);
      for (const { cluster } of [...labelled, ...raised]) expect(cluster).not.toBe('default');
    }));

  it('writes or tells anything in a dry run, where it would have', async () => {
    let would = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const [real, dry] = [worldOfAll(), worldOfAll()];
        await new HostOnboardProcess(real, { repairs: true }).run(...batch);
        await new HostOnboardProcess(dry, { repairs: true, dryRun: true }).run(...batch);
        expect(dry.calls.filter((call) => WRITES.includes(call))).toEqual([]);
        would += real.calls.filter((call) => WRITES.includes(call)).length;
      }),
      RUNS,
    );
    expect(would).toBeGreaterThan(100);
  });

  it('raises a hop limit without being asked to', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const world = worldOfAll();
        await new HostOnboardProcess(world).run(...batch);
        expect(touchedIn(world).raised).toEqual([]);
      }),
      RUNS,
    );
  });
});
