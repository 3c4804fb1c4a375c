import type { AutoScalingGroupEntry, ContainerInstanceEntry, TaskDefinitionEntry } from '../../snapshot/snapshot.ts';
import { eachHost } from '../each-host.ts';
import { cloudFormation, commands, type Finding, named, quoted, words } from '../finding.ts';
import { hostName, type Patient } from '../patient.ts';

/** Seconds of a Spot notice, less what a notice may be late and a drain takes: seen as short as 39 s. */
const SURE_TO_STOP = 90;

/** Where two minutes are not enough for spot-drain. */
export function spot(patient: Patient): Finding[] {
  const hosts = patient.snapshot.containerInstances.filter(
    (host) => patient.instanceOf(host)?.InstanceLifecycle === 'spot',
  );
  const groups = new Set(hosts.flatMap((host) => patient.groupOf(host) ?? []));
  return [
    ...[...groups].filter(({ CapacityRebalance }) => CapacityRebalance !== true).map(replacedLate),
    ...slowToStop(patient, hosts),
    ...nobodyThere(patient, hosts),
  ];
}

function replacedLate({ AutoScalingGroupName }: AutoScalingGroupEntry): Finding {
  return {
    severity: 'note',
    about: `group ${AutoScalingGroupName}`,
    meaning:
      'It has Spot hosts without capacity rebalancing: a replacement is launched only when a host is gone, so its tasks need room on other hosts meanwhile.',
    mends: [
      ...commands(
        `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quoted(AutoScalingGroupName)} --capacity-rebalance`,
      ),
      cloudFormation('CapacityRebalance: true'),
    ],
  };
}

/** Tasks on Spot hosts that may take longer to stop than there is time. */
function slowToStop({ snapshot }: Patient, hosts: readonly ContainerInstanceEntry[]): Finding[] {
  const arns = new Set(hosts.map(({ containerInstanceArn }) => containerInstanceArn));
  const onSpot = new Set(
    snapshot.tasks
      .filter(({ containerInstanceArn = '' }) => arns.has(containerInstanceArn))
      .map(({ taskDefinitionArn }) => taskDefinitionArn),
  );
  return snapshot.taskDefinitions
    .filter((each) => onSpot.has(each.taskDefinitionArn) && longestStop(each) > SURE_TO_STOP)
    .map((definition) => ({
      severity: 'warning',
      about: `task definition ${definition.family}:${definition.revision}`,
      meaning: `It has up to ${longestStop(definition)} s to stop, and runs on Spot hosts: two minutes from the notice, less the time until the drain, may not do, and EC2 then kills it.`,
      mends: [
        cloudFormation(`StopTimeout: ${SURE_TO_STOP}`),
        words('Or keep it off Spot hosts, by a capacity provider or a placement constraint.'),
      ],
    }));
}

function longestStop({ containerDefinitions }: TaskDefinitionEntry): number {
  return Math.max(0, ...containerDefinitions.map(({ stopTimeout = 0 }) => stopTimeout));
}

/** A drain is carried out by the host's agent. */
function nobodyThere(patient: Patient, hosts: readonly ContainerInstanceEntry[]): Finding[] {
  const away = hosts.filter(({ agentConnected }) => agentConnected === false);
  const clusters = Map.groupBy(away, (host) => patient.clusterOf(host)?.clusterName ?? '');
  return [...clusters].map(([cluster, some]) => {
    const ids = some.map(hostName);
    const of = { cluster, where: 'agentConnected==`false`' };
    return {
      severity: 'warning',
      about: `Spot hosts ${named(ids)}`,
      meaning:
        'Their agent was disconnected: at an interruption spot-drain sets them DRAINING, but no agent stops their tasks.',
      mends: eachHost({ ids, of, where: 'InstanceLifecycle==`"spot"`' }, 'aws ec2 reboot-instances --instance-ids'),
    };
  });
}
