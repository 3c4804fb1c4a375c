import type { Mark, ScaleInAction, ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import type { ClusterLook, GroupView, HostLook } from '../../../functions/scale-in/snapshot.ts';

/** The cluster as it would be read right after a plan has been applied, before any task or instance has stopped. */
export function applied(look: ClusterLook, { actions }: Pick<ScaleInPlan, 'actions'>): ClusterLook {
  let { hosts, groups } = look;
  for (const action of actions) {
    hosts = hosts.map((host) => (concerns(action, host) ? changed(host, action) : host));
    groups = groups.map((group) => withoutTerminated(group, action));
  }
  return { ...look, hosts, groups };
}

function concerns(action: ScaleInAction, { containerInstanceArn }: HostLook): boolean {
  return 'containerInstanceArns' in action && action.containerInstanceArns.includes(containerInstanceArn);
}

function changed(host: HostLook, action: ScaleInAction): HostLook {
  switch (action.kind) {
    case 'mark-hosts':
      return { ...host, attributes: marked(host, action.mark) };
    case 'unmark-hosts':
      return { ...host, attributes: unmarked(host, action.markName) };
    case 'mark-and-drain-hosts':
      return { ...host, attributes: marked(host, action.mark), status: 'DRAINING', stoppingTasksRead: true };
    case 'give-back-hosts': {
      const cooled = action.cooldown ? { ...host, attributes: marked(host, action.cooldown) } : host;
      return { ...cooled, attributes: unmarked(cooled, action.markName), status: 'ACTIVE' };
    }
    case 'terminate-hosts':
    case 'replace-hosts':
    case 'clear-scale-in-protection':
      return host;
  }
}

function marked({ attributes }: HostLook, { name, value }: Mark): HostLook['attributes'] {
  return { ...attributes, [name]: value };
}

function unmarked({ attributes }: HostLook, name: string): HostLook['attributes'] {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));
}

function withoutTerminated(group: GroupView, action: ScaleInAction): GroupView {
  if (action.kind !== 'terminate-hosts' && action.kind !== 'replace-hosts') return group;
  if (group.kind !== 'read' || group.autoScalingGroupName !== action.autoScalingGroupName) return group;
  const going = group.members.filter(({ ec2InstanceId }) => action.ec2InstanceIds.includes(ec2InstanceId));
  const weight = going.reduce((sum, { weightedCapacity }) => sum + weightedCapacity, 0);
  return {
    ...group,
    desiredCapacity: action.kind === 'terminate-hosts' ? group.desiredCapacity - weight : group.desiredCapacity,
    members: group.members.map((member) =>
      going.includes(member) ? { ...member, lifecycleState: 'Terminating:Wait' } : member,
    ),
  };
}
