import { CLUSTER } from '../../../simulator/scenarios/drains.ts';
import type { HostChange } from '../../../simulator/services/ecs/changes.ts';
import { spoken } from '../duration.ts';
import type { LineSource } from '../timeline.ts';

/** Hosts that join, drain and become empty. */
export function hostLines({ simulation, names, tell }: LineSource): void {
  const { ecs, ec2 } = simulation;
  const statuses = new Map<string, string>();
  const endsAt = new Map<string, number>();
  const host = (id: string, what: string, style: 'cyan' | 'yellow'): void =>
    tell({ who: `host ${names.of(id)}`, what, style });
  const active = (): string => {
    const { length } = ecs.view(CLUSTER).hosts.filter(({ status }) => status === 'ACTIVE');
    return `${length} ${length === 1 ? 'host' : 'hosts'} ACTIVE`;
  };

  const hostChanged = ({ ec2InstanceId, status }: HostChange): void => {
    if (statuses.get(ec2InstanceId) === status) return;
    statuses.set(ec2InstanceId, status);
    const type = ec2.instance(ec2InstanceId)?.instanceType ?? 'unknown type';
    if (status === 'ACTIVE') host(ec2InstanceId, `joins: ${type}, ${ec2InstanceId}; ${active()}`, 'cyan');
    if (status === 'DRAINING') host(ec2InstanceId, `is DRAINING; ${active()}`, 'yellow');
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
