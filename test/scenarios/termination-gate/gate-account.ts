import type {
  GroupSpecification,
  HookSpecification,
} from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import type { Email } from '../../../simulator/services/sns/topic.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from '../account.ts';
import type { ScenarioCluster } from '../cluster.ts';
import type { DeployedFunction } from '../deployed-function.ts';

/** Name of the cluster, and of the Auto Scaling group whose instances are its hosts. */
export const SHOP = 'shop';

/** What an account with the gate begins with. */
export interface GateLayout extends AccountLayout {
  /** Instances of the group; two unless told otherwise. They have joined the cluster at 9:02. */
  readonly hosts?: number;
  /** Changes to the group, warm pool and tags for example. */
  readonly group?: Partial<GroupSpecification>;
  /** Changes to the hook. */
  readonly hook?: Partial<HookSpecification>;
  /** Whether the hook names the stack's topic as its target; it does unless told otherwise. */
  readonly hookHasTarget?: boolean;
}

/** What the group of hosts, with its hook, is like. */
export type GroupLayout = Pick<GateLayout, 'hosts' | 'group' | 'hook' | 'hookHasTarget'>;

/**
 * An account in which termination-gate is awake, with one cluster on one Auto Scaling group with a hook, and a person
 * subscribed to the operator topic.
 */
export async function aGateAccount(layout: GateLayout = {}): Promise<GateAccount> {
  const { hosts: _hosts, group: _group, hook: _hook, hookHasTarget: _target, ...rest } = layout;
  return withGroup(await anAccount({ functions: ['TerminationGate'], clusters: [{ name: SHOP }], ...rest }), layout);
}

/** Puts the group of hosts and the person into an account that has the cluster. */
export function withGroup(account: ScenarioAccount, layout: GroupLayout = {}): GateAccount {
  const { hosts = 2, group = {}, hook = {}, hookHasTarget = true } = layout;
  const gate = new GateAccount(account);
  account.simulation.autoScaling.createGroup({
    name: SHOP,
    min: 0,
    max: 10 * hosts,
    desired: hosts,
    launchTemplate: { instanceType: 'm7g.large', cluster: SHOP, bootTime: 5_000 },
    ...group,
    hooks: [gate.hook(hookHasTarget, hook), ...(group.hooks ?? [])],
  });
  const { sns, stack } = account.simulation;
  const topicArn = stack.outputs['OperatorTopicArn'] ?? '';
  sns.subscribe({ topicArn, protocol: 'email', endpoint: 'ops@example.com', attributes: {} });
  return gate;
}

/** A task whose containers stop, and when. */
export interface Work {
  readonly family: string;
  /** Milliseconds that a job runs; until it is stopped when not given. */
  readonly runs?: number;
  /** Milliseconds from SIGTERM to the end; a second when not given. */
  readonly stops?: number;
}

/** An account as scenarios about terminations speak of it. */
export class GateAccount {
  readonly account: ScenarioAccount;
  readonly gate: DeployedFunction;
  readonly #lastStops = new Map<string, number>();

  constructor(account: ScenarioAccount) {
    this.account = account;
    this.gate = account.of('TerminationGate');
    account.simulation.ecs.onChange((change) => {
      if (change.kind !== 'task' || change.lastStatus !== 'STOPPED' || change.ec2InstanceId === undefined) return;
      this.#lastStops.set(change.ec2InstanceId, change.at);
    });
  }

  /** A terminate hook as the README shows it. */
  hook(hasTarget = true, changes: Partial<HookSpecification> = {}): HookSpecification {
    const { outputs } = this.account.simulation.stack;
    const target = {
      notificationTargetArn: outputs['TerminationGateTopicArn'],
      roleArn: outputs['TerminationGateHookRoleArn'],
    };
    return {
      name: 'ecs-ops-drain',
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatTimeout: 3600,
      defaultResult: 'CONTINUE',
      ...(hasTarget ? target : {}),
      ...changes,
    };
  }

  /** Nothing is left on the queue, nothing was given up. */
  get isQuiet(): boolean {
    return this.gate.isSettled && this.gate.deadLetters.messages().length === 0;
  }

  /** The e-mails that termination-gate sent to the person; the stack's alarms send others. */
  get emails(): readonly Email[] {
    return this.account.simulation.sns.outbox.filter(({ message }) => !message.startsWith('{"AlarmName"'));
  }

  /** What the person was told in them. */
  get told(): readonly string[] {
    return this.emails.map(({ message }) => message);
  }

  get shop(): ScenarioCluster {
    return this.account.cluster(SHOP);
  }

  /** Places a standalone task on a host. */
  runJob(ec2InstanceId: string, work: Work, tags: Readonly<Record<string, string>> = {}): void {
    this.#register(work);
    const expression = `ec2InstanceId == ${ec2InstanceId}`;
    const placementConstraints = [{ type: 'memberOf', expression } as const];
    const { family: taskDefinition } = work;
    this.account.simulation.ecs.runTask({
      cluster: SHOP,
      taskDefinition,
      launchType: 'EC2',
      placementConstraints,
      tags,
    });
  }

  /** Starts a service that spreads over the hosts and may lose half of its tasks. */
  runService(work: Work, options: { readonly tasks: number; readonly deregistrationDelay?: number }): void {
    const { tasks: desiredCount, deregistrationDelay } = options;
    const { family: serviceName } = work;
    this.#register(work);
    this.account.simulation.ecs.createService({
      cluster: SHOP,
      serviceName,
      taskDefinition: serviceName,
      desiredCount,
      launchType: 'EC2',
      placementStrategy: [{ type: 'spread', field: 'instanceId' }],
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
      ...(deregistrationDelay === undefined ? {} : { deregistrationDelay }),
    });
  }

  /** The group scales in by one instance, which is this one. */
  terminate(...ec2InstanceIds: readonly string[]): void {
    this.account.simulation.autoScaling.terminateInstances(ec2InstanceIds, { decrement: true });
  }

  /** The lifecycle action that holds, or held, an instance last. */
  actionOf(ec2InstanceId: string): LifecycleActionRecord {
    const actions = this.account.simulation.autoScaling.lifecycleActions();
    const action = actions.findLast(({ instanceId }) => instanceId === ec2InstanceId);
    if (action === undefined) throw new Error(`Nothing has held ${ec2InstanceId}`);
    return action;
  }

  /** Milliseconds from the stop of the last task on a host to the completion of its action; negative for too early. */
  releaseLag(ec2InstanceId: string): number {
    const { end } = this.actionOf(ec2InstanceId);
    const lastStop = this.#lastStops.get(ec2InstanceId);
    if (end?.reason.kind !== 'completed' || lastStop === undefined) return Number.NaN;
    return end.at - lastStop;
  }

  /** How long an action has held a host, or did, in milliseconds. */
  heldFor(ec2InstanceId: string): number {
    const { startedAt, end } = this.actionOf(ec2InstanceId);
    return (end?.at ?? this.account.simulation.clock.now()) - startedAt;
  }

  #register({ family, runs, stops = 1_000 }: Work): void {
    const stopTimeout = Math.ceil(stops / 1_000) + 5;
    const timings = { startDuration: 3_000, stopDuration: stops, ...(runs === undefined ? {} : { runDuration: runs }) };
    this.account.simulation.ecs.registerTaskDefinition(
      {
        family,
        cpu: '128',
        memory: '128',
        containerDefinitions: [{ name: family, image: `${family}:latest`, stopTimeout }],
      },
      timings,
    );
  }
}
