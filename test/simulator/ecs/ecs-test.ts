import type { Authorization } from '../../../simulator/account/authorization.ts';
import { EcsSimulator } from '../../../simulator/services/ecs/ecs-simulator.ts';
import type { EcsOptions, TaskTimings } from '../../../simulator/services/ecs/options.ts';
import type { HostView, ServiceView, TaskView } from '../../../simulator/services/ecs/view.ts';
import { callOperation, TestWorld } from '../ec2/test-world.ts';

/** Round durations in milliseconds, so that timelines can be read. */
export const ROUND: EcsOptions = {
  schedulerLatency: 1_000,
  agentLatency: 0,
  hostLossLatency: 5_000,
  healthyAfter: 0,
  timings: { startDuration: 10_000, stopDuration: 20_000 },
  launchesPerMinute: 1_000_000,
};

type ServiceInput = Parameters<EcsSimulator['createService']>[0];
type HostInput = Parameters<EcsSimulator['registerHost']>[0];

/** ECS in a world of its own, with the cluster `main`. */
export class EcsTest {
  readonly world: TestWorld;
  readonly ecs: EcsSimulator;
  readonly #lines: string[] = [];

  constructor({ seed, ...options }: EcsOptions & { readonly seed?: number } = {}) {
    this.world = new TestWorld(seed);
    this.ecs = new EcsSimulator(this.world, { ...ROUND, ...options });
    this.ecs.createCluster({ clusterName: 'main' });
    this.ecs.onChange((change) => {
      const at = this.world.elapsed(change.at);
      if (change.kind === 'task')
        this.#lines.push(`${at} ${change.group} on ${change.ec2InstanceId} ${change.lastStatus}`);
      if (change.kind === 'host') this.#lines.push(`${at} ${change.ec2InstanceId} ${change.status}`);
    });
  }

  /** Registers hosts `i-1`, `i-2`, … in zones a, b and c by turns. */
  withHosts(count: number, overrides: Partial<HostInput> = {}): this {
    const first = this.ecs.view('main').hosts.length + 1;
    for (let number = first; number < first + count; number += 1) this.withHost(number, overrides);
    return this;
  }

  /** Registers the host `i-<number>`. */
  withHost(number: number, overrides: Partial<HostInput> = {}): this {
    const availabilityZone = `eu-west-1${'abc'[(number - 1) % 3]}`;
    this.ecs.registerHost({ ...aHost(), ec2InstanceId: `i-${number}`, availabilityZone, ...overrides });
    return this;
  }

  /** Creates a service, with a task definition of 256 CPU units and 512 MiB of its own, and lets it start its tasks. */
  async withService(overrides: Partial<ServiceInput> = {}, timings: Partial<TaskTimings> = {}): Promise<this> {
    const { serviceName = 'web' } = overrides;
    this.ecs.registerTaskDefinition({ family: serviceName, cpu: '256', memory: '512' }, timings);
    const daemon = overrides.schedulingStrategy === 'DAEMON';
    const count = daemon ? {} : { desiredCount: 2 };
    this.ecs.createService({ cluster: 'main', taskDefinition: serviceName, ...count, ...overrides, serviceName });
    await this.pass(60);
    return this;
  }

  /** Lets virtual time pass. */
  async pass(seconds: number): Promise<void> {
    await this.world.pass(seconds);
  }

  service(name = 'web'): ServiceView {
    return found(this.ecs.view('main').services.find(({ serviceName }) => serviceName === name));
  }

  host(ec2InstanceId: string): HostView {
    return found(this.ecs.view('main').hosts.find((host) => host.ec2InstanceId === ec2InstanceId));
  }

  /** Tasks of a group that are wanted RUNNING. */
  live(group = 'service:web'): readonly TaskView[] {
    return this.ecs.view('main').tasks.filter((task) => task.group === group && task.desiredStatus === 'RUNNING');
  }

  /** The EC2 instances that the group's live tasks are on, sorted. */
  places(group = 'service:web'): readonly string[] {
    return this.live(group)
      .map(({ ec2InstanceId }) => ec2InstanceId ?? 'fargate')
      .toSorted();
  }

  /** What tasks and hosts went through, each line with its second; only lines that contain the text. */
  timeline(text = ''): readonly string[] {
    return this.#lines.filter((line) => line.includes(text));
  }

  /** Forgets the timeline so far. */
  startOver(): void {
    this.#lines.length = 0;
  }

  /** Calls an operation of the API as its SDK command would. */
  call<Output>(operation: string, input: object): Output {
    return callOperation(this.ecs.api, operation, input, this.world.clock.now()) as Output;
  }

  /** What the call would need to be allowed. */
  authorizations(operation: string, input: object): readonly Authorization[] {
    return found(this.ecs.api.operations[operation]).authorize(input as never);
  }
}

/** Two hosts, a service `web` of two tasks and a DAEMON service `logs`. */
export async function aCluster(): Promise<EcsTest> {
  const test = await new EcsTest().withHosts(2).withService();
  await test.withService({ serviceName: 'logs', schedulingStrategy: 'DAEMON', tags: { team: 'ops' } });
  return test;
}

/** A host of two cores and 4 GiB in the cluster `main`. */
export function aHost(): HostInput {
  return { cluster: 'main', ec2InstanceId: 'i-1', availabilityZone: 'eu-west-1a', cpu: 2_048, memory: 4_096 };
}

export const ONE_PER_HOST = { placementConstraints: [{ type: 'distinctInstance' as const }] };

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Not there');
  return value;
}
