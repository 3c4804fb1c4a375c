import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import { AutoScalingTest, GATE_HOOK } from './auto-scaling-test.ts';

/** A group of one instance in service, which is then told to leave: the wait begins at 62 s. */
export async function aTermination(overrides: Parameters<AutoScalingTest['withGroup']>[0] = {}) {
  const test = await new AutoScalingTest().withGroup({ desired: 1, hooks: [GATE_HOOK], ...overrides });
  const [id = ''] = test.idsIn('InService');
  test.autoScaling.setDesiredCapacity('web', 0);
  await test.world.pass(2);
  const action = (name = 'gate'): LifecycleActionRecord =>
    test.autoScaling.lifecycleActions().find(({ hookName }) => hookName === name) as LifecycleActionRecord;
  const call = (operation: string, input: object = {}): unknown =>
    test.call(operation, { AutoScalingGroupName: 'web', LifecycleHookName: 'gate', InstanceId: id, ...input });
  const complete = (result = 'CONTINUE', input: object = {}): unknown =>
    call('CompleteLifecycleAction', { LifecycleActionResult: result, ...input });
  return { test, id, action, call, complete, departure: () => test.timeline(id).slice(3) };
}
