import type { AutoScalingGroupEntry } from '../../snapshot/snapshot.ts';
import { commands, type Finding, named, quoted, words } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Groups where ECS does a job itself, so that a function stands aside. */
export function capacityProviders(patient: Patient): Finding[] {
  return patient.hostGroups.flatMap((group) => [
    ...(patient.hasManagedScaling(group) ? [scaled(patient, group)] : []),
    ...(patient.hasManagedDraining(group) ? [drained(patient, group)] : []),
  ]);
}

function providers(patient: Patient, group: AutoScalingGroupEntry): readonly string[] {
  return patient.providersOf(group).map(({ name }) => name);
}

function scaled(patient: Patient, group: AutoScalingGroupEntry): Finding {
  const [provider] = providers(patient, group);
  const wanted = patient.scalesIn(group);
  const { AutoScalingGroupName: name } = group;
  const by = provider === undefined ? 'tag AmazonECSManaged' : `capacity provider ${named(providers(patient, group))}`;
  const off = `aws ecs update-capacity-provider --name ${quoted(provider ?? '')} --auto-scaling-group-provider 'managedScaling={status=DISABLED}'`;
  return {
    severity: wanted ? 'warning' : 'note',
    about: `group ${name}`,
    meaning: `ECS sizes it (${by}, managed scaling): scale-in removes none of its hosts${wanted ? ', although it opted in' : ''}.`,
    mends: [
      words('Leave it so, or switch managed scaling off and let scale-in have the group:'),
      ...(provider === undefined
        ? [words('Take the tag AmazonECSManaged off, if no capacity provider has the group.')]
        : commands(off)),
    ],
  };
}

function drained(patient: Patient, group: AutoScalingGroupEntry): Finding {
  const [provider] = providers(patient, group);
  return {
    severity: 'note',
    about: `group ${group.AutoScalingGroupName}`,
    meaning:
      'ECS drains its hosts (managed draining): termination-gate leaves that to it, so deadlines, outcomes and standalone tasks are as ECS has them.',
    mends: [
      words('Leave it so, or give the group the hook of the stack and switch managed draining off:'),
      ...(provider === undefined
        ? [words('Delete the hook ecs-managed-draining-termination-hook, if no capacity provider has the group.')]
        : commands(
            `aws ecs update-capacity-provider --name ${quoted(provider)} --auto-scaling-group-provider managedDraining=DISABLED`,
          )),
    ],
  };
}
