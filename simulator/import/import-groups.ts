import type { LifecycleHook as HookDescription } from '@aws-sdk/client-auto-scaling';
import {
  type GroupSpecification,
  MANAGED_DRAINING_HOOK,
  type TemplateSpecification,
  type WarmPoolSpecification,
} from '../services/auto-scaling/group-specification.ts';
import type { LifecycleState } from '../services/auto-scaling/lifecycle-states.ts';
import { type LifecycleHook, PROCESSES } from '../services/auto-scaling/model.ts';
import type { RestoredMember } from '../services/auto-scaling/restored-group.ts';
import type { Simulation } from '../simulation.ts';
import type { AccountState, ImportedGroup, ImportedMember, Note } from './account-state.ts';
import { type Machine, UNKNOWN_TYPE } from './machines.ts';

/** States that the simulator's groups do not have. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Quarantined', 'Detaching', 'Detached', 'Terminated']);

/** Puts groups in with their hooks and instances. Their machines are there. */
export function importGroups(
  simulation: Simulation,
  state: AccountState,
  machines: ReadonlyMap<string, Machine>,
  note: Note,
): void {
  for (const group of state.autoScalingGroups) {
    const about = group.AutoScalingGroupName ?? '';
    const own = [...machines.values()].filter((machine) => machine.group === group);
    for (const message of differences(group)) note(about, message);
    const hooks = state.lifecycleHooks.filter(({ AutoScalingGroupName }) => AutoScalingGroupName === about);
    simulation.autoScaling.restoreGroup({
      specification: specificationOf(group, own, (message) => note(about, message)),
      arn: group.AutoScalingGroupARN,
      createdAt: group.CreatedTime?.getTime(),
      hooks: hooks.map(hookOf),
      members: (group.Instances ?? [])
        .filter(({ LifecycleState }) => !LEFT_OUT.has(LifecycleState ?? ''))
        .map(memberOf),
    });
  }
  if (state.lifecycleHooks.some(({ LifecycleHookName }) => LifecycleHookName === MANAGED_DRAINING_HOOK.name))
    simulation.manageDraining();
}

/** What of a group the simulator has otherwise. */
function* differences(group: ImportedGroup): Generator<string> {
  const members = group.Instances ?? [];
  for (const { InstanceId, LifecycleState = '' } of members)
    if (LEFT_OUT.has(LifecycleState)) yield `${InstanceId} is ${LifecycleState}: not in the simulated group`;
  const waiting = members.filter(({ LifecycleState }) => LifecycleState?.endsWith(':Wait'));
  if (waiting.length > 0)
    yield `${waiting.length} instances wait for hooks; how long they have is not known: their heartbeats begin anew`;
  if ((group.WarmPoolSize ?? 0) > 0)
    yield `the ${group.WarmPoolSize} instances of its warm pool are not described: the pool fills anew`;
  if (members.some(({ WeightedCapacity }) => WeightedCapacity !== undefined && WeightedCapacity !== '1'))
    yield 'weights of instances are not simulated: each counts as one';
  if (group.MixedInstancesPolicy?.LaunchTemplate?.Overrides?.length)
    yield 'of several instance types the simulated group launches one, that of its newest host';
}

function specificationOf(
  group: ImportedGroup,
  machines: readonly Machine[],
  note: (message: string) => void,
): Omit<GroupSpecification, 'hooks'> {
  const suspended = (group.SuspendedProcesses ?? []).map(({ ProcessName }) => ProcessName);
  return {
    name: group.AutoScalingGroupName ?? '',
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    zones: group.AvailabilityZones ?? [],
    launchTemplate: templateOf(group, machines, note),
    purchase: purchaseOf(group, machines),
    tags: (group.Tags ?? []).map(({ Key = '', Value = '', PropagateAtLaunch = false }) => ({
      key: Key,
      value: Value,
      propagateAtLaunch: PropagateAtLaunch,
    })),
    ...(group.TerminationPolicies?.length && { terminationPolicies: group.TerminationPolicies }),
    newInstancesProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn ?? false,
    capacityRebalance: group.CapacityRebalance ?? false,
    retainOnAbandon: group.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain',
    ...(group.DefaultCooldown !== undefined && { defaultCooldown: group.DefaultCooldown }),
    suspendedProcesses: PROCESSES.filter((process) => suspended.includes(process)),
    ...(group.WarmPoolConfiguration && { warmPool: warmPoolOf(group.WarmPoolConfiguration) }),
  };
}

