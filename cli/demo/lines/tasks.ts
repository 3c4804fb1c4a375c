import type { TaskChange } from '../../../simulator/services/ecs/changes.ts';
import { spoken } from '../duration.ts';
import type { LineSource } from '../timeline.ts';

/** Milliseconds from SIGTERM to the end of a task from which on its end is worth a line of its own. */
const SLOW = 5_000;

/** Tasks: standalone ones that start, and all that stop on hosts that drain, or are killed with their host. */
export function taskLines({ simulation: { ecs, ec2 }, names, tell }: LineSource): void {
  const sigterms = new Map<string, number>();
  const draining = new Set<string>();

  const changed = ({ taskArn, group, ec2InstanceId = '', lastStatus, at }: TaskChange): void => {
    const who = `task ${group.replace(/^\w+:/, '')}`;
    const host = names.of(ec2InstanceId);
    if (lastStatus === 'RUNNING' && group.startsWith('family:'))
      tell({ who, what: `runs on ${host} (standalone: RunTask)`, style: 'green' });
    const isHostUp = ec2.instance(ec2InstanceId)?.state === 'running';
    if (lastStatus === 'STOPPED' && !isHostUp) tell({ who, what: `was killed together with ${host}`, style: 'red' });
    if (!isHostUp || !draining.has(ec2InstanceId)) return;
    if (lastStatus === 'STOPPING') {
      sigterms.set(taskArn, at);
      tell({ who, what: `gets SIGTERM on ${host}`, style: 'yellow' });
    }
    const took = at - (sigterms.get(taskArn) ?? at);
    if (lastStatus === 'STOPPED' && took >= SLOW)
      tell({ who, what: `has stopped on ${host}, ${spoken(took)} after its SIGTERM`, style: 'yellow' });
  };
  ecs.onChange((change) => {
    if (change.kind === 'host' && change.status === 'DRAINING') draining.add(change.ec2InstanceId);
    if (change.kind === 'task') changed(change);
  });
}
