import type { RandomStreams } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Account } from './account.ts';

/** An event as a service puts it on the account's default event bus; the bus adds id, account, region and time. */
export interface ServiceEvent {
  /** `aws.ecs`, `aws.ec2`, `aws.autoscaling`, … */
  readonly source: string;
  readonly detailType: string;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What every simulated service is given: time, chance, identity and the event bus. Nothing else is shared. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: RandomStreams;
  readonly account: Account;
  /** Puts an event on the default bus. Delivery is at least once, unordered and later. */
  readonly publish: (event: ServiceEvent) => void;
}
