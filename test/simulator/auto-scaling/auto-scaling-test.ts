import {
  type AutoScalingOptions,
  AutoScalingSimulator,
} from '../../../simulator/services/auto-scaling/auto-scaling-simulator.ts';
import type { GroupSpecification } from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { TargetNotice } from '../../../simulator/services/auto-scaling/notices.ts';
import { Ec2Simulator } from '../../../simulator/services/ec2/ec2-simulator.ts';
import { callOperation, TestWorld } from '../ec2/test-world.ts';

/** Round durations, so that timelines can be read. */
export const EC2_DURATIONS = { pending: 10_000, shuttingDown: 30_000, stopping: 20_000 };
const DURATIONS = { reaction: 2_000, step: 1_000, healthCheck: 20_000, rebalancing: 120_000 };

/** EC2 and Auto Scaling in a world of their own. */
export class AutoScalingTest {
  readonly world: TestWorld;
  readonly ec2: Ec2Simulator;
  readonly autoScaling: AutoScalingSimulator;
  readonly notices: { readonly targetArn: string; readonly notice: TargetNotice }[] = [];

  constructor(options: Partial<AutoScalingOptions> & { readonly seed?: number } = {}) {
    this.world = new TestWorld(options.seed);
    this.ec2 = new Ec2Simulator(this.world, { durations: EC2_DURATIONS });
    this.autoScaling = new AutoScalingSimulator(this.world, this.ec2, {
      durations: DURATIONS,
      notify: ({ arn: targetArn }, notice) => this.notices.push({ targetArn, notice }),
      ...options,
    });
  }

  /** Creates a group and lets it launch its instances. */
  async withGroup(overrides: Partial<GroupSpecification> = {}): Promise<this> {
    this.autoScaling.createGroup(aGroup(overrides));
    await this.world.pass(60);
    return this;
  }

  /** States of the group's own instances, sorted. */
  states(group = 'web'): readonly string[] {
    return this.autoScaling
      .view(group)
      .instances.map(({ state }) => state)
      .toSorted();
  }

  /** Ids of the group's own instances in a state. */
  idsIn(state: string, group = 'web'): readonly string[] {
    return this.autoScaling
      .view(group)
      .instances.filter((instance) => instance.state === state)
      .map(({ instanceId }) => instanceId);
  }

  /** The states that an instance went through, with the seconds at which it entered them. */
  timeline(instanceId: string): readonly string[] {
    return this.autoScaling
      .stateHistory()
      .filter((entry) => entry.instanceId === instanceId)
      .map(({ at, to }) => `${this.world.elapsed(at)} ${to}`);
  }

  /** Calls an operation of the API as its SDK command would. */
  call(operation: string, input: object): unknown {
    return callOperation(this.autoScaling.api, operation, input, this.world.clock.now());
  }
}

/** A group of two on-demand instances in three zones. */
export function aGroup(overrides: Partial<GroupSpecification> = {}): GroupSpecification {
  return {
    name: 'web',
    min: 0,
    max: 10,
    desired: 2,
    launchTemplate: { instanceType: 'm7g.large', cluster: 'default', bootTime: 5_000 },
    ...overrides,
  };
}

/** A terminate hook that notifies a topic. */
export const GATE_HOOK = {
  name: 'gate',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeout: 300,
  defaultResult: 'CONTINUE',
  notificationTargetArn: 'arn:aws:sns:eu-west-1:111122223333:termination',
  roleArn: 'arn:aws:iam::111122223333:role/hook',
} as const;
