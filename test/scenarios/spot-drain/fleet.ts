import type { Interruption } from '../../../simulator/services/ec2/spot.ts';
import type { HostChange } from '../../../simulator/services/ecs/changes.ts';
import type { TaskTimings } from '../../../simulator/services/ecs/options.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from '../account.ts';

/** An account of which spot-drain is the first function. */
export const spotAccount = (layout: Omit<AccountLayout, 'functions'> = {}): Promise<ScenarioAccount> =>
  anAccount({ ...layout, functions: ['SpotDrain'] });

/** EC2 takes instances back. */
export function interrupt(
  { simulation }: ScenarioAccount,
  ids: readonly string[],
  interruption: Interruption = {},
): void {
  for (const id of ids) simulation.ec2.interrupt(id, interruption);
}

/** A standalone task as a scenario describes it. */
export interface StandaloneLayout {
  readonly family?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Durations of its phases; it runs until it is stopped unless told otherwise. */
  readonly timings?: Partial<TaskTimings>;
}

/** Starts a standalone task on a host. @returns its ARN */
export function runOn(
  { simulation: { ecs } }: ScenarioAccount,
  cluster: string,
  ec2InstanceId: string,
  { family = 'job', tags = {}, timings = {} }: StandaloneLayout = {},
): string {
  ecs.registerTaskDefinition({ family, cpu: '64', memory: '64' }, timings);
  const onThisHost = { type: 'memberOf', expression: `ec2InstanceId == ${ec2InstanceId}` } as const;
  const [arn = ''] = ecs.runTask({ cluster, taskDefinition: family, tags, placementConstraints: [onThisHost] });
  return arn;
}

/** When each host was set to DRAINING, epoch milliseconds by EC2 instance id, from now on. */
export function watchDrains({ simulation }: ScenarioAccount): ReadonlyMap<string, number> {
  const drained = new Map<string, number>();
  const set = ({ ec2InstanceId, status, at }: HostChange): void => {
    if (status === 'DRAINING' && !drained.has(ec2InstanceId)) drained.set(ec2InstanceId, at);
  };
  simulation.ecs.onChange((change) => {
    if (change.kind === 'host') set(change);
  });
  return drained;
}

/** EC2 instance ids of all hosts that are DRAINING. */
export const drainingIds = ({ clusters }: ScenarioAccount): readonly string[] =>
  clusters.flatMap(({ hosts }) =>
    hosts.filter(({ status }) => status === 'DRAINING').map(({ ec2InstanceId }) => ec2InstanceId),
  );

/** Longest run in milliseconds, initialisation aside: latencies of the API and work. */
export const longestRun = (account: ScenarioAccount): number =>
  Math.max(
    ...account
      .of('SpotDrain')
      .invocationLog()
      .map(({ start, end }) => end - start),
  );
