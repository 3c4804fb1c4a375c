import type { World } from '../../account/world.ts';
import type { Random } from '../../kernel/random.ts';
import type { Duration } from '../ec2/duration.ts';
import type { Ec2Simulator } from '../ec2/ec2-simulator.ts';
import type { Activities } from './activities.ts';
import type { GroupRegistry } from './group-registry.ts';
import type { Journal } from './journal.ts';
import type { TargetNotice } from './notices.ts';

/** How long Auto Scaling takes over things. AWS documents none of them. */
export interface AutoScalingDurations {
  /** From a change to what the group does about it. */
  readonly reaction: Duration;
  /** Between two states that nothing holds up, `Pending:Proceed` and `InService` for one. */
  readonly step: Duration;
  /** From an instance's death outside the group's doing to the group's notice of it. */
  readonly healthCheck: Duration;
  /** From an imbalance of zones to the attempt to even it out. */
  readonly rebalancing: Duration;
}

/** Where a hook's messages go, and the role under which Auto Scaling sends them. */
export interface NotificationTarget {
  readonly arn: string;
  readonly roleArn: string | undefined;
  /** The group whose hook it is. */
  readonly groupArn: string;
}

/** Sends a message to a hook's notification target. A failure to send is thrown. */
export type Notify = (target: NotificationTarget, notice: TargetNotice) => void;

/** What the parts of Auto Scaling share. */
export interface Context {
  readonly world: World;
  readonly ec2: Ec2Simulator;
  readonly random: Random;
  readonly durations: AutoScalingDurations;
  readonly notify: Notify;
  readonly registry: GroupRegistry;
  readonly journal: Journal;
  readonly activities: Activities;
}
