import { expect } from 'vitest';
import type { CallRecord } from '../../../simulator/gateway/call-log.ts';
import type {
  GroupSpecification,
  HookSpecification,
} from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import type { FunctionPrefix } from '../deployed-function.ts';
import { momentOf } from '../timeline.ts';
import { FUNCTIONS } from './operator.ts';

/** The clusters, and the Auto Scaling groups whose instances are their hosts. */
export const CLUSTERS = ['shop', 'spot', 'store'] as const;

const MINUTE = 60_000;

/** Terms under which hosts go within minutes, so that a scenario of an hour shows it many times. */
const SCALE_IN_TERMS = {
  SCALE_IN_IDLE_MINUTES: '1',
  SCALE_IN_MINIMUM_AGE_MINUTES: '0',
  SCALE_IN_COOLDOWN_MINUTES: '1',
  SCALE_IN_BUDGET: '50%',
};

/** What a lively account begins with. */
export interface LivelyLayout extends Pick<AccountLayout, 'amend'> {
  /** Settings of all functions. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Clusters whose groups have the hook of termination-gate, whose services are served, and which opted in to scale-in. */
  readonly optedIn?: readonly string[];
  /** Changes to groups, by name. */
  readonly groups?: Readonly<Record<string, Partial<GroupSpecification>>>;
  /** Changes to the hook. */
  readonly hook?: Partial<HookSpecification>;
}

/**
 * An account in which something happens every minute that each function has to act on: EC2 takes Spot hosts away, Auto
 * Scaling terminates hosts, hosts join, services shrink and leave hosts idle.
 */
export async function aLivelyAccount(layout: LivelyLayout = {}): Promise<LivelyAccount> {
  const { settings = {}, optedIn = CLUSTERS, hook = {}, groups = {}, amend = [] } = layout;
  const clusters = CLUSTERS.map((name) => ({
    name,
    tags: optedIn.includes(name) && name === 'store' ? { 'ecs-ops:scale-in': 'true' } : {},
    services: [{ name: 'agent', served: optedIn.includes(name) }],
  }));
  const account = await anAccount({
    functions: FUNCTIONS,
    clusters,
    amend: [
      withVariables('ScaleIn', SCALE_IN_TERMS),
      ...FUNCTIONS.map((prefix) => withVariables(prefix, settings)),
      ...amend,
    ],
  });
  const lively = new LivelyAccount(account);
  for (const name of CLUSTERS) {
    account.simulation.autoScaling.createGroup({
      name,
      min: 1,
      max: 20,
      desired: 5,
      purchase: name === 'store' ? 'on-demand' : 'spot',
      launchTemplate: { instanceType: 'm7g.large', cluster: name, bootTime: 5_000 },
      hooks: optedIn.includes(name) ? [lively.hook(hook)] : [],
      ...groups[name],
    });
    lively.run(name);
  }
  return lively;
}

/** An account as scenarios about operating the stack speak of it. */
export class LivelyAccount {
  readonly account: ScenarioAccount;

  constructor(account: ScenarioAccount) {
    this.account = account;
  }

  /** A terminate hook as the README shows it. */
  hook(changes: Partial<HookSpecification> = {}): HookSpecification {
    const { outputs } = this.account.simulation.stack;
    return {
      name: 'ecs-ops-drain',
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatTimeout: 3600,
      defaultResult: 'CONTINUE',
      notificationTargetArn: outputs['TerminationGateTopicArn'],
      roleArn: outputs['TerminationGateHookRoleArn'],
      ...changes,
    };
  }

  /** Starts a service that takes a while to stop. Three of its tasks fill a host but for agents, which have room on any. */
  run(cluster: string): void {
    const { ecs } = this.account.simulation;
    const containerDefinitions = [{ name: 'web', image: 'web:latest', stopTimeout: 60 }];
    const timings = { startDuration: 3_000, stopDuration: 40_000 };
    ecs.registerTaskDefinition({ family: 'web', cpu: '600', memory: '1024', containerDefinitions }, timings);
    ecs.createService({
      cluster,
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 6,
      launchType: 'EC2',
      placementStrategy: [{ type: 'binpack', field: 'memory' }],
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
    });
  }