function warmPoolOf(pool: NonNullable<ImportedGroup['WarmPoolConfiguration']>): WarmPoolSpecification {
  const prepared = pool.MaxGroupPreparedCapacity;
  return {
    minSize: pool.MinSize ?? 0,
    ...(prepared !== undefined && prepared >= 0 && { maxGroupPreparedCapacity: prepared }),
    poolState: pool.PoolState ?? 'Stopped',
    reuseOnScaleIn: pool.InstanceReusePolicy?.ReuseOnScaleIn ?? false,
  };
}

/** What the group's next instances are like: as its newest host, for a template's contents are not described. */
function templateOf(
  group: ImportedGroup,
  machines: readonly Machine[],
  note: (message: string) => void,
): TemplateSpecification {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate;
  const named = group.LaunchTemplate ?? mixed?.LaunchTemplateSpecification;
  const newest = machines
    .filter(({ host }) => host !== undefined)
    .toSorted((one, other) => other.instance.launchTime - one.instance.launchTime)[0];
  const instanceType = newest?.instance.instanceType ?? mixed?.Overrides?.[0]?.InstanceType ?? UNKNOWN_TYPE;
  if (newest === undefined)
    note(`it has no host: what it launches is not known, taken as ${instanceType} in no cluster`);
  return {
    launchTemplateName: named?.LaunchTemplateName ?? group.LaunchConfigurationName ?? group.AutoScalingGroupName ?? '',
    instanceType,
    ...(newest === undefined
      ? { size: { vCpus: 2, memoryMiB: 8_192 } }
      : {
          ...(newest.cluster !== undefined && { cluster: newest.cluster }),
          size: newest.instance.size,
          attributes: newest.instance.attributes,
          metadataOptions: newest.instance.metadataOptions,
        }),
  };
}

/** A group whose template asks for Spot has no policy that says so, but instances. */
function purchaseOf(group: ImportedGroup, machines: readonly Machine[]): NonNullable<GroupSpecification['purchase']> {
  const distribution = group.MixedInstancesPolicy?.InstancesDistribution;
  if (group.MixedInstancesPolicy !== undefined)
    return {
      onDemandBaseCapacity: distribution?.OnDemandBaseCapacity ?? 0,
      onDemandPercentageAboveBaseCapacity: distribution?.OnDemandPercentageAboveBaseCapacity ?? 100,
    };
  const spot = machines.length > 0 && machines.every(({ instance }) => instance.lifecycle === 'spot');
  return spot ? 'spot' : 'on-demand';
}

function hookOf(hook: HookDescription): LifecycleHook {
  return {
    name: hook.LifecycleHookName ?? '',
    transition: hook.LifecycleTransition as LifecycleHook['transition'],
    heartbeatTimeout: hook.HeartbeatTimeout ?? 3600,
    defaultResult: hook.DefaultResult === 'CONTINUE' ? 'CONTINUE' : 'ABANDON',
    notificationTargetArn: hook.NotificationTargetARN,
    roleArn: hook.RoleARN,
    notificationMetadata: hook.NotificationMetadata,
  };
}

function memberOf(member: ImportedMember): RestoredMember {
  const state = member.LifecycleState ?? 'InService';
  return {
    instanceId: member.InstanceId ?? '',
    zone: member.AvailabilityZone ?? '',
    health: member.HealthStatus?.toLowerCase() === 'unhealthy' ? 'Unhealthy' : 'Healthy',
    protectedFromScaleIn: member.ProtectedFromScaleIn ?? false,
    state: (state === 'EnteringStandby' ? 'Standby' : state) as LifecycleState,
  };
}
