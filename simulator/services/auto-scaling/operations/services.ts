import type { GroupCommands } from '../group-commands.ts';
import type { HookCommands } from '../hook-commands.ts';
import type { InstanceCommands } from '../instance-commands.ts';
import type { LaunchTemplates } from '../launch-templates.ts';
import type { AutoScalingParts } from '../parts.ts';
import type { ScalingPolicies } from '../scaling-policies.ts';

/** What the API's operations work with. */
export interface AutoScalingServices extends AutoScalingParts {
  readonly templates: LaunchTemplates;
  readonly hooks: HookCommands;
  readonly groups: GroupCommands;
  readonly instances: InstanceCommands;
  readonly policies: ScalingPolicies;
}

/** Bucket of the operations that only read. */
export const READS = 'reads';

/** Bucket of the operations that change something. */
export const WRITES = 'writes';
