import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterLook } from '../../functions/scale-in/snapshot.ts';
import { HERE } from '../builders/clusters.ts';
import { aRecord } from '../builders/messages.ts';
import { aClusterLook } from '../builders/scale-in.ts';
import { randomCase } from '../builders/scale-in-random.ts';
import { ScaleInProcess } from '../builders/scale-in-run.ts';
import { ScaleInWorld } from '../builders/scale-in-world.ts';
import { mutatedJson } from './mutations.ts';

const RUNS = { numRuns: 400, seed: 7 };
const OURS = { source: 'ecs-ops.schedule', 'detail-type': 'Scale In Schedule' };
const OF_EVENT_BRIDGE = {
  ...{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  ...{ account: HERE.accountId, region: HERE.region },
};
const FOREIGN = { ...OF_EVENT_BRIDGE, account: '999999999999' };

/** A cluster with an idle host, which goes as soon as it is looked at. */
const anIdleCluster = (): ClusterLook =>
  aClusterLook({
    name: 'shop',
    hosts: [
      { group: 'shop-hosts', tasks: ['web', 'web', 'web', 'web', 'web'] },
      { group: 'shop-hosts', idleFor: 60 },
    ],
  });

/** Whether a message is the schedule's, read in another way than the function does. */
function isSchedule(body: string): boolean {
  let event: Record<string, unknown> | null;
  try {
    event = JSON.parse(body) as typeof event;
  } catch {
    return false;
  }
  const has = (fields: object): boolean => Object.entries(fields).every(([name, value]) => event?.[name] === value);
  const { detail: _, ...ofEventBridge } = OF_EVENT_BRIDGE;
  return has(OURS) || has(ofEventBridge);
}

const isDisruptive = (call: string): boolean => /^(setStatus \S+ DRAINING|terminate) ?/.test(call);

describe('scale-in, as a job', () => {
  it('asks AWS for nothing unless a message of the batch is a schedule of this account and Region', async () => {
    const [looked, left] = [{ times: 0 }, { times: 0 }];
    const bodies = fc.array(mutatedJson([OURS, OF_EVENT_BRIDGE, FOREIGN], 20_000), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(bodies, async (batch) => {
        const world = new ScaleInWorld(anIdleCluster());
        await new ScaleInProcess(world).serve(...batch.map((body, index) => aRecord({ id: `look ${index}`, body })));
        const isAsked = batch.some(isSchedule);
        expect(world.calls.length > 0).toBe(isAsked);
        expect(world.written.some(isDisruptive)).toBe(isAsked);
        (isAsked ? looked : left).times += 1;
      }),
      RUNS,
    );
    expect(looked.times).toBeGreaterThan(50);
    expect(left.times).toBeGreaterThan(50);
  });

  it('writes nothing in a dry run, where it would have drained or terminated hosts', async () => {
    let would = 0;
    await fc.assert(
      fc.asyncProperty(randomCase, fc.nat(3), async ({ look, settings }, again) => {
        const [real, dry] = [new ScaleInWorld(look), new ScaleInWorld(look)];
        await new ScaleInProcess(real, { settings }).run();
        const dryRun = new ScaleInProcess(dry, { settings, dryRun: true });
        for (let run = 0; run <= again; run += 1) await dryRun.run();
        expect(dry.written).toEqual([]);
        would += real.written.filter(isDisruptive).length;
      }),
      RUNS,
    );
    expect(would).toBeGreaterThan(20);
  });

  it('neither drains nor terminates where a read failed, or out of its scope', async () => {
    let would = 0;
    const failing = fc.constantFrom('describeHosts', 'describeTasks', 'describeAllServices', 'describeClusters');
    await fc.assert(
      fc.asyncProperty(randomCase, failing, async ({ look, settings }, call) => {
        const [real, blind, outside] = [new ScaleInWorld(look), new ScaleInWorld(look), new ScaleInWorld(look)];
        await new ScaleInProcess(real, { settings }).run();
        blind.failing.push({ call });
        await new ScaleInProcess(blind, { settings }).run();
        expect(blind.written.filter(isDisruptive)).toEqual([]);
        await new ScaleInProcess(outside, { settings, scope: ['another'] }).run();
        expect(outside.written.filter(isDisruptive)).toEqual([]);
        would += real.written.filter(isDisruptive).length;
      }),
      RUNS,
    );
    expect(would).toBeGreaterThan(20);
  });
});
