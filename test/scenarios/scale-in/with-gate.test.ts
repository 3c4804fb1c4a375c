import { expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop, SHOP } from './shop.ts';

it('works together with termination-gate: its hook lets empty hosts go within seconds', async () => {
  const shop = await aShop({ functions: ['ScaleIn', 'TerminationGate'], hosts: 5 });
  const { account, cluster } = shop;
  const { autoScaling, stack } = account.simulation;
  const gate = account.of('TerminationGate');
  autoScaling.putLifecycleHook(SHOP, {
    name: 'ecs-ops-drain',
    transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeout: 3600,
    defaultResult: 'CONTINUE',
    notificationTargetArn: stack.outputs['TerminationGateTopicArn'],
    roleArn: stack.outputs['TerminationGateHookRoleArn'],
  });
  await play(account, {
    '9:02': () => shop.run('web', { tasks: 6 }),
    '9:30': () => {
      expect(shop.statuses).toEqual({ ACTIVE: 2 });
      expect(cluster.running).toEqual({ web: 6 });
      expect(shop.lost).toEqual([]);
      const held = autoScaling.lifecycleActions();
      expect(held).toHaveLength(3);
      for (const { startedAt, end } of held) {
        expect(end).toMatchObject({ result: 'CONTINUE', reason: { kind: 'completed' } });
        expect((end?.at ?? Number.NaN) - startedAt).toBeLessThan(15_000);
      }
      expect(gate.deadLetters.messages()).toEqual([]);
      expect(shop.scaleIn.metric('ActionsFailed')).toBe(0);
    },
  });
});
