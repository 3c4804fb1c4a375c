import type { World } from './account/world.ts';
import type { AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { Ec2Simulator } from './services/ec2/ec2-simulator.ts';
import type { Instance, InstanceStateChange } from './services/ec2/instance.ts';
import type { EcsSimulator } from './services/ecs/ecs-simulator.ts';

/** How long an agent waits between two looks at whether its instance has left the warm pool. */
const WARM_POOL_POLL = 5_000;

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

  constructor(world: World, ecs: EcsSimulator, ec2: Ec2Simulator, autoScaling: AutoScalingSimulator) {
    this.#world = world;
    this.#ecs = ecs;
    this.#ec2 = ec2;
    this.#autoScaling = autoScaling;
    ec2.onStateChange((change) => this.#changed(change));
  }

  #changed({ instance }: InstanceStateChange): void {
    if (instance.cluster === undefined) return;
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
      else this.#join(instance);
    });
  }

  #isWarm(instanceId: string): boolean {
    return this.#autoScaling.membershipOf(instanceId)?.state.startsWith('Warmed') ?? false;
  }

  #join(instance: Instance): void {
    const { instanceId: ec2InstanceId, cluster, instanceType, availabilityZone, attributes, size, tags } = instance;
    if (cluster === undefined) return;
    if (this.#registered.has(ec2InstanceId)) {
      this.#ecs.hostStarted(ec2InstanceId);
      return;
    }
    this.#registered.add(ec2InstanceId);
    const cpu = size.vCpus * CPU_UNITS;
    const memory = Math.floor(size.memoryMiB * USABLE_MEMORY);
    this.#ecs.registerHost({ cluster, ec2InstanceId, instanceType, availabilityZone, attributes, cpu, memory, tags });
  }
}

/** ECS counts 1,024 CPU units to the vCPU. */
const CPU_UNITS = 1_024;
/** Part of the memory that the agent reports as registered; the rest is the operating system's. */
const USABLE_MEMORY = 0.94;
