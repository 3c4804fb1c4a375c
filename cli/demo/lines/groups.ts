import type { GroupChange, LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import { spoken } from '../duration.ts';
import type { LineSource } from '../timeline.ts';

/** Auto Scaling: desired capacities, hosts that hooks hold, and holds that it ends by itself. */
export function groupLines({ simulation, names, tell }: LineSource): void {
  const { autoScaling } = simulation;
  const say = (what: string, style: 'blue' | 'red' = 'blue'): void => tell({ who: 'Auto Scaling', what, style });

  const held = ({ instanceId, groupName, hookName }: LifecycleActionRecord): void => {
    const isGone = simulation.ec2.instance(instanceId)?.state !== 'running';
    const what = isGone ? `replaces ${names.of(instanceId)}` : `is to terminate ${names.of(instanceId)}`;
    say(`${what}; hook ${hookName} of ${groupName} makes it wait`);
  };
  const ended = ({ instanceId, startedAt, end }: LifecycleActionRecord): void => {
    if (end === undefined || end.reason.kind === 'completed') return;
    say(`waits for ${names.of(instanceId)} no longer, after ${spoken(end.at - startedAt)} (${end.reason.kind})`, 'red');
  };

  autoScaling.onChange((change: GroupChange) => {
    if (change.kind === 'desired-capacity') say(`${change.groupName}: desired capacity ${change.from} → ${change.to}`);
    if (change.kind !== 'lifecycle-action') return;
    if (change.what === 'started') held(change.action);
    if (change.what === 'ended') ended(change.action);
  });
}