  /** Lives until a time of day: something happens at the beginning of every minute. */
  async live(until: string): Promise<void> {
    const { clock } = this.account.simulation;
    const end = momentOf(until);
    while (clock.now() < end) {
      if (clock.now() % MINUTE === 0) this.#happen(clock.now() / MINUTE);
      await clock.runUntil(Math.min(end, MINUTE * (Math.floor(clock.now() / MINUTE) + 1)));
    }
  }

  /** Another deployment changes settings of every function: each begins anew, in a process that remembers nothing. */
  deploy(settings: Readonly<Record<string, string>>): void {
    for (const prefix of FUNCTIONS) this.account.of(prefix).deployWith(settings);
  }

  /** Waits until a time of day: nothing new happens. */
  async rest(until: string): Promise<void> {
    await this.account.simulation.clock.runUntil(momentOf(until));
  }

  /** Calls by which functions changed something, their own queues aside, from one time of day until another. */
  writes(functions: readonly FunctionPrefix[], from: string, until = '23:59'): readonly CallRecord[] {
    const calls = functions.flatMap((prefix) => this.account.of(prefix).callLog(from));
    const isWrite = ({ service, operation }: CallRecord) =>
      service !== 'sqs' && !/^(Describe|Get|List)/.test(operation);
    return calls.filter((call) => isWrite(call) && call.time < momentOf(until));
  }

  /** Lifecycle actions that hold instances. */
  get held(): readonly LifecycleActionRecord[] {
    return this.#actions().filter(({ end }) => end === undefined);
  }

  /** Lifecycle actions that began at or after a time of day and that nobody completed. */
  timedOut(since: string): readonly LifecycleActionRecord[] {
    const ended = this.#actions().filter(({ end }) => end !== undefined && end.reason.kind !== 'completed');
    return ended.filter(({ startedAt }) => startedAt >= momentOf(since));
  }

  /** Hosts that are DRAINING, by their instances' ids. */
  get draining(): readonly string[] {
    const hosts = this.account.clusters.flatMap((cluster) => cluster.hosts);
    return hosts.filter(({ status }) => status === 'DRAINING').map(({ ec2InstanceId }) => ec2InstanceId);
  }

  /** Services that have fewer or more tasks than they want, with the cluster's name. */
  get unwell(): readonly string[] {
    return CLUSTERS.flatMap((name) =>
      this.account.simulation.ecs
        .view(name)
        .services.filter(({ desiredCount, runningCount }) => desiredCount !== runningCount)
        .map(({ serviceName }) => `${name}/${serviceName}`),
    );
  }

  /** Numbers of messages that were given up, by function. */
  get parked(): Readonly<Record<string, number>> {
    const counts = FUNCTIONS.map((prefix) => [prefix, this.account.of(prefix).deadLetters.messages().length] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  #actions(): readonly LifecycleActionRecord[] {
    return this.account.simulation.autoScaling.lifecycleActions();
  }

  #happen(minute: number): void {
    const { ec2, ecs, autoScaling } = this.account.simulation;
    const first = (group: string) => {
      const { instances } = autoScaling.view(group);
      const active = new Set(this.account.cluster(group).activeIds);
      return (
        instances.find(({ state, instanceId }) => state === 'InService' && active.has(instanceId))?.instanceId ?? ''
      );
    };
    if (minute % 3 === 0) ec2.interrupt(first('spot'));
    if (minute % 7 === 3) ec2.interrupt(first('shop'));
    if (minute % 4 === 1) autoScaling.terminateInstances([first('shop')], { decrement: false });
    if (minute % 2 === 0) this.account.cluster('shop').reconnectAgents(first('shop'));
    if (minute % 10 === 2) ecs.updateService({ cluster: 'store', service: 'web', desiredCount: 2 });
    if (minute % 10 === 8) autoScaling.setDesiredCapacity('store', 5);
    if (minute % 10 === 9) ecs.updateService({ cluster: 'store', service: 'web', desiredCount: 12 });
  }
}

/**
 * Nothing was forgotten: no host is held or DRAINING, nor was any that began to be held since a time of day let go by a
 * time-out; no message was given up; every service has its tasks.
 */
export function expectAllWell(world: LivelyAccount, since = '9:00'): void {
  const { parked, held, draining, unwell, account } = world;
  const timedOut = world.timedOut(since);
  expect({ parked, held, timedOut, draining, unwell, isRight: account.isRight }).toEqual({
    parked: {},
    held: [],
    timedOut: [],
    draining: [],
    unwell: [],
    isRight: true,
  });
}
