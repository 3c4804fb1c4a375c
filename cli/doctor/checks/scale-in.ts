import { KEEP_TAG } from '../../../functions/scale-in/terms.ts';
import type { AutoScalingGroupEntry } from '../../snapshot/snapshot.ts';
import { unprotect } from '../each-host.ts';
import { commands, type Finding, named, quoted, words } from '../finding.ts';
import { isReplicaOnHosts, type Patient, serviceName, tagsOf } from '../patient.ts';

/** What keeps scale-in from removing hosts of groups that opted in. */
export function scaleIn(patient: Patient): Finding[] {
  const groups = patient.hostGroups.filter((group) => patient.scalesIn(group));
  return [
    ...groups.flatMap((group) => [...atMinimum(group), ...protectedHosts(patient, group), ...paused(patient, group)]),
    ...rebalancing(patient, groups),
  ];
}

function atMinimum({ AutoScalingGroupName, MinSize, DesiredCapacity }: AutoScalingGroupEntry): Finding[] {
  if (DesiredCapacity > MinSize || DesiredCapacity === 0) return [];
  return [
    {
      severity: 'warning',
      about: `group ${AutoScalingGroupName}`,
      meaning: `It opted in to scale-in, and is at its minimum size of ${MinSize}: nothing is ever removed below that.`,
      mends: [
        words('If fewer hosts may do, lower the minimum:'),
        ...commands(
          `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quoted(AutoScalingGroupName)} --min-size ${Math.max(MinSize - 1, 0)}`,
        ),
      ],
    },
  ];
}

function protectedHosts(patient: Patient, group: AutoScalingGroupEntry): Finding[] {
  const ids = (group.Instances ?? []).filter((each) => each.ProtectedFromScaleIn).map(({ InstanceId }) => InstanceId);
  const isForNew = group.NewInstancesProtectedFromScaleIn === true;
  // Managed scaling protects hosts itself; that scale-in stands aside there is said already.
  if (patient.hasManagedScaling(group) || (ids.length === 0 && !isForNew)) return [];
  const name = quoted(group.AutoScalingGroupName);
  const which = ids.length > 0 ? `hosts ${named(ids)} are` : 'new hosts will be';
  return [
    {
      severity: 'warning',
      about: `group ${group.AutoScalingGroupName}`,
      meaning: `It opted in to scale-in, and ${which} protected from scale-in: they stay.`,
      mends: [
        ...(isForNew
          ? commands(
              `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${name} --no-new-instances-protected-from-scale-in`,
            )
          : []),
        ...(ids.length > 0 ? unprotect(group.AutoScalingGroupName, ids) : []),
      ],
    },
  ];
}

function paused(patient: Patient, group: AutoScalingGroupEntry): Finding[] {
  const isPaused = patient.scaleInTermsOf(group).pausedUntil > patient.snapshot.takenAt.getTime();
  const keep = tagsOf(group.Tags)[KEEP_TAG];
  if (!isPaused && (keep === undefined || keep === 'false')) return [];
  return [
    {
      severity: 'note',
      about: `group ${group.AutoScalingGroupName}`,
      meaning: isPaused
        ? 'It opted in to scale-in, and a tag on it or its cluster pauses that, or makes no sense: nothing is removed until then.'
        : `It opted in to scale-in, and carries ${KEEP_TAG}: its hosts stay.`,
      mends: [words('Take the tag off when that is over.')],
    },
  ];
}

/** Services whose tasks ECS moves between zones by itself, where hosts are removed. */
function rebalancing(patient: Patient, groups: readonly AutoScalingGroupEntry[]): Finding[] {
  const clusters = new Set(groups.flatMap((group) => patient.clustersOf(group)).map(({ clusterArn }) => clusterArn));
  const services = patient.snapshot.services
    .filter(isReplicaOnHosts)
    .filter((each) => each.availabilityZoneRebalancing === 'ENABLED' && clusters.has(each.clusterArn));
  return services.map((service) => ({
    severity: 'note',
    about: `service ${serviceName(service)}`,
    meaning:
      'ECS rebalances it between Availability Zones, where scale-in removes hosts: after a removal tasks may move once more, and a deployment that is going on holds scale-in.',
    mends: [
      words('Good as it is where hosts of each zone stay (ecs-ops:scale-in-minimum-per-zone); else:'),
      ...commands(
        `aws ecs update-service --cluster ${quoted(service.clusterArn.split('/').at(-1) ?? '')} --service ${quoted(service.serviceName)} --availability-zone-rebalancing DISABLED`,
      ),
    ],
  }));
}
