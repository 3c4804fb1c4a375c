import { arnOf } from '../../account/account.ts';
import type { World } from '../../account/world.ts';
import type { Random } from '../../kernel/random.ts';
import type { ServiceApi } from '../../wire/operation.ts';
import { ServiceError } from '../../wire/service-error.ts';
import { type Duration, drawDuration } from './duration.ts';
import { ec2Api } from './ec2-api.ts';
import { announceState } from './events.ts';
import type {
  Instance,
  InstanceStateChange,
  InstanceStateName,
  LaunchSpecification,
  MetadataOptions,
} from './instance.ts';
import { createInstance, hexId } from './instance-creation.ts';
import { type Interruption, Spot, type SpotListener } from './spot.ts';

/** How long EC2 takes over things. */
export interface Ec2Durations {
  /** From the launch, or the start, to `running`. */
  readonly pending: Duration;
  /** From `shutting-down` to `terminated`. */
  readonly shuttingDown: Duration;
  /** From `stopping` to `stopped`. */
  readonly stopping: Duration;
}

/** Settings of the simulated EC2. */
export interface Ec2Options {
  readonly durations?: Partial<Ec2Durations>;
  /** Milliseconds from `running` to the agent's registration, for launches that don't say. Default 20 s. */
  readonly bootTime?: number;
}

/** How long DescribeInstances still knows a terminated instance. Source: EC2 user guide, "about an hour". */
const TERMINATED_IS_VISIBLE = 3_600_000;

const DURATIONS: Ec2Durations = {
  pending: { median: 8_000, p99: 25_000 },
  shuttingDown: { median: 30_000, p99: 90_000 },
  stopping: { median: 20_000, p99: 60_000 },
};

/** Instances of one account and Region: launched, stopped, started, interrupted, terminated. */
export class Ec2Simulator {
  /** The API as the wire layer serves it. */
  readonly api: ServiceApi;
  readonly #world: World;
  readonly #random: Random;
  readonly #durations: Ec2Durations;
  readonly #bootTime: number;
  readonly #instances = new Map<string, Instance>();
  readonly #listeners = new Set<(change: InstanceStateChange) => void>();
  readonly #spot: Spot;

  constructor(world: World, options: Ec2Options = {}) {
    this.#world = world;
    this.#random = world.random.stream('ec2');
    this.#durations = { ...DURATIONS, ...options.durations };
    this.#bootTime = options.bootTime ?? 20_000;
    this.#spot = new Spot(world, this);
    this.api = ec2Api(this, world.account);
  }

  /** Launches an instance; it is `pending` at once and `running` a little later. */
  launch(specification: LaunchSpecification): Instance {
    return this.launchSeveral(specification, 1)[0] as Instance;
  }

  /** Launches several instances with one call: they share a reservation. */
  launchSeveral(specification: LaunchSpecification, count: number): readonly Instance[] {
    const reservationId = `r-0${hexId(this.#random)}`;
    const context = {
      reservationId,
      random: this.#random,
      isUsed: (instanceId: string) => this.#instances.has(instanceId),
      now: this.#world.clock.now(),
      bootTime: this.#bootTime,
    };
    const instances = Array.from({ length: count }, () => createInstance(specification, context));
    for (const instance of instances) {
      this.#instances.set(instance.instanceId, instance);
      this.#tell(instance, undefined);
      this.#later(instance.instanceId, 'pending', this.#durations.pending, 'running');
    }
    return instances;
  }

  /** Puts an instance in as it stood elsewhere; one that is between two states goes on to the next. Nobody is told. */
  restore(instance: Instance): void {
    const { instanceId, state } = instance;
    this.#instances.set(instanceId, { ...instance, stateSince: this.#world.clock.now() });
    if (state === 'pending') this.#later(instanceId, state, this.#durations.pending, 'running');
    if (state === 'stopping') this.#later(instanceId, state, this.#durations.stopping, 'stopped');
    if (state === 'shutting-down') this.#later(instanceId, state, this.#durations.shuttingDown, 'terminated');
  }

  /**
   * Terminates an instance. Nothing happens to one that is going or gone.
   * @param reason state reason code
   */
  terminate(instanceId: string, reason = 'Client.UserInitiatedShutdown'): Instance {
    const instance = this.require(instanceId);
    if (instance.state === 'shutting-down' || instance.state === 'terminated') return instance;
    const ending = this.#enter(instanceId, 'shutting-down', reason);
    this.#later(instanceId, 'shutting-down', this.#durations.shuttingDown, 'terminated');
    return ending;
  }

