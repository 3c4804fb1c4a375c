import { Agents } from '../../simulator/agents.ts';
import { AutoScalingSimulator } from '../../simulator/services/auto-scaling/auto-scaling-simulator.ts';
import type {
  GroupSpecification,
  TemplateSpecification,
} from '../../simulator/services/auto-scaling/group-specification.ts';
import { Ec2Simulator } from '../../simulator/services/ec2/ec2-simulator.ts';
import { EcsSimulator } from '../../simulator/services/ecs/ecs-simulator.ts';
import type { HostView } from '../../simulator/services/ecs/view.ts';
import { EC2_DURATIONS } from './auto-scaling/auto-scaling-test.ts';
import { callOperation, TestWorld } from './ec2/test-world.ts';
import { ROUND } from './ecs/ecs-test.ts';

type Overrides = Partial<Omit<GroupSpecification, 'launchTemplate'>> & {
  readonly launchTemplate?: Partial<TemplateSpecification>;
};

/** EC2, Auto Scaling, ECS and the agents in a world of their own, with the cluster `main` and round durations. */
export class FleetTest {
  readonly world = new TestWorld();
  readonly ec2 = new Ec2Simulator(this.world, { durations: EC2_DURATIONS });
  readonly autoScaling = new AutoScalingSimulator(this.world, this.ec2, {
    durations: { reaction: 2_000, step: 1_000, healthCheck: 20_000, rebalancing: 120_000 },
  });
  readonly ecs = new EcsSimulator(this.world, ROUND);
  readonly agents = new Agents(this.world, this.ecs, this.ec2, this.autoScaling);

  constructor() {
    this.ecs.createCluster({ clusterName: 'main' });
  }

  /** Creates the group `web` of m5.large in one zone, whose instances join the cluster, and lets them. */
  async withGroup({ launchTemplate, ...overrides }: Overrides = {}): Promise<this> {
    this.autoScaling.createGroup({
      name: 'web',
      min: 0,
      max: 10,
      desired: 2,
      zones: ['eu-west-1a'],
      ...overrides,
      launchTemplate: { instanceType: 'm5.large', cluster: 'main', bootTime: 5_000, ...launchTemplate },
    });
    await this.pass(60);
    return this;
  }

  /** Creates a service with tasks of 512 CPU units and 512 MiB, and lets it start them. */
  async withService(desiredCount: number, overrides: object = {}): Promise<this> {
    this.ecs.registerTaskDefinition({ family: 'job', cpu: '512', memory: '512' });
    this.ecs.createService({ cluster: 'main', serviceName: 'job', taskDefinition: 'job', desiredCount, ...overrides });
    await this.pass(60);
    return this;
  }

  async pass(seconds: number): Promise<void> {
    await this.world.pass(seconds);
  }

  /** Ids of the group's instances in service, in order of launch. */
  get inService(): readonly string[] {
    const { instances } = this.autoScaling.view('web');
    return instances.filter(({ state }) => state === 'InService').map(({ instanceId }) => instanceId);
  }

  get hosts(): readonly HostView[] {
    return this.ecs.view('main').hosts;
  }

  get runningCount(): number {
    return this.ecs.view('main').services[0]?.runningCount ?? 0;
  }

  /** Calls an operation of the Auto Scaling API. */
  callAutoScaling(operation: string, input: object): unknown {
    return callOperation(this.autoScaling.api, operation, input, this.world.clock.now());
  }
}
