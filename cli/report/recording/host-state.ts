import type { InstanceStateName } from '../../../simulator/services/ec2/instance.ts';
import type { HostStatus } from '../../../simulator/services/ecs/state/records.ts';
import type { HostState } from './recording.ts';

/** What EC2, ECS and Auto Scaling say of a host. */
export interface HostFacts {
  readonly instance: InstanceStateName;
  /** Undefined for an instance that is registered in no cluster. */
  readonly status: HostStatus | undefined;
  readonly agentConnected: boolean;
  /** Whether a hook holds its termination. */
  readonly isHeld: boolean;
}

const IN_ECS: readonly HostStatus[] = ['ACTIVE', 'DRAINING'];

/** What a host is, in one word; undefined for one that is gone. */
export function hostState({ instance, status, agentConnected, isHeld }: HostFacts): HostState | undefined {
  if (instance === 'terminated') return undefined;
  if (instance === 'shutting-down' || instance === 'stopping') return 'ending';
  if (isHeld) return 'held';
  if (status === undefined || !IN_ECS.includes(status)) return 'not-registered';
  if (status === 'DRAINING') return 'draining';
  return agentConnected ? 'active' : 'disconnected';
}
