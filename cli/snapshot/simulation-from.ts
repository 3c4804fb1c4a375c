import { importAccount } from '../../simulator/import/import-account.ts';
import { terminateHook } from '../../simulator/scenarios/terminate-hook.ts';
import type { LifecycleHook } from '../../simulator/services/auto-scaling/model.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { placeOf } from './entities.ts';
import type { LoadedSimulation, LoadNote, LoadOptions } from './loaded-simulation.ts';
import type { LifecycleHookEntry, Snapshot } from './snapshot.ts';

/** The stack's topic for hooks ends so, whatever the stack's name. Source: infra/termination-gate.yml. */
const TOPIC_OF_A_STACK = /^arn:[^:]+:sns:.*-termination-gate$/;

/**
 * Starts a simulation that stands as the account stood, with the packaged stack deployed beside. No time has passed.
 * Whoever calls closes it. Needs what `npm run package` writes.
 */
export async function simulationFrom(snapshot: Snapshot, options: LoadOptions = {}): Promise<LoadedSimulation> {
  const { start = snapshot.takenAt.getTime(), terminateHooks = 'leave', ...rest } = options;
  const account = placeOf(snapshot.clusters[0]?.clusterArn ?? '');
  if (account === undefined) throw new RangeError('A snapshot needs a cluster, which says of which account it is');
  const simulation = await Simulation.start({ ...rest, start, account });
  try {
    const notes: LoadNote[] = [];
    const lifecycleHooks = snapshot.lifecycleHooks.map((hook) => wired(hook, simulation, notes));
    notes.push(...importAccount(simulation, { ...snapshot, lifecycleHooks }));
    if (terminateHooks === 'add') notes.push(...addHooks(simulation));
    return { simulation, notes };
  } catch (error) {
    await simulation.close();
    throw error;
  }
}

/** A hook that tells a stack of the account tells the simulated one; other targets are not there to be told. */
function wired(hook: LifecycleHookEntry, { stack }: Simulation, notes: LoadNote[]): LifecycleHookEntry {
  const target = hook.NotificationTargetARN;
  if (target === undefined || target === '') return hook;
  if (TOPIC_OF_A_STACK.test(target)) {
    const { TerminationGateTopicArn: NotificationTargetARN, TerminationGateHookRoleArn: RoleARN } = stack.outputs;
    return { ...hook, NotificationTargetARN, RoleARN };
  }
  notes.push({
    about: `${hook.AutoScalingGroupName} ${hook.LifecycleHookName}`,
    message: `${target} is not in the simulation: nobody is told, and the hook waits until its time-out`,
  });
  return hook;
}

/** Gives groups the terminate hook of the README, unless a hook of theirs tells the stack or ECS drains the group. */
function addHooks(simulation: Simulation): LoadNote[] {
  const hook = terminateHook(simulation);
  const serves = ({ notificationTargetArn: target, name }: LifecycleHook): boolean =>
    target === hook.notificationTargetArn || name === 'ecs-managed-draining-termination-hook';
  return simulation.autoScaling.views().flatMap(({ name, hooks }) => {
    if (hooks.some(serves)) return [];
    simulation.autoScaling.putLifecycleHook(name, hook);
    return [{ about: name, message: `has got the hook ${hook.name} in the simulation, as the README asks for` }];
  });
}
