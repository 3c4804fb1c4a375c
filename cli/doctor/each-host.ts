import { commands, type Mend, named, quoted, words } from './finding.ts';

/** As many ids as a command names; of more it asks AWS. */
const MOST_IN_A_COMMAND = 10;
/** Ids of one DescribeInstances or DescribeContainerInstances. Source: ECS API reference, DescribeContainerInstances: 100. */
const IN_A_CALL = 100;

/** Where hosts are found in the account. */
export type HostsOf =
  | { readonly group: string }
  /** `where` tells its hosts apart, in JMESPath, by what DescribeContainerInstances says. */
  | { readonly cluster: string; readonly where?: string };

/** Hosts that something has to be done to. */
export interface HostsMeant {
  /** Ids of the EC2 instances. They need no quoting. */
  readonly ids: readonly string[];
  readonly of: HostsOf;
  /** Which instances of those, in JMESPath, by what DescribeInstances says. */
  readonly where: string;
}

/**
 * Commands that do something to each of some hosts. Few are named. Of many the first are, and a command finds all of them in the
 * account as it is then, so that it can be read.
 * @param command ends where an id is to be
 */
export function eachHost({ ids, of, where }: HostsMeant, command: string): readonly Mend[] {
  if (ids.length === 1) return commands(`${command} ${ids[0]}`);
  if (ids.length <= MOST_IN_A_COMMAND) return commands(`for id in ${ids.join(' ')}; do ${command} "$id"; done`);
  const instances = `aws ec2 describe-instances --query ${quoted(`Reservations[].Instances[] | [?${where}].InstanceId`)} --output text --instance-ids`;
  return [
    words(`They are ${ids.length}: ${named(ids)}. For each such host that the account has then:`),
    ...commands([idsIn(of), `xargs -r -n ${IN_A_CALL} ${instances}`, `xargs -r -n 1 ${command}`].join(' | ')),
  ];
}

/** A command that prints ids of instances. */
function idsIn(of: HostsOf): string {
  if ('group' in of) return `${membersOf(of.group, 'AutoScalingGroups[].Instances[].InstanceId')}`;
  const cluster = quoted(of.cluster);
  const query =
    of.where === undefined ? 'containerInstances[].ec2InstanceId' : `containerInstances[?${of.where}].ec2InstanceId`;
  return [
    `aws ecs list-container-instances --cluster ${cluster} --query 'containerInstanceArns[]' --output text`,
    `xargs -r -n ${IN_A_CALL} aws ecs describe-container-instances --cluster ${cluster} --query ${quoted(query)} --output text --container-instances`,
  ].join(' | ');
}

function membersOf(group: string, query: string): string {
  return `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quoted(group)} --query ${quoted(query)} --output text`;
}

/** Instances of one SetInstanceProtection. Source: Auto Scaling API reference, SetInstanceProtection. */
const PROTECTED_IN_A_CALL = 50;

/** Takes scale-in protection off hosts of a group; of many off each that has it then. */
export function unprotect(group: string, ids: readonly string[]): readonly Mend[] {
  const command = `aws autoscaling set-instance-protection --auto-scaling-group-name ${quoted(group)} --no-protected-from-scale-in --instance-ids`;
  if (ids.length <= MOST_IN_A_COMMAND) return commands(`${command} ${ids.join(' ')}`);
  const members = membersOf(group, 'AutoScalingGroups[].Instances[] | [?ProtectedFromScaleIn].InstanceId');
  return [
    words(`They are ${ids.length}: ${named(ids)}. For each that the group has then:`),
    ...commands(`${members} | xargs -r -n ${PROTECTED_IN_A_CALL} ${command}`),
  ];
}
