import type { World } from './account/world.ts';
import type { AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { Ec2Simulator } from './services/ec2/ec2-simulator.ts';
import type { Instance, InstanceStateChange } from './services/ec2/instance.ts';
import type { EcsSimulator } from './services/ecs/ecs-simulator.ts';

/** How long an agent waits between two looks at whether its instance has left the warm pool. */
const WARM_POOL_POLL = 5_000;
/** How often an agent looks for a Spot notice. */
const SPOT_POLL = 1_000;

/**
 * The ECS agents on the EC2 instances: they register an instance in the cluster that its user data names once it has
 * booted, come back after a stop, and vanish with it.
 */
export class Agents {
  readonly #world: World;
  readonly #ecs: EcsSimulator;
  readonly #ec2: Ec2Simulator;
  readonly #autoScaling: AutoScalingSimulator;
  readonly #registered = new Set<string>();
  /** Agents that are yet to fail, by group; those of any group under undefined. */
  readonly #failing = new Map<string | undefined, number>();

  constructor(world: World, ecs: EcsSimulator, ec2: Ec2Simulator, autoScaling: AutoScalingSimulator) {
    this.#world = world;
    this.#ecs = ecs;
    this.#ec2 = ec2;
    this.#autoScaling = autoScaling;
    ec2.onStateChange((change) => this.#changed(change));
    ec2.onSpotNotice((instanceId, kind) => kind === 'interruption' && this.#interrupted(instanceId));
  }

  /**
   * Has the agents of the next instances that boot never start, as with broken user data or no way to ECS.
   * @param groupName instances of this Auto Scaling group only
   */
  failNext(count: number, groupName?: string): void {
    this.#failing.set(groupName, count);
  }

  /** The agent of an instance that was put in as it stood elsewhere: its host is there already, or it is yet to start. */
  restore(instanceId: string, registered: boolean): void {
    const instance = this.#ec2.instance(instanceId);
    if (registered) this.#registered.add(instanceId);
    else if (instance?.state === 'running' && instance.cluster) this.#boot(instance, instance.stateSince);
  }

  #changed({ instance }: InstanceStateChange): void {
    if (!instance.cluster) return;
    if (instance.state === 'running') this.#boot(instance, instance.stateSince);
    if (!this.#registered.has(instance.instanceId)) return;
    if (instance.state === 'stopping') this.#ecs.hostStopped(instance.instanceId);
    if (instance.state === 'shutting-down') {
      this.#registered.delete(instance.instanceId);
      this.#ecs.hostTerminated(instance.instanceId);
    }
  }

  #boot({ instanceId, bootTime }: Instance, runningSince: number): void {
    this.#world.clock.after(bootTime, `the agent of ${instanceId} starts`, () => {
      const instance = this.#ec2.instance(instanceId);
      if (instance?.state !== 'running' || instance.stateSince !== runningSince) return;
      if (instance.warmPoolsCheck && this.#isWarm(instanceId))
        this.#boot({ ...instance, bootTime: WARM_POOL_POLL }, runningSince);
      else if (this.#registered.has(instanceId) || !this.#fails(instanceId)) this.#join(instance);
    });
  }

  #fails(instanceId: string): boolean {
    const groupName = this.#autoScaling.membershipOf(instanceId)?.groupName;
    for (const name of new Set([groupName, undefined])) {
      const left = this.#failing.get(name) ?? 0;
      if (left === 0) continue;
      this.#failing.set(name, left - 1);
      return true;
    }
    return false;
  }

  /** With `ECS_ENABLE_SPOT_INSTANCE_DRAINING` the agent looks every second for a notice, and drains its host. */
  #interrupted(instanceId: string): void {
    if (this.#ec2.instance(instanceId)?.spotInstanceDraining !== true) return;
    this.#world.clock.after(SPOT_POLL, `the agent of ${instanceId} drains it`, () => {
      if (this.#ecs.isRegistered(instanceId)) this.#ecs.setHostStatus(instanceId, 'DRAINING');
    });
  }

  #isWarm(instanceId: string): boolean {
    return this.#autoScaling.membershipOf(instanceId)?.state.startsWith('Warmed') ?? false;
  }

  #join(instance: Instance): void {
    const { instanceId: ec2InstanceId, cluster, instanceType, availabilityZone, attributes, size, tags } = instance;
    if (!cluster) return;
    if (this.#registered.has(ec2InstanceId)) {
      this.#ecs.hostStarted(ec2InstanceId);
      return;
    }
    this.#registered.add(ec2InstanceId);
    const cpu = size.vCpus * CPU_UNITS;
    const memory = Math.floor(size.memoryMiB * USABLE_MEMORY);
    const groupArn = this.#autoScaling.membershipOf(ec2InstanceId)?.groupArn;
    const capacityProvider = groupArn === undefined ? undefined : this.#ecs.capacityProviderOf(cluster, groupArn);
    this.#ecs.registerHost({
      ...{ cluster, ec2InstanceId, instanceType, availabilityZone, attributes, cpu, memory, tags },
      gpus: size.gpus ?? 0,
      ...(capacityProvider === undefined ? {} : { capacityProvider }),
    });
  }
}

/** ECS counts 1,024 CPU units to the vCPU. */
const CPU_UNITS = 1_024;
/** Part of the memory that the agent reports as registered; the rest is the operating system's. */
const USABLE_MEMORY = 0.94;
