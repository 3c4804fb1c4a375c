import type { InstanceRefreshStatus } from '@aws-sdk/client-auto-scaling';
import type { World } from '../../account/world.ts';
import type { ServiceApi } from '../../wire/operation.ts';
import type { Ec2Simulator } from '../ec2/ec2-simulator.ts';
import type { InstanceStateChange } from '../ec2/instance.ts';
import { Activities } from './activities.ts';
import { autoScalingApi } from './auto-scaling-api.ts';
import type { AutoScalingDurations, Context, Notify } from './context.ts';
import { GroupCommands } from './group-commands.ts';
import { GroupRegistry } from './group-registry.ts';
import type { GroupSpecification, HookSpecification, TemplateSpecification } from './group-specification.ts';
import { HookCommands } from './hook-commands.ts';
import { uuid } from './ids.ts';
import { InstanceCommands } from './instance-commands.ts';
import { InstanceLifecycle } from './instance-lifecycle.ts';
import { type GroupChange, Journal, type LifecycleActionRecord, type StateEntry } from './journal.ts';
import { LaunchTemplates } from './launch-templates.ts';
import { type ActionKey, LifecycleActions } from './lifecycle-actions.ts';
import type { LifecycleState } from './lifecycle-states.ts';
import type { ActionResult, LaunchTemplate } from './model.ts';
import { HealthChecks, Reconciler } from './reconciler.ts';
import { type RestoredGroup, restoreGroup } from './restored-group.ts';
import { type Hindrance, ScalingPolicies, type ScalingPolicy } from './scaling-policies.ts';
import { type GroupView, viewOf } from './view.ts';

/** Settings of the simulated EC2 Auto Scaling. */
export interface AutoScalingOptions {
  /** Sends hooks' messages to SNS topics and SQS queues. Default: they go nowhere. */
  readonly notify?: Notify;
  readonly durations?: Partial<AutoScalingDurations>;
}

const DURATIONS: AutoScalingDurations = {
  reaction: { median: 2_000, p99: 6_000 },
  step: 1_000,
  healthCheck: { median: 20_000, p99: 60_000 },
  rebalancing: 120_000,
};

/** Who completes an action when a scenario does, and not a caller of the API. */
const SCENARIO = 'scenario';

/** The Auto Scaling groups of one account and Region. */
export class AutoScalingSimulator {
  /** The API as the wire layer serves it. */
  readonly api: ServiceApi;
  readonly #context: Context;
  readonly #actions: LifecycleActions;
  readonly #lifecycle: InstanceLifecycle;
  readonly #reconciler: Reconciler;
  readonly #healthChecks: HealthChecks;
  readonly #templates: LaunchTemplates;
  readonly #hooks: HookCommands;
  readonly #groups: GroupCommands;
  readonly #instances: InstanceCommands;
  readonly #policies: ScalingPolicies;

