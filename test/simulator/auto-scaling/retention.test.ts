import { describe, expect, it } from 'vitest';
import { GATE_HOOK } from './auto-scaling-test.ts';
import { aTermination } from './termination.ts';

describe('an instance lifecycle policy that retains', () => {
  it('keeps an abandoned instance, which no longer counts, until a person terminates it', async () => {
    const { test, id, complete, departure } = await aTermination({ retainOnAbandon: true });
    complete('ABANDON');
    await test.world.pass(600);
    expect(departure().slice(2)).toEqual(['62 Terminating:Proceed', '63 Terminating:Retained']);
    expect(test.ec2.require(id).state).toBe('running');
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.world.pass(60);
    expect(test.states()).toEqual(['InService', 'Terminating:Retained']);
    test.autoScaling.terminateInstances([id], { decrement: false });
    await test.world.pass(60);
    expect(departure().slice(4)).toEqual(['722 Terminating:Proceed', '752 Terminated']);
    expect(test.autoScaling.lifecycleActions()).toHaveLength(1);
  });

  it.each([
    { defaultResult: 'ABANDON', expected: 'Terminating:Retained' },
    { defaultResult: 'CONTINUE', expected: 'Terminated' },
  ] as const)(
    'with default result $defaultResult, a time-out ends in $expected',
    async ({ defaultResult, expected }) => {
      const hooks = [{ ...GATE_HOOK, defaultResult }];
      const { test, departure } = await aTermination({ retainOnAbandon: true, hooks });
      await test.world.pass(400);
      expect(departure().at(-1)).toContain(expected);
    },
  );

  it('has nothing to keep when EC2 has ended the instance meanwhile', async () => {
    const { test, id, complete, departure } = await aTermination({ retainOnAbandon: true });
    test.ec2.terminate(id);
    await test.world.pass(60);
    complete('ABANDON');
    await test.world.pass(10);
    expect(departure().at(-1)).toContain('Terminated');
    expect(test.states()).toEqual([]);
  });

  it('keeps an instance that a person then stops', async () => {
    const { test, id, complete } = await aTermination({ retainOnAbandon: true });
    complete('ABANDON');
    await test.world.pass(10);
    test.ec2.stop(id);
    await test.world.pass(300);
    expect(test.autoScaling.view('web').instances).toMatchObject([
      { state: 'Terminating:Retained', health: 'Healthy' },
    ]);
  });

  it('does nothing for an instance that continues', async () => {
    const { test, complete, departure } = await aTermination({ retainOnAbandon: true });
    complete();
    await test.world.pass(60);
    expect(departure().at(-1)).toBe('93 Terminated');
  });
});
