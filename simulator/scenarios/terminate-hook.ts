import type { HookSpecification } from '../services/auto-scaling/group-specification.ts';
import type { Simulation } from '../simulation.ts';

/** A terminate hook as the README shows it, with the stack's topic as its target. */
export function terminateHook({ stack: { outputs } }: Simulation): HookSpecification {
  return {
    name: 'ecs-ops-drain',
    transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeout: 3600,
    defaultResult: 'CONTINUE',
    notificationTargetArn: outputs['TerminationGateTopicArn'],
    roleArn: outputs['TerminationGateHookRoleArn'],
  };
}
