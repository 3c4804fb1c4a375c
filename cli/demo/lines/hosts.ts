import type { HostChange } from '../../../simulator/services/ecs/changes.ts';
import { counted } from '../../counted.ts';
import { spoken } from '../duration.ts';
import type { LineSource } from '../timeline.ts';

/** Hosts that join, drain, become empty, and are set ACTIVE again. */
export function hostLines({ simulation, names, tell }: LineSource): void {
  const { ecs, ec2 } = simulation;
  const statuses = new Map<string, string>();
  const endsAt = new Map<string, number>();
  const host = (id: string, what: string, style: 'cyan' | 'yellow'): void =>
    tell({ who: `host ${names.of(id)}`, what, style });
  const active = (clusterName: string): string => {
    const { length } = ecs.view(clusterName).hosts.filter(({ status }) => status === 'ACTIVE');
    return `${counted(length, 'host')} ACTIVE`;
  };

  const hostChanged = ({ ec2InstanceId, status, clusterName }: HostChange): void => {
    const before = statuses.get(ec2InstanceId);
    if (before === status) return;
    statuses.set(ec2InstanceId, status);
    const type = ec2.instance(ec2InstanceId)?.instanceType ?? 'unknown type';
    const joins = before === 'DRAINING' ? 'is ACTIVE again' : `joins: ${type}, ${ec2InstanceId}`;
    if (status === 'ACTIVE') host(ec2InstanceId, `${joins}; ${active(clusterName)}`, 'cyan');
    if (status === 'DRAINING') host(ec2InstanceId, `is DRAINING; ${active(clusterName)}`, 'yellow');
  };

  ec2.onSpotNotice((id, kind) => kind === 'interruption' && endsAt.set(id, simulation.clock.now() + 120_000));
  ecs.onChange((change) => {
    if (change.kind === 'host') hostChanged(change);
    if (change.kind !== 'task' || change.lastStatus !== 'STOPPED' || change.ec2InstanceId === undefined) return;
    const { ec2InstanceId, at } = change;
    if (statuses.get(ec2InstanceId) !== 'DRAINING' || ec2.instance(ec2InstanceId)?.state !== 'running') return;
    if (ecs.containersRunning(ec2InstanceId).length > 0) return;
    const end = endsAt.get(ec2InstanceId);
    const left = end === undefined ? '' : `, ${spoken(end - at)} before EC2 takes it away`;
    host(ec2InstanceId, `is empty: its last task has stopped${left}`, 'yellow');
  });
}
