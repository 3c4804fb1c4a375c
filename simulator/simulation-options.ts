import type { Account } from './account/account.ts';
import type { Template } from './deploy/template.ts';
import type { AutoScalingOptions } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { Ec2Options } from './services/ec2/ec2-simulator.ts';
import type { EcsOptions } from './services/ecs/options.ts';
import type { LambdaTiming } from './services/lambda/lambda-parts.ts';

/** What a simulation starts from. Everything has a default. */
export interface SimulationOptions {
  /** The same seed gives the same run. */
  readonly seed?: number;
  /** Epoch milliseconds at which the run begins. */
  readonly start?: number;
  readonly account?: Account;
  readonly template?: Template;
  readonly parameters?: Readonly<Record<string, string>>;
  /** TCP port of the endpoint on the loopback address; 0 for any free one. */
  readonly port?: number;
  readonly ecs?: EcsOptions;
  readonly ec2?: Ec2Options;
  readonly autoScaling?: AutoScalingOptions;
  readonly lambda?: Partial<LambdaTiming>;
}
