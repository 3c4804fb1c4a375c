import type { LaunchSpecification, MetadataOptions } from '../../../simulator/services/ec2/instance.ts';
import type { Email } from '../../../simulator/services/sns/topic.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';

/** Metadata options of which nothing is to be told. */
export const SOUND: MetadataOptions = { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 };

/** The same with a hop limit that keeps containers from the role of their instance. */
export const ONE_HOP: MetadataOptions = { ...SOUND, HttpPutResponseHopLimit: 1 };

/** An account with one cluster, in which host-onboard is awake and an operator reads e-mails. */
export async function onboardAccount(
  settings: Readonly<Record<string, string>> = {},
  layout: AccountLayout = {},
): Promise<ScenarioAccount> {
  const account = await anAccount({
    functions: ['HostOnboard'],
    clusters: [{ name: 'shop' }],
    ...layout,
    amend: [withVariables('HostOnboard', settings), ...(layout.amend ?? [])],
  });
  subscribe(account);
  return account;
}

/** An operator gets e-mails from now on. */
export function subscribe({ simulation: { sns, stack } }: ScenarioAccount): void {
  const topicArn = stack.resources['OperatorTopic']?.ref ?? '';
  sns.subscribe({ topicArn, protocol: 'email', endpoint: 'ops@example.com', attributes: {} });
}

/** What host-onboard told the operator; alarms, of the functions that are asleep for example, are left out. */
export function emails({ simulation }: ScenarioAccount): readonly Pick<Email, 'subject' | 'message'>[] {
  return simulation.sns.outbox.filter(({ subject }) => subject.startsWith('ECS hosts:'));
}

/** EC2 launches instances that join the cluster. @returns their ids */
export function launch(
  account: ScenarioAccount,
  count: number,
  specification: Partial<LaunchSpecification> = {},
): readonly string[] {
  return account.cluster('shop').launch(count, { metadataOptions: SOUND, ...specification });
}

/** How many hosts of the cluster have each pair of labels: `spot checked`. */
export function labels(account: ScenarioAccount): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { attributes } of account.cluster('shop').hosts) {
    const label = `${attributes['ecs-ops.lifecycle'] ?? 'none'} ${attributes['ecs-ops.onboarded'] ?? 'none'}`;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** The hop limits of instances. */
export function hopLimits({ simulation }: ScenarioAccount): readonly number[] {
  return simulation.ec2.instances().map(({ metadataOptions }) => metadataOptions.HttpPutResponseHopLimit);
}

/** A task of its own, in bridge mode unless told otherwise, with or without a role. */
export function runTask(
  { simulation: { ecs } }: ScenarioAccount,
  family: string,
  definition: { readonly taskRoleArn?: string; readonly networkMode?: 'bridge' | 'host' } = {},
): void {
  ecs.registerTaskDefinition({ family, cpu: '64', memory: '64', ...definition });
  ecs.runTask({ cluster: 'shop', taskDefinition: family });
}
