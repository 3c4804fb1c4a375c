import type { GateAccount } from './gate-account.ts';

/** One run of the function that asked AWS for something. */
export interface GateLook {
  /** Milliseconds from the beginning of the wait. */
  readonly age: number;
  /** Its calls in order, those to SQS included. */
  readonly operations: readonly string[];
}

/**
 * The looks at a host, in an account in which no other is held. Runs that an event alone answers are none, and neither
 * are sweeps that asked about the account alone.
 */
export function looksAt(world: GateAccount, ec2InstanceId: string): readonly GateLook[] {
  return runsDuring(world, ec2InstanceId).filter(({ operations }) => operations.some((each) => each !== LISTING));
}

const LISTING = 'DescribeAutoScalingInstances';

/** The runs that asked AWS for something while a host was held. */
export function runsDuring(world: GateAccount, ec2InstanceId: string): readonly GateLook[] {
  const { startedAt } = world.actionOf(ec2InstanceId);
  const calls = world.gate.callLog();
  const runs = world.gate.invocationLog().filter(({ start }) => start >= startedAt);
  return runs.flatMap(({ start, end }) => {
    const operations = calls.filter(({ time }) => time >= start && time <= end).map(({ operation }) => operation);
    return operations.length > 0 ? [{ age: start - startedAt, operations }] : [];
  });
}

/** Tells whether a look let its host go. */
export const isRelease = ({ operations }: GateLook): boolean => operations.includes('CompleteLifecycleAction');