  constructor(world: World, ec2: Ec2Simulator, options: AutoScalingOptions = {}) {
    const random = world.random.stream('auto-scaling');
    this.#context = {
      world,
      ec2,
      random,
      durations: { ...DURATIONS, ...options.durations },
      notify: options.notify ?? (() => undefined),
      registry: new GroupRegistry(),
      journal: new Journal(),
      activities: new Activities(world, random),
    };
    this.#actions = new LifecycleActions(this.#context);
    this.#lifecycle = new InstanceLifecycle(this.#context, this.#actions, (group) => this.#reconciler.wake(group));
    this.#reconciler = new Reconciler(this.#context, this.#lifecycle);
    this.#healthChecks = new HealthChecks(this.#context, (group) => this.#reconciler.wake(group));
    this.#templates = new LaunchTemplates(random);
    const parts = {
      context: this.#context,
      actions: this.#actions,
      lifecycle: this.#lifecycle,
      reconciler: this.#reconciler,
      healthChecks: this.#healthChecks,
    };
    this.#hooks = new HookCommands(parts);
    this.#groups = new GroupCommands(parts, this.#hooks);
    this.#instances = new InstanceCommands(parts, this.#groups);
    this.#policies = new ScalingPolicies(parts, this.#groups);
    this.api = autoScalingApi({
      ...parts,
      templates: this.#templates,
      hooks: this.#hooks,
      groups: this.#groups,
      instances: this.#instances,
      policies: this.#policies,
    });
    ec2.onStateChange((change) => this.#instanceChanged(change));
    ec2.onSpotNotice((instanceId) => this.#spotNotice(instanceId));
  }

  /** Creates a group; it starts to launch its instances by itself. @throws ServiceError as CreateAutoScalingGroup */
  createGroup(specification: GroupSpecification): GroupView {
    const { launchTemplate } = specification;
    const template = this.#templates.register(launchTemplate.launchTemplateName ?? specification.name, launchTemplate);
    return viewOf(this.#groups.create(specification, template));
  }

  /** Puts a group in as it stood elsewhere, with instances that EC2 has; it begins to look after them. */
  restoreGroup(restored: RestoredGroup): void {
    const { launchTemplate, name } = restored.specification;
    const template = this.#templates.register(launchTemplate.launchTemplateName ?? name, launchTemplate);
    const parts = { context: this.#context, lifecycle: this.#lifecycle, reconciler: this.#reconciler };
    restoreGroup(parts, restored, template);
  }

  /** Makes a launch template known to CreateAutoScalingGroup and UpdateAutoScalingGroup, or adds a version to it. */
  registerLaunchTemplate(name: string, specification: TemplateSpecification): LaunchTemplate {
    return this.#templates.register(name, specification);
  }

  /** @throws ServiceError as SetDesiredCapacity */
  setDesiredCapacity(groupName: string, desired: number): void {
    this.#groups.setDesiredCapacity(this.#context.registry.require(groupName), desired, 'a scenario asked for it.');
  }

  /** The group launches in these zones from now on. @throws ServiceError as UpdateAutoScalingGroup */
  useZones(groupName: string, zones: readonly string[]): void {
    this.#groups.update(this.#context.registry.require(groupName), { zones }, 'its zones were changed.');
  }

  /**
   * Has a scaling policy carried out, as an alarm does.
   * @returns why it did nothing; undefined when the desired capacity has grown
   * @throws ServiceError `ValidationError` when there is no such group
   */
  executePolicy(groupName: string, policy: ScalingPolicy, cause: string): Hindrance | undefined {
    return this.#policies.execute(this.#context.registry.require(groupName), policy, cause);
  }

  /** @throws ServiceError as PutLifecycleHook */
  putLifecycleHook(groupName: string, hook: HookSpecification): void {
    this.#hooks.put(this.#context.registry.require(groupName), hook);
  }

  /** Completes a lifecycle action: ECS's managed draining does, and scenarios do. @throws ServiceError `ValidationError` */
  completeLifecycleAction(key: ActionKey, result: ActionResult = 'CONTINUE', by = SCENARIO): void {
    this.#actions.complete(key, result, by);
  }

  /** Restarts the heartbeat time-out of a lifecycle action. @throws ServiceError `ValidationError` */
  recordHeartbeat(key: ActionKey): void {
    this.#actions.heartbeat(key);
  }

  /** An instance refresh is, from now on, in this status. It replaces no instance. @throws ServiceError `ValidationError` */
  refreshInstances(groupName: string, status: InstanceRefreshStatus): void {
    const { registry, random, world } = this.#context;
    const group = registry.require(groupName);
    const { id = uuid(random), startedAt = world.clock.now() } = group.refresh ?? {};
    group.refresh = { id, startedAt, status };
  }

  /** Terminates instances as a person would. @throws ServiceError as TerminateInstanceInAutoScalingGroup */
  terminateInstances(instanceIds: readonly string[], options: { readonly decrement: boolean }): void {
    this.#instances.terminate(instanceIds, options.decrement);
  }

  /** A group as it is now. @throws ServiceError `ValidationError` when there is no such group */
  view(groupName: string): GroupView {
    return viewOf(this.#context.registry.require(groupName));
  }

  /** Every group as it is now, in order of creation. */
  views(): readonly GroupView[] {
    return this.#context.registry.all().map(viewOf);
  }

  /** Group and state of an instance; undefined when no group has it. */
  membershipOf(
    instanceId: string,
  ): { readonly groupName: string; readonly groupArn: string; readonly state: LifecycleState } | undefined {
    const membership = this.#context.registry.membership(instanceId);
    if (membership === undefined) return undefined;
    const { group, member } = membership;
    return { groupName: group.name, groupArn: group.arn, state: member.state };
  }

  /** Every change of an instance's lifecycle state so far, in order. */
  stateHistory(): readonly StateEntry[] {
    return this.#context.journal.states;
  }

  /** Every lifecycle action so far: when the wait began, heartbeats, how, when and by whom it ended. */
  lifecycleActions(): readonly LifecycleActionRecord[] {
    return this.#context.journal.actions;
  }

  /** Calls back on every change. @returns ends the subscription */
  onChange(listener: (change: GroupChange) => void): () => void {
    return this.#context.journal.listen(listener);
  }

  /** ARNs and tags of all groups, for the Tagging API. */
  readonly taggedResources = (): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[] =>
    this.views().map(({ arn, tags }) => ({ arn, tags }));

  #instanceChanged({ instance }: InstanceStateChange): void {
    const membership = this.#context.registry.membership(instance.instanceId);
    if (membership === undefined) return;
    const { group, member } = membership;
    if (instance.state === 'running') this.#lifecycle.running(group, member);
    if (instance.state === 'stopped') this.#lifecycle.stopped(group, member);
    if (instance.state === 'terminated') this.#lifecycle.terminated(group, member);
    this.#healthChecks.instanceChanged(membership, instance.state);
  }

  /** With Capacity Rebalancing a group replaces an instance before Spot takes it. */
  #spotNotice(instanceId: string): void {
    const membership = this.#context.registry.membership(instanceId);
    if (membership === undefined || !membership.group.settings.capacityRebalance) return;
    membership.member.atRisk = true;
    this.#reconciler.wake(membership.group);
  }
}
