import { ATTRIBUTES } from '../../../functions/scale-in/attributes.ts';
import type { ContainerInstanceEntry } from '../../snapshot/snapshot.ts';
import { commands, type Finding, quoted, words } from '../finding.ts';
import { hostName, type Patient } from '../patient.ts';

/** Hosts whose agent is away, and hosts that drain with nobody to end them. */
export function hosts(patient: Patient): Finding[] {
  return patient.snapshot.containerInstances.flatMap((host) => [
    ...(host.agentConnected === false ? [disconnected(patient, host)] : []),
    ...(host.status === 'DRAINING' ? drainingForNothing(patient, host) : []),
  ]);
}

function about(patient: Patient, host: ContainerInstanceEntry): string {
  const cluster = patient.clusterOf(host)?.clusterName;
  return `host ${hostName(host)}${cluster === undefined ? '' : ` of ${cluster}`}`;
}

function disconnected(patient: Patient, host: ContainerInstanceEntry): Finding {
  const group = patient.groupOf(host);
  const reboot = `aws ec2 reboot-instances --instance-ids ${hostName(host)}`;
  return {
    severity: 'warning',
    about: about(patient, host),
    meaning:
      'Its agent was disconnected: for minutes that is normal; for longer no task starts or stops on it, so a drain of it does not end, and scale-in leaves it alone.',
    mends: [
      words('Look again in some minutes. If it stays so, restart its agent or the instance:'),
      ...(host.ec2InstanceId?.startsWith('i-') ? commands(reboot) : []),
      ...(group === undefined
        ? []
        : [words('ecs-ops:scale-in-replace-disconnected=true on its group has scale-in replace such hosts.')]),
    ],
  };
}

/** A host that drains for termination is gone soon; one that does not, stays as it is until somebody sets it ACTIVE. */
function drainingForNothing(patient: Patient, host: ContainerInstanceEntry): Finding[] {
  if (!patient.has('autoScalingGroups')) return [untold(patient, host)];
  if (isTerminating(patient, host)) return [];
  if ((host.attributes ?? []).some(({ name }) => name === ATTRIBUTES.drainedAt))
    return [drainedByScaleIn(patient, host)];
  const cluster = patient.clusterOf(host)?.clusterName ?? '';
  return [
    {
      severity: 'warning',
      about: about(patient, host),
      meaning:
        'It is DRAINING, and Auto Scaling is not terminating it: unless EC2 has just given notice of a Spot interruption, it takes no task and costs as before.',
      mends: [
        words('If nobody works on it, set it ACTIVE again:'),
        ...commands(
          `aws ecs update-container-instances-state --cluster ${quoted(cluster)} --container-instances ${quoted(host.containerInstanceArn)} --status ACTIVE`,
        ),
      ],
    },
  ];
}

function isTerminating(patient: Patient, host: ContainerInstanceEntry): boolean {
  const member = patient.groupOf(host)?.Instances?.find(({ InstanceId }) => InstanceId === host.ec2InstanceId);
  const state = patient.instanceOf(host)?.State?.Name ?? 'running';
  // A host that goes back into a warm pool, or is detached or stopped, drains on purpose as well.
  return state !== 'running' || /Terminat|Warmed|Detach|Standby/.test(member?.LifecycleState ?? '');
}

function drainedByScaleIn(patient: Patient, host: ContainerInstanceEntry): Finding {
  return {
    severity: 'note',
    about: about(patient, host),
    meaning:
      'It is DRAINING because scale-in is removing it, which ends in a termination or with the host set ACTIVE again.',
    mends: [words('Nothing, unless the function has been switched off meanwhile: docs/removal.md has the commands.')],
  };
}

function untold(patient: Patient, host: ContainerInstanceEntry): Finding {
  return {
    severity: 'note',
    about: about(patient, host),
    meaning:
      'It is DRAINING, and no Auto Scaling groups are in the file: whether it is being terminated cannot be told.',
    mends: [words('Add the answer of `aws autoscaling describe-auto-scaling-groups` to the file.')],
  };
}
