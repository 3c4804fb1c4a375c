import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aBusyCluster, anyStep, befall, carryOut, faults } from './busy-cluster.ts';
import { EcsTest } from './ecs-test.ts';

/** Every host is up, connected and ACTIVE, there are ten more, and time passes. */
async function calmDown(test: EcsTest): Promise<void> {
  await test.pass(60);
  for (const { ec2InstanceId } of test.ecs.view('main').hosts) {
    for (const kind of ['start', 'reconnect', 'activate'] as const) befall(test, kind, ec2InstanceId);
  }
  for (let number = 1; number <= 10; number += 1) test.withHost(1_000 + number);
  await test.pass(600);
}

describe('whatever happens', () => {
  it('hosts never hold more than they have room for, constraints hold and counts are right', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), fc.nat(), async (steps, seed) => {
        const test = await aBusyCluster(seed);
        const found = new Set<string>();
        test.ecs.onChange(({ kind }) => {
          if (kind === 'host') for (const fault of faults(test)) found.add(fault);
        });
        for (const step of steps) {
          await carryOut(test, step);
          for (const fault of faults(test)) found.add(fault);
        }
        expect([...found]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('versions grow by one with every event of a resource', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), fc.nat(), async (steps, seed) => {
        const test = await aBusyCluster(seed);
        for (const step of steps) await carryOut(test, step);
        const versions = new Map<string, number>();
        for (const { resources, detail } of test.world.events) {
          if (detail['version'] === undefined) continue;
          expect(detail['version']).toBe((versions.get(resources[0] ?? '') ?? 0) + 1);
          versions.set(resources[0] ?? '', Number(detail['version']));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('the same seed gives the same run', async () => {
    const steps = fc.sample(anyStep, { numRuns: 40, seed: 7 });
    const runs = [];
    for (let run = 0; run < 2; run += 1) {
      const test = await aBusyCluster(3);
      for (const step of steps) await carryOut(test, step);
      runs.push(test.world.events);
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  it('services settle at what is wanted once things calm down', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), fc.nat(), async (steps, seed) => {
        const test = await aBusyCluster(seed);
        for (const step of steps) await carryOut(test, step);
        await calmDown(test);
        for (const { serviceName, runningCount, desiredCount, messages } of test.ecs.view('main').services) {
          expect({ serviceName, runningCount, desiredCount, messages }).toMatchObject({ runningCount: desiredCount });
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('while hosts drain and there is room for the replacements', () => {
  it('running tasks never fall under the minimum, and every drain ends', { timeout: 300_000 }, async () => {
    const anyDrain = fc.array(fc.record({ number: fc.integer({ min: 1, max: 5 }), pass: fc.nat({ max: 60 }) }), {
      maxLength: 5,
    });
    const minimum = fc.constantFrom(50, 75, 100);
    await fc.assert(
      fc.asyncProperty(anyDrain, minimum, fc.nat(), async (drains, minimumHealthyPercent, seed) => {
        const deploymentConfiguration = { minimumHealthyPercent, maximumPercent: 200 };
        const test = await new EcsTest({ seed, healthyAfter: 40_000 })
          .withHosts(10)
          .withService({ desiredCount: 6, deploymentConfiguration });
        const counts: number[] = [];
        test.ecs.onChange(() => counts.push(test.service().runningCount));
        for (const { number, pass } of drains) {
          test.ecs.setHostStatus(`i-${number}`, 'DRAINING');
          await test.pass(pass);
        }
        await test.pass(600);
        expect(Math.min(6, ...counts)).toBeGreaterThanOrEqual(Math.ceil((6 * minimumHealthyPercent) / 100));
        for (const { number } of drains) expect(test.ecs.containersRunning(`i-${number}`)).toEqual([]);
        expect(test.service()).toMatchObject({ runningCount: 6, steady: true });
      }),
      { numRuns: 60 },
    );
  });
});