  /** Stops a running instance. Nothing happens to one that is not running. */
  stop(instanceId: string, reason = 'Client.UserInitiatedShutdown'): Instance {
    const instance = this.require(instanceId);
    if (instance.state !== 'running' && instance.state !== 'pending') return instance;
    const stopping = this.#enter(instanceId, 'stopping', reason);
    this.#later(instanceId, 'stopping', this.#durations.stopping, 'stopped');
    return stopping;
  }

  /**
   * Starts a stopped instance.
   * @throws ServiceError `IncorrectInstanceState` when it is not stopped
   */
  start(instanceId: string): Instance {
    if (this.require(instanceId).state !== 'stopped') {
      throw new ServiceError(
        'IncorrectInstanceState',
        `The instance '${instanceId}' is not in a state from which it can be started.`,
      );
    }
    this.#change(instanceId, { launchTime: this.#world.clock.now() });
    const starting = this.#enter(instanceId, 'pending', undefined);
    this.#later(instanceId, 'pending', this.#durations.pending, 'running');
    return starting;
  }

  /** Spot takes an instance back: the warning now, the end when the notice runs out, whatever the instance does then. */
  interrupt(instanceId: string, interruption: Interruption = {}): void {
    this.#spot.interrupt(this.require(instanceId), interruption);
  }

  /** Says that a Spot instance is at an elevated risk of interruption. */
  recommendRebalance(instanceId: string): void {
    this.#spot.recommendRebalance(this.require(instanceId));
  }

  /** An instance as it is now, also one terminated within the last hour; undefined when unknown. */
  instance(instanceId: string): Instance | undefined {
    const instance = this.#instances.get(instanceId);
    const gone =
      instance?.state === 'terminated' && this.#world.clock.now() - instance.stateSince > TERMINATED_IS_VISIBLE;
    return gone ? undefined : instance;
  }

  /** @throws ServiceError `InvalidInstanceID.NotFound` */
  require(instanceId: string): Instance {
    const instance = this.instance(instanceId);
    if (instance === undefined) {
      throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
    }
    return instance;
  }

  /** Every instance that DescribeInstances would list, in order of launch. */
  instances(): readonly Instance[] {
    return [...this.#instances.keys()].flatMap((id) => this.instance(id) ?? []);
  }

  /** Adds tags, or replaces the values of those that are there. */
  tag(instanceId: string, tags: Readonly<Record<string, string>>): void {
    this.#change(instanceId, { tags: { ...this.require(instanceId).tags, ...tags } });
  }

  /** Changes settings of the metadata service. */
  modifyMetadataOptions(instanceId: string, options: Partial<MetadataOptions>): Instance {
    return this.#change(instanceId, { metadataOptions: { ...this.require(instanceId).metadataOptions, ...options } });
  }

  /**
   * Calls back on each change of an instance's state, launches included.
   * @returns ends the subscription
   */
  onStateChange(listener: (change: InstanceStateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls back on each Spot notice that is sent, as Auto Scaling learns of them.
   * @returns ends the subscription
   */
  onSpotNotice(listener: SpotListener): () => void {
    return this.#spot.listen(listener);
  }

  /** ARN of an instance of this account. */
  arn(instanceId: string): string {
    return arnOf(this.#world.account, 'ec2', `instance/${instanceId}`);
  }

  /** Moves an instance on after a while, unless something else has happened to it by then. */
  #later(instanceId: string, from: InstanceStateName, duration: Duration, to: InstanceStateName): void {
    const since = this.#world.clock.now();
    this.#world.clock.after(drawDuration(duration, this.#random), `${instanceId} becomes ${to}`, () => {
      const instance = this.#instances.get(instanceId);
      if (instance?.state !== from || instance.stateSince !== since) return;
      this.#enter(instanceId, to, instance.stateReason);
    });
  }

  #enter(instanceId: string, state: InstanceStateName, stateReason: string | undefined): Instance {
    const previous = this.#instances.get(instanceId)?.state;
    const instance = this.#change(instanceId, { state, stateReason, stateSince: this.#world.clock.now() });
    this.#tell(instance, previous);
    return instance;
  }

  #change(instanceId: string, changes: Partial<Instance>): Instance {
    const instance = { ...this.require(instanceId), ...changes };
    this.#instances.set(instanceId, instance);
    return instance;
  }

  #tell(instance: Instance, previous: InstanceStateName | undefined): void {
    announceState(this.#world, instance);
    const change = { instance, previous, at: this.#world.clock.now() };
    for (const listener of this.#listeners) listener(change);
  }
}
