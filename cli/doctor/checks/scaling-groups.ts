import type { AutoScalingGroupEntry } from '../../snapshot/snapshot.ts';
import { commands, type Finding, named, quoted, words } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** What a suspended process of a group means for hosts. Others change nothing for the controller. */
const SUSPENDED: ReadonlyMap<string, string> = new Map([
  ['Terminate', 'Auto Scaling ends no host, and scale-in leaves the group alone'],
  ['Launch', 'no host replaces one that goes, drained and interrupted ones included'],
  ['HealthCheck', 'hosts that fail are not replaced'],
  ['ReplaceUnhealthy', 'hosts that fail are not replaced'],
]);

/** Warm pools, and processes of groups that are suspended. */
export function scalingGroups(patient: Patient): Finding[] {
  return patient.hostGroups.flatMap((group) => [...warmPool(patient, group), ...suspended(group)]);
}

function warmPool(patient: Patient, group: AutoScalingGroupEntry): Finding[] {
  if (group.WarmPoolConfiguration === undefined) return [];
  const wanted = patient.scalesIn(group);
  return [
    {
      severity: wanted ? 'warning' : 'note',
      about: `group ${group.AutoScalingGroupName}`,
      meaning: `It has a warm pool: scale-in removes none of its hosts${wanted ? ', although it opted in' : ''}. Hosts on their way into the pool are drained, and set ACTIVE when they come back.`,
      mends: [
        words('Leave it so, or delete the pool:'),
        ...commands(`aws autoscaling delete-warm-pool --auto-scaling-group-name ${quoted(group.AutoScalingGroupName)}`),
      ],
    },
  ];
}

function suspended({ AutoScalingGroupName, SuspendedProcesses = [] }: AutoScalingGroupEntry): Finding[] {
  const processes = SuspendedProcesses.map(({ ProcessName }) => ProcessName).filter((name) => SUSPENDED.has(name));
  if (processes.length === 0) return [];
  const meanings = [...new Set(processes.map((name) => SUSPENDED.get(name)))].join('; ');
  return [
    {
      severity: 'warning',
      about: `group ${AutoScalingGroupName}`,
      meaning: `Suspended: ${named(processes)}. As long as that is so, ${meanings}.`,
      mends: commands(
        `aws autoscaling resume-processes --auto-scaling-group-name ${quoted(AutoScalingGroupName)} --scaling-processes ${processes.join(' ')}`,
      ),
    },
  ];
}
