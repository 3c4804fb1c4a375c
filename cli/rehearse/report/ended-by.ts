import type { Simulation } from '../../../simulator/simulation.ts';
import { ZONE_OUTAGE } from '../happenings/hosts.ts';

/** Who had an instance terminated, in words: EC2, scale-in, the scenario, or what Auto Scaling says. */
export function endedBy(simulation: Simulation, ec2InstanceId: string): string {
  const reason = simulation.ec2.instance(ec2InstanceId)?.stateReason;
  if (reason === 'Server.SpotInstanceTermination') return 'EC2, which took the Spot host away';
  if (reason === ZONE_OUTAGE) return 'the outage of its zone';
  const cause = causeOf(simulation, ec2InstanceId);
  const held = simulation.autoScaling
    .lifecycleActions()
    .findLast((action) => action.instanceId === ec2InstanceId && action.end !== undefined);
  const letGo = held?.end?.reason.kind;
  const after = letGo === undefined ? '' : `; ${LET_GO[letGo]}`;
  return `${cause}${after}`;
}

const LET_GO = {
  completed: 'its hook was completed',
  'heartbeat-timeout': 'its hook timed out',
  'global-timeout': 'its hook came to the longest time of all',
  skipped: 'its hook was skipped',
  cancelled: 'its hook was cancelled',
} as const;

function causeOf({ calls, autoScaling }: Simulation, ec2InstanceId: string): string {
  const made = calls
    .all({ operation: 'TerminateInstanceInAutoScalingGroup', outcome: 'ok' })
    .concat(calls.all({ operation: 'TerminateInstances', outcome: 'ok' }))
    .find(({ input }) => JSON.stringify(input).includes(ec2InstanceId));
  if (made?.functionName !== undefined) return made.functionName.split('-').slice(3).join('-');
  const entry = autoScaling
    .stateHistory()
    .find(({ instanceId, to }) => instanceId === ec2InstanceId && to.startsWith('Terminating'));
  if (entry === undefined) return 'EC2';
  return entry.cause.includes('user request') ? 'the scenario' : `Auto Scaling: ${entry.cause.replace(/\.$/, '')}`;
}
