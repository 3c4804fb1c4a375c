import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { Tell } from '../credentials/notice.ts';
import { keepCredentials } from '../credentials.ts';
import { type PacedOperations, paced } from '../pacing.ts';

/** Whose account is read, and where. What is left out is found as the AWS CLI finds it. */
export interface AccountSettings {
  readonly region?: string | undefined;
  /** A profile of `~/.aws/config` or `~/.aws/credentials`. */
  readonly profile?: string | undefined;
  /** Hears why credentials take long, and what mends it. */
  readonly tell: Tell;
}

/** Clients with the credentials of the person who runs a command; they keep to a part of the account's rates. */
export interface AccountClients {
  readonly ecs: ECSClient;
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  /** Renews the credentials that they share. */
  readonly keeper: Disposable;
}

/** Requests for one call; the account may be busy, and nobody waits for milliseconds. */
const MAX_ATTEMPTS = 6;

/** A quarter of what a bucket refills, and of what it holds. */
function quarterOf(burst: number, perSecond: number, operations: readonly string[]): PacedOperations {
  return { operations, burst: burst / 4, perSecond: perSecond / 4 };
}

/** Source: ECS API reference, Request throttling for the Amazon ECS API. */
const ECS_PACE: readonly PacedOperations[] = [
  quarterOf(50, 20, ['ListClusters', 'DescribeClusters']),
  quarterOf(50, 20, ['DescribeTaskDefinition']),
  quarterOf(50, 20, ['DescribeCapacityProviders']),
  quarterOf(100, 20, ['ListContainerInstances', 'DescribeContainerInstances', 'ListTasks', 'DescribeTasks']),
  quarterOf(100, 20, ['ListServices', 'DescribeServices']),
  quarterOf(200, 80, ['GetTaskProtection']),
];

/** EC2 Auto Scaling documents no rates; these are taken to be as EC2's. */
const AUTO_SCALING_PACE: readonly PacedOperations[] = [
  quarterOf(100, 20, ['DescribeAutoScalingGroups', 'DescribeAutoScalingInstances', 'DescribeLifecycleHooks']),
];

/** Source: EC2 developer guide, request throttling, non-mutating actions. */
const EC2_PACE: readonly PacedOperations[] = [quarterOf(100, 20, ['DescribeInstances'])];

/**
 * Makes the clients, with credentials as the AWS CLI finds them: environment, profile, single sign-on, container, instance.
 * `AWS_ENDPOINT_URL`, `AWS_REGION` and the files of the AWS CLI hold, as in every SDK.
 * @param clock gives the time in milliseconds
 */
export function accountClients(settings: AccountSettings, clock: () => number): AccountClients {
  const keeper = keepCredentials(settings);
  const configuration = {
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    credentials: keeper.provide,
    maxAttempts: MAX_ATTEMPTS,
    userAgentAppId: 'ecs-ops',
  };
  return {
    ecs: paced(new ECSClient(configuration), ECS_PACE, clock),
    autoScaling: paced(new AutoScalingClient(configuration), AUTO_SCALING_PACE, clock),
    ec2: paced(new EC2Client(configuration), EC2_PACE, clock),
    keeper,
  };
}

/** Ends the clients' connections, and renewals. */
export function closeClients({ ecs, autoScaling, ec2, keeper }: AccountClients): void {
  keeper[Symbol.dispose]();
  ecs.destroy();
  autoScaling.destroy();
  ec2.destroy();
}
