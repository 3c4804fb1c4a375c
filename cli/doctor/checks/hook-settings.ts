import { TAGS } from '../../../functions/termination-gate/drain-terms.ts';
import type { AutoScalingGroupEntry, LifecycleHookEntry } from '../../snapshot/snapshot.ts';
import { cloudFormation, commands, type Finding, quoted, words } from '../finding.ts';
import { type Patient, tagsOf } from '../patient.ts';

/** Seconds. Below, an outage of half a time-out is soon one that ends hosts. */
const SHORT_HEARTBEAT = 600;
/** EC2 Auto Scaling API reference, PutLifecycleHook. */
const DEFAULT_HEARTBEAT = 3600;

/** Served hooks that end a wait too early, or otherwise than they look; a wanted retention that the group does not do. */
export function hookSettings(patient: Patient): Finding[] {
  return patient.hostGroups.flatMap((group) => {
    const hooks = patient.terminateHooksOf(group).filter((hook) => patient.serves(hook));
    return [
      ...hooks.filter(isShort).map(shortHeartbeat),
      ...hooks.filter((hook) => isAbandoning(hook) && !retains(group)).map(abandons),
      ...(tagsOf(group.Tags)[TAGS.outcome] === 'retain' && !retains(group) ? [retainsNothing(group)] : []),
    ];
  });
}

function isShort({ HeartbeatTimeout = DEFAULT_HEARTBEAT }: LifecycleHookEntry): boolean {
  return HeartbeatTimeout < SHORT_HEARTBEAT;
}

/** ABANDON is what a hook does that does not say. Source: EC2 Auto Scaling API reference, PutLifecycleHook. */
function isAbandoning({ DefaultResult = 'ABANDON' }: LifecycleHookEntry): boolean {
  return DefaultResult === 'ABANDON';
}

function retains({ InstanceLifecyclePolicy }: AutoScalingGroupEntry): boolean {
  return InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain';
}

function aboutHook({ AutoScalingGroupName, LifecycleHookName }: LifecycleHookEntry): string {
  return `hook ${LifecycleHookName} of group ${AutoScalingGroupName}`;
}

/** PutLifecycleHook on a hook that is there changes what is named. */
function changeHook({ AutoScalingGroupName, LifecycleHookName }: LifecycleHookEntry, change: string): string {
  const names = `--auto-scaling-group-name ${quoted(AutoScalingGroupName)} --lifecycle-hook-name ${quoted(LifecycleHookName)}`;
  return `aws autoscaling put-lifecycle-hook ${names} ${change}`;
}

function shortHeartbeat(hook: LifecycleHookEntry): Finding {
  return {
    severity: 'warning',
    about: aboutHook(hook),
    meaning: `Its heartbeat time-out is ${hook.HeartbeatTimeout} s: when the function is held up for so long, Auto Scaling ends hosts with what runs on them. 3600 s are recommended.`,
    mends: [...commands(changeHook(hook, '--heartbeat-timeout 3600')), cloudFormation('HeartbeatTimeout: 3600')],
  };
}

function abandons(hook: LifecycleHookEntry): Finding {
  return {
    severity: 'warning',
    about: aboutHook(hook),
    meaning:
      "Its default result is ABANDON, and the group has no policy that retains: a host ends all the same, and the group's other hooks are skipped.",
    mends: [...commands(changeHook(hook, '--default-result CONTINUE')), cloudFormation('DefaultResult: CONTINUE')],
  };
}

function retainsNothing({ AutoScalingGroupName }: AutoScalingGroupEntry): Finding {
  return {
    severity: 'warning',
    about: `group ${AutoScalingGroupName}`,
    meaning: `It asks for ${TAGS.outcome}=retain without an instance lifecycle policy that retains: a host is held on for as long as can be, and then ends.`,
    mends: [words("Set the group's instance lifecycle policy: RetentionTriggers, TerminateHookAbandon: retain.")],
  };
}
