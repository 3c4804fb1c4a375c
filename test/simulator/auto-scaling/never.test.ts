import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupChange } from '../../../simulator/services/auto-scaling/journal.ts';
import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

/** Something that happens to a group, and the seconds that pass after it. */
type Step = { readonly pass: number } & (
  | { readonly kind: 'desired'; readonly to: number }
  | { readonly kind: 'terminate' | 'kill' | 'interrupt' | 'complete' | 'abandon' | 'heartbeat'; readonly pick: number }
  | { readonly kind: 'terminateAndDecrement'; readonly pick: number }
);

const pass = fc.integer({ min: 0, max: 90 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('desired' as const), to: fc.integer({ min: 1, max: 8 }), pass }),
  fc.record({
    kind: fc.constantFrom(
      'terminate' as const,
      'terminateAndDecrement' as const,
      'kill' as const,
      'interrupt' as const,
      'complete' as const,
      'abandon' as const,
      'heartbeat' as const,
    ),
    pick: fc.nat({ max: 20 }),
    pass,
  }),
);

const anyGroup = fc.record({
  hooks: fc.constantFrom([], [GATE_HOOK], [GATE_HOOK, { ...GATE_HOOK, name: 'audit' }]),
  retainOnAbandon: fc.boolean(),
  capacityRebalance: fc.boolean(),
});

/** Carries a step out; what the API refuses is refused. */
function carryOut(test: AutoScalingTest, step: Step): void {
  const { instances } = test.autoScaling.view('web');
  const picked = 'pick' in step ? instances[step.pick % Math.max(1, instances.length)]?.instanceId : undefined;
  const key = { groupName: 'web', hookName: 'gate', instanceId: picked };
  try {
    if (step.kind === 'desired') test.autoScaling.setDesiredCapacity('web', step.to);
    if (picked === undefined) return;
    if (step.kind === 'terminate') test.autoScaling.terminateInstances([picked], { decrement: false });
    if (step.kind === 'terminateAndDecrement') test.autoScaling.terminateInstances([picked], { decrement: true });
    if (step.kind === 'kill') test.ec2.terminate(picked);
    if (step.kind === 'interrupt') test.ec2.interrupt(picked);
    if (step.kind === 'complete') test.autoScaling.completeLifecycleAction(key);
    if (step.kind === 'abandon') test.autoScaling.completeLifecycleAction(key, 'ABANDON');
    if (step.kind === 'heartbeat') test.call('RecordLifecycleActionHeartbeat', { ...key, AutoScalingGroupName: 'web' });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

async function play(steps: readonly Step[], group: object): Promise<{ test: AutoScalingTest; changes: GroupChange[] }> {
  const test = new AutoScalingTest();
  const changes: GroupChange[] = [];
  test.autoScaling.onChange((change) => changes.push(change));
  await test.withGroup({ min: 1, max: 8, desired: 3, purchase: 'spot', ...group });
  for (const step of steps) {
    carryOut(test, step);
    await test.world.pass(step.pass);
  }
  await test.world.pass(3_600);
  return { test, changes };
}

const anyRun = [fc.array(anyStep, { maxLength: 25 }), anyGroup] as const;

describe('whatever happens to a group', () => {
  it('it ends with its desired capacity in service, and EC2 runs nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(...anyRun, async (steps, group) => {
        const { test } = await play(steps, group);
        const view = test.autoScaling.view('web');
        const inService = test.idsIn('InService');
        const retained = test.idsIn('Terminating:Retained');
        expect(inService).toHaveLength(view.desired);
        expect(test.states()).toHaveLength(inService.length + retained.length);
        const running = test.ec2.instances().filter(({ state }) => state === 'running');
        const running2 = running.map(({ instanceId }) => instanceId);
        expect([...inService, ...retained]).toEqual(expect.arrayContaining(running2));
      }),
      { numRuns: 60 },
    );
  });

  it('EC2 is asked to end an instance only when no lifecycle action holds it', async () => {
    await fc.assert(
      fc.asyncProperty(...anyRun, async (steps, group) => {
        const { test } = await play(steps, group);
        for (const action of test.autoScaling.lifecycleActions()) {
          const states = test.autoScaling.stateHistory().filter(({ instanceId }) => instanceId === action.instanceId);
          const waited = states.find(({ to }) => to.endsWith(':Wait'));
          const left = states.find(({ to }) => to.endsWith(':Proceed') && to.startsWith('Terminating'));
          expect(waited?.at).toBe(action.startedAt);
          expect(action.end).toBeDefined();
          expect(left?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(action.end?.at ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every action ends within its limits, once', async () => {
    await fc.assert(
      fc.asyncProperty(...anyRun, async (steps, group) => {
        const { test, changes } = await play(steps, group);
        for (const action of test.autoScaling.lifecycleActions()) {
          const last = action.heartbeats.at(-1) ?? action.startedAt;
          expect((action.end?.at ?? Number.POSITIVE_INFINITY) - last).toBeLessThanOrEqual(300_000);
        }
        const ends = changes.flatMap((change) =>
          change.kind === 'lifecycle-action' && change.what === 'ended' ? change.action.token : [],
        );
        expect(new Set(ends).size).toBe(ends.length);
      }),
      { numRuns: 60 },
    );
  });

  it('the same steps give the same run', async () => {
    await fc.assert(
      fc.asyncProperty(...anyRun, async (steps, group) => {
        const [first, second] = [await play(steps, group), await play(steps, group)];
        expect(first.changes).toEqual(second.changes);
      }),
      { numRuns: 15 },
    );
  });
});
