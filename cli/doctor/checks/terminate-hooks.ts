import type { AutoScalingGroupEntry, LifecycleHookEntry } from '../../snapshot/snapshot.ts';
import { cloudFormation, commands, type Finding, named, quoted } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Groups of ECS hosts without a terminate hook that termination-gate serves. */
export function terminateHooks(patient: Patient): Finding[] {
  // Without the list nothing can be told; `missing-parts` says so.
  if (!patient.has('lifecycleHooks')) return [];
  const served = patient.snapshot.lifecycleHooks.find((hook) => hook.NotificationTargetARN && patient.serves(hook));
  return patient.hostGroups
    .filter((group) => !patient.hasManagedDraining(group))
    .filter((group) => !patient.terminateHooksOf(group).some((hook) => patient.serves(hook)))
    .map((group) => withoutHook(group, patient.terminateHooksOf(group), served));
}

function withoutHook(
  { AutoScalingGroupName }: AutoScalingGroupEntry,
  others: readonly LifecycleHookEntry[],
  served: LifecycleHookEntry | undefined,
): Finding {
  const names = others.map(({ LifecycleHookName }) => LifecycleHookName);
  const besides =
    others.length > 0
      ? ` Its hooks (${named(names)}) are not served: neither their target nor their name is the stack's.`
      : '';
  return {
    severity: 'problem',
    about: `group ${AutoScalingGroupName}`,
    meaning: `No terminate hook that termination-gate serves: Auto Scaling ends its hosts whatever runs on them.${besides}`,
    mends: [
      ...commands(putHook(AutoScalingGroupName, served)),
      cloudFormation('LifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING'),
    ],
  };
}

/** The README's command, with the topic and the role of a hook that the stack serves already. */
function putHook(group: string, served: LifecycleHookEntry | undefined): string {
  const topic = served?.NotificationTargetARN;
  const role = served?.RoleARN;
  return [
    `aws autoscaling put-lifecycle-hook --auto-scaling-group-name ${quoted(group)} --lifecycle-hook-name ecs-ops-drain`,
    '--lifecycle-transition autoscaling:EC2_INSTANCE_TERMINATING --heartbeat-timeout 3600 --default-result CONTINUE',
    `--notification-target-arn ${topic === undefined ? '"$TERMINATION_GATE_TOPIC_ARN"' : quoted(topic)}`,
    `--role-arn ${role === undefined ? '"$TERMINATION_GATE_HOOK_ROLE_ARN"' : quoted(role)}`,
  ].join(' ');
}
